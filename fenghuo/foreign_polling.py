"""Reading the feeds of other agencies, beside everything else: a feed that hangs keeps nobody waiting.

How far each feed was read is a row, claimed before anybody looks: of two processes one looks. What was dealt with is
remembered by link and time, so that a feed of a hundred entries costs one request while nothing is new.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

import structlog

from alerts.admission import ForeignStore, admit
from alerts.door import Outcome
from alerts.errors import ForeignError
from alerts.foreign_feed import FeedEntry, feed_entries
from fenghuo import metrics
from fenghuo.clock import now
from fenghuo.foreign_fetch import ForeignFetcher
from fenghuo.foreign_sources import door_of
from fenghuo.loops import StoreLoop
from fenghuo.settings import SettingsError
from ingest.outside.permit import Permit, PermitError
from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager
    from datetime import datetime

    from alerts.door import Door
    from alerts.foreign import ForeignPoll
    from fenghuo.foreign_fetch import Answered
    from fenghuo.runtime import Runtime

log = structlog.get_logger("fenghuo.foreign")

#: Seconds between two looks for feeds that are due.
LOOK_PAUSE = 1.0
#: How long a look may take before somebody else may look.
LEASE = timedelta(minutes=10)
#: Messages fetched in one look; the others follow in the next.
MOST_AT_ONCE = 100
#: Most that a failing feed is left alone for, in looks.
MOST_PATIENCE = 16
#: Why a message that may be good later is tried again.
TOO_EARLY = "a message came before its time, or before what it refers to"
_EARLY = frozenset({"from_the_future", "no_area"})
#: Failures in a row after which a feed is a trouble of ``/readyz``.
TROUBLE_AFTER = 3


class Fetches(Protocol):
    """What polling needs of a fetcher."""

    def fetch(self, url: str, *, etag: str = "", modified: str = "") -> Answered:
        """Return what is behind a URL, or why there is nothing."""
        ...


class PollBook(Protocol):
    """What polling needs of a transaction."""

    def claim_foreign_poll(self, url: str, *, now: datetime, until: datetime) -> ForeignPoll | None:
        """Return a feed whose look is due, and leave it alone until an instant."""
        ...

    def put_foreign_poll(self, poll: ForeignPoll) -> None:
        """Store how far the reading of a feed has come."""
        ...


class PollStore(ForeignStore, Protocol):
    """What polling needs of a store."""

    def begin(self) -> AbstractContextManager[PollBook]:  # type: ignore[override]
        """Open a transaction."""
        ...


class Poller:
    """Reads the feeds of the sources that have some."""

    def __init__(
        self, store: PollStore, *, door: Door, feeds: Mapping[str, str], fetcher: Fetches, every: timedelta
    ) -> None:
        """Take the parts.

        Args:
            store: Where messages and progress are kept.
            door: Who is believed about what.
            feeds: Name of the source by URL of its feed.
            fetcher: Gets bytes.
            every: Between two looks at one feed.
        """
        self._store = store
        self._door = door
        self._feeds = feeds
        self._fetcher = fetcher
        self._every = every
        self._troubles: dict[str, str] = {}

    @property
    def trouble(self) -> str:
        """Return which feeds do not answer, empty while all do."""
        return "; ".join(f"{url}: {why}" for url, why in sorted(self._troubles.items()))

    def look(self, at: datetime) -> int:
        """Read the feeds that are due; return how many new messages there were."""
        return sum(self._read_safely(url, source, at=at) for url, source in self._feeds.items())

    def _read_safely(self, url: str, source: str, *, at: datetime) -> int:
        try:
            return self._read(url, source, at=at)
        except StoreError:
            raise
        except Exception as error:
            # What one agency writes must not keep the warnings of the others out.
            log.exception("foreign_read_failed", source=source, url=url)
            self._troubles[url] = f"{type(error).__name__}: {error}"[:200]
            return 0

    def _read(self, url: str, source: str, *, at: datetime) -> int:
        with self._store.begin() as transaction:
            poll = transaction.claim_foreign_poll(url, now=at, until=at + LEASE)
        if poll is None:
            return 0
        answered = self._fetcher.fetch(url, etag=poll.etag, modified=poll.modified)
        new = 0
        if answered.why:
            after = self._failed(poll, answered.why, at=at)
        elif answered.is_known:
            after = replace(poll, due=at + self._every, answered=at, why="", fails=0)
        else:
            try:
                new, after = self._admitted(poll, answered, source=source, at=at)
            except ForeignError as error:
                after = self._failed(poll, str(error), at=at)
        with self._store.begin() as transaction:
            transaction.put_foreign_poll(after)
        self._note(after)
        return new

    def _admitted(self, poll: ForeignPoll, answered: Answered, *, source: str, at: datetime) -> tuple[int, ForeignPoll]:
        entries = feed_entries(answered.body, url=poll.url)
        fresh = [entry for entry in entries if poll.seen.get(entry.link) != _stamp(entry)]
        dealt_with: dict[str, str] = {}
        new, why = 0, ""
        waiting = deque(fresh[:MOST_AT_ONCE])
        early: set[str] = set()
        while waiting and now() < at + LEASE / 2:
            entry = waiting.popleft()
            outcome, trouble = self._take(entry, source=source, via=poll.url)
            if trouble == TOO_EARLY and entry.link not in early:
                # It refers to what may stand further down the list.
                early.add(entry.link)
                waiting.append(entry)
                continue
            new += outcome is Outcome.TAKEN
            if trouble:
                why = trouble
            else:
                dealt_with[entry.link] = _stamp(entry)
        listed = {entry.link for entry in entries}
        seen = {link: stamp for link, stamp in poll.seen.items() if link in listed} | dealt_with
        is_done = len(dealt_with) == len(fresh)
        return new, replace(
            poll,
            due=at + self._every,
            # What is left is found again only if the feed is answered whole again.
            etag=answered.etag if is_done else "",
            modified=answered.modified if is_done else "",
            seen=seen,
            answered=at,
            why=why,
            fails=0,
        )

    def _take(self, entry: FeedEntry, *, source: str, via: str) -> tuple[Outcome | None, str]:
        """Return what became of an entry, and why it has to be tried again; what is refused is dealt with."""
        body = entry.message
        if not body:
            answered = self._fetcher.fetch(entry.link)
            if answered.why:
                return None, answered.why
            body = answered.body
        try:
            outcome, _ = admit(self._store, self._door, body, via=via, now=now(), feed=source)
        except ForeignError as error:
            metrics.foreign_messages.labels(source, error.code).inc()
            log.warning("foreign_refused", source=source, link=entry.link, code=error.code, why=str(error))
            return None, TOO_EARLY if error.code in _EARLY else ""
        metrics.foreign_messages.labels(source, outcome.value).inc()
        return outcome, ""

    def _failed(self, poll: ForeignPoll, why: str, *, at: datetime) -> ForeignPoll:
        fails = poll.fails + 1
        return replace(poll, due=at + self._every * min(2 ** (fails - 1), MOST_PATIENCE), why=why[:500], fails=fails)

    def _note(self, poll: ForeignPoll) -> None:
        if poll.fails >= TROUBLE_AFTER:
            self._troubles[poll.url] = poll.why
        else:
            self._troubles.pop(poll.url, None)


def _stamp(entry: FeedEntry) -> str:
    return entry.changed[:100]


def start_polling(runtime: Runtime) -> None:
    """Start reading the feeds of the settings, if there are any.

    Raises:
        SettingsError: If the list of hosts cannot be read, or is empty while there are feeds.
    """
    settings = runtime.settings.foreign
    door = door_of(runtime.settings, area=runtime.outlines.area_of)
    feeds = {url: source.name for source in settings.sources for url in source.feeds}
    if door is None or not feeds:
        return
    try:
        permit = Permit(settings.hosts)
    except PermitError as error:
        raise SettingsError(f"FENGHUO_FOREIGN__HOSTS: {error}") from None
    if not permit:
        raise SettingsError("FENGHUO_FOREIGN__SOURCES has feeds: list their hosts in FENGHUO_FOREIGN__HOSTS")
    fetcher = ForeignFetcher(permit)
    runtime.stack.callback(fetcher.close)
    poller = Poller(
        runtime.store, door=door, feeds=feeds, fetcher=fetcher, every=timedelta(seconds=settings.poll_seconds)
    )
    loop = StoreLoop(
        runtime.store,
        lambda: _look(poller),
        name="foreign",
        topics=frozenset(),
        is_periodic=True,
        pause=LOOK_PAUSE,
    )
    loop.start()
    runtime.stack.callback(loop.stop)
    runtime.health.add("foreign", lambda: poller.trouble or loop.trouble)


def _look(poller: Poller) -> None:
    poller.look(now())
