"""EvidenceKeeper: brings the pictures of events into the folder, those that came along and those to be fetched.

A picture that came inside a frame is in the folder before its event is committed; a crash between the two leaves a
picture that nothing refers to, which is the first to go. What is to be fetched is asked of the store each time,
so that a restart forgets nothing. A picture is evidence, not a reading: if the disk does not take it, the event is kept
without it, and the trouble is told.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import structlog

from fenghuo import metrics
from fenghuo.clock import now_micros
from ingest.evidence.fetch import Fetched
from sensing.evidence import Evidence, EvidenceState
from sensing.instant import Micros
from store.evidence.folder import Outcome, hash_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.evidence.fetch import Fetcher
    from ingest.wire.raw import Image
    from sensing.evidence import WantedPicture
    from store.evidence.folder import PictureFolder
    from store.memory import MemoryStore
    from store.postgres import PostgresStore

log = structlog.get_logger("fenghuo.evidence")

#: Pictures fetched side by side: one camera that does not answer must not keep the others waiting.
SIDE_BY_SIDE: Final = 4
#: Pictures of one round.
ROUND: Final = 16
#: Wait after the first, second, … attempt; there is one attempt more than waits.
WAITS: Final = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
)
#: Age of an event beyond which its picture is not fetched any more: the camera has long reused the place.
TOO_OLD: Final = timedelta(days=2)


class EvidenceKeeper:
    """Keeps pictures; ``keep`` is the writer's, ``fetch_due`` a loop's."""

    def __init__(
        self, *, store: PostgresStore | MemoryStore, folder: PictureFolder, fetcher: Fetcher | None = None
    ) -> None:
        """Take the parts; without a fetcher nothing is fetched."""
        self._store = store
        self._folder = folder
        self._fetcher = fetcher
        self._pool = ThreadPoolExecutor(max_workers=SIDE_BY_SIDE, thread_name_prefix="fenghuo-evidence")
        self._trouble = ""

    def close(self) -> None:
        """Stop fetching; what was begun is begun again after the next start."""
        if self._fetcher is not None:
            self._fetcher.close()
        self._pool.shutdown(wait=True, cancel_futures=True)

    @property
    def trouble(self) -> str:
        """Return why pictures are not kept, empty while they are."""
        return self._trouble

    def keep(self, images: Sequence[Image]) -> None:
        """Keep pictures that came inside frames; what the disk does not take is left: an event is worth more.

        Raises:
            StoreError: If room has to be made and the store is away; then the events cannot be written either.
        """
        for image in images:
            self._put(image.data, sha256=image.sha256)

    def fetch_due(self) -> None:
        """Fetch what is due, and note how it went.

        Raises:
            StoreError: If the store is away; everything is due again in the next round.
        """
        if self._fetcher is None:
            return
        instant = now_micros()
        since = Micros(instant - round(TOO_OLD.total_seconds() * 1e6))
        wanted = self._store.wanted_pictures(now=instant, since=since, limit=ROUND)
        if not wanted:
            return
        records = list(self._pool.map(lambda picture: self._settle(picture, now=instant), wanted))
        with self._store.begin() as tx:
            tx.put_evidence(records)

    def _settle(self, picture: WantedPicture, *, now: Micros) -> Evidence:
        """Return how an attempt at one picture went."""
        if picture.sha256 and self._folder.has(picture.sha256.lower()):
            return _record(picture, state=EvidenceState.KEPT, sha256=picture.sha256.lower(), due=now)
        fetched = self._fetched(picture.url)
        why, is_passing = fetched.why, fetched.is_passing
        if not why:
            why = self._put(fetched.data, sha256=picture.sha256)
            # A disk that takes nothing today may take it tomorrow.
            is_passing = bool(self._trouble)
        if not why:
            return _record(picture, state=EvidenceState.KEPT, sha256=hash_of(fetched.data), due=now)
        if is_passing and picture.tries < len(WAITS):
            due = Micros(now + round(WAITS[picture.tries].total_seconds() * 1e6))
            return _record(picture, state=EvidenceState.WAITING, due=due, why=why)
        metrics.pictures.labels("given_up").inc()
        log.warning("picture_given_up", station=picture.station, id=picture.event, why=why)
        return _record(picture, state=EvidenceState.GIVEN_UP, due=now, why=why)

    def _fetched(self, url: str) -> Fetched:
        try:
            return self._fetcher.fetch(url) if self._fetcher else Fetched(why="nothing is fetched")
        except Exception as error:
            # One picture is one task: a fault met on its way counts as an attempt and keeps no other picture waiting.
            log.exception("fetch_failed", url=url)
            return Fetched(why=f"{type(error).__name__}: {error}"[:200], is_passing=True)

    def _put(self, data: bytes, *, sha256: str) -> str:
        """Keep one picture; return why it is not kept, empty when it is."""
        try:
            outcome = self._folder.put(data, sha256=sha256)
        except OSError as error:
            log.exception("picture_not_written")
            self._trouble = f"pictures cannot be written: {error}"
            return self._trouble
        self._trouble = ""
        metrics.pictures.labels(outcome.value).inc()
        metrics.picture_bytes.set(self._folder.total)
        return "" if outcome is Outcome.KEPT else _REASONS[outcome]


_REASONS: Final = {
    Outcome.TOO_LARGE: "the picture is larger than one may be",
    Outcome.NO_PICTURE: "expected JPEG, PNG or WebP, got something else",
    Outcome.OTHER_HASH: "the picture does not have the SHA-256 that the device told",
}


def _record(picture: WantedPicture, *, state: EvidenceState, due: Micros, sha256: str = "", why: str = "") -> Evidence:
    return Evidence(
        station=picture.station,
        event=picture.event,
        url=picture.url,
        sha256=sha256,
        state=state,
        tries=picture.tries + 1,
        due=due,
        why=why,
    )
