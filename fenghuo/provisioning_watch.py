"""Provisioning watch: applies the folder of documents at the start, and again whenever it has changed.

At the start, what does not fit is told and keeps nothing else out: a system with one bad file is better than none.
A change while running is taken in whole or not at all: with one bad document, what is in force stays as it is, and
``/readyz`` shows the place of the mistake until it is mended.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from fenghuo.clock import now
from fenghuo.issuing import signing_of
from fenghuo.loops import StoreLoop
from sensing.exchange.plan import Change

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from fenghuo.provisioning import Shelf
    from fenghuo.provisioning_files import Outcome
    from fenghuo.runtime import Runtime
    from rules.signing import SigningPolicy

log = structlog.get_logger("fenghuo.provisioning")

#: Seconds between two looks at the folder.
LOOK_PAUSE = 2.0

#: Path, time of change (ns) and size of each file.
_Stamp = tuple[tuple[str, int, int], ...]


class FolderWatch:
    """One folder, and what was last taken in from it."""

    def __init__(
        self, folder: Path, *, store: Shelf, signing: SigningPolicy, clock: Callable[[], datetime] = now
    ) -> None:
        """Look at nothing yet."""
        self._folder = folder
        self._store = store
        self._signing = signing
        self._clock = clock
        #: What is wrong with the folder, empty while nothing is.
        self.trouble = ""
        #: The files as they were judged last, and as they were seen last.
        self._judged: _Stamp | None = None
        self._seen: _Stamp | None = None

    def start(self) -> None:
        """Apply every document that fits.

        Raises:
            FenghuoError: If the folder is not there.
        """
        self._judged = self._seen = self._stamp()
        outcomes = self._provision(is_whole=False)
        self._tell(outcomes)
        log.info("provisioned", folder=str(self._folder), **Counter(outcome.change.value for outcome in outcomes))

    def work(self) -> None:
        """Take in the folder if it has changed and every document of it fits."""
        stamp = self._stamp()
        # Files that still change are being written; they are judged when they have come to rest.
        is_at_rest, self._seen = stamp == self._seen, stamp
        if stamp == self._judged or not is_at_rest:
            return
        outcomes = self._provision(is_whole=True)
        if self._tell(outcomes):
            log.error("folder_refused", folder=str(self._folder), why=self.trouble)
        else:
            log.info("provisioned", folder=str(self._folder), **Counter(outcome.change.value for outcome in outcomes))
        self._judged = stamp

    def _provision(self, *, is_whole: bool) -> list[Outcome]:
        # Reading tables and telephone numbers takes long to load, and few installations provision by folder.
        from fenghuo.provisioning import provision

        return provision(self._folder, store=self._store, at=self._clock(), is_whole=is_whole, signing=self._signing)

    def _tell(self, outcomes: Sequence[Outcome]) -> bool:
        """Say which documents are refused; return whether any is."""
        refused = [outcome for outcome in outcomes if outcome.change is Change.REFUSED]
        for outcome in refused:
            log.error("document_refused", why=outcome.detail)
        self.trouble = f"{len(refused)} refused, nothing changed since: {refused[0].detail}" if refused else ""
        return bool(refused)

    def _stamp(self) -> _Stamp:
        from fenghuo.provisioning import documents_of

        found = []
        for path in documents_of(self._folder):
            try:
                status = path.stat()
            except OSError:
                # Gone between two looks: the next one sees the folder without it.
                continue
            found.append((str(path), status.st_mtime_ns, status.st_size))
        return tuple(found)


def start_provisioning(runtime: Runtime) -> None:
    """Apply the folder of the settings, then go on watching it."""
    settings, store = runtime.settings, runtime.store
    watch = FolderWatch(Path(settings.provision), store=store, signing=signing_of(settings))
    watch.start()
    loop = StoreLoop(store, watch.work, name="provision", topics=frozenset(), is_periodic=True, pause=LOOK_PAUSE)
    loop.start()
    runtime.stack.callback(loop.stop)
    runtime.health.add("provisioning", lambda: loop.trouble or watch.trouble)
