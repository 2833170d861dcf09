"""Shard: everything between one partition of the readings stream and the store, while this process holds it.

The same parts as in a single process (``fenghuo.ingesting``), over the partition's share of the store.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

import structlog

from alerts.policy import Policy
from fenghuo.clock import now
from fenghuo.cluster.layout import subject_of
from fenghuo.cluster.share import share_of
from fenghuo.deriving import DERIVING_PAUSE, Deriver
from fenghuo.ingesting import LINKS_PAUSE, LOOK_BACK_PAUSE, REVIEW_PAUSE, keep_links
from fenghuo.judge import Judge
from fenghuo.loops import StoreLoop
from fenghuo.pipeline import Pipeline
from fenghuo.reviewer import Reviewer
from ingest.stream.source import Claim, StreamSource
from store.errors import FencedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alerts.issuer import Issuer
    from fenghuo.cluster.joining import Joined
    from ingest.wire.raw import Image
    from store.memory import MemoryStore
    from store.postgres import PostgresStore

log = structlog.get_logger("fenghuo.cluster")


class Shard:
    """One partition that is held."""

    def __init__(
        self,
        joined: Joined,
        *,
        store: PostgresStore | MemoryStore,
        partition: int,
        epoch: int,
        issuer: Issuer,
        on_fenced: Callable[[], None] = lambda: None,
        keep_images: Callable[[Sequence[Image]], None] | None = None,
    ) -> None:
        """Claim the partition in the database, recover its state, and begin to read it.

        Raises:
            FencedError: If another process has a later epoch.
            StoreError: If the database is away.
        """
        if not store.claim(partition, epoch=epoch, holder=joined.name, at=now()):
            raise FencedError(f"partition {partition}: epoch {epoch} is not the highest")
        self.partition, self._stack = partition, ExitStack()
        self._loops: list[StoreLoop] = []
        #: The store as this partition sees it.
        self.share = share_of(store, layout=joined.layout, partition=partition, epoch=epoch, on_fenced=on_fenced)
        judge = Judge(self.share)
        #: The reactor.
        self.pipeline = Pipeline(store=self.share, judge=judge, policy=Policy(), issuer=issuer, keep_images=keep_images)
        self._checks: list[Callable[[], str]] = [lambda: self.pipeline.trouble, lambda: judge.trouble]
        try:
            self.pipeline.start()
            self._stack.callback(self.pipeline.stop)
            self._stack.callback(self._stop_loops)
            self._tend(judge)
            claim = Claim(stream=joined.stream, subject=subject_of(partition), name=f"p{partition}", epoch=epoch)
            source = StreamSource(joined.link, claim, sink=self.pipeline)
            source.start()
            self._stack.callback(source.stop)
        except BaseException:
            self._stack.close()
            raise
        self._checks.append(lambda: "" if source.is_connected else source.trouble or "connecting")
        log.info("partition_held", partition=partition, epoch=epoch, stations=self.pipeline.station_count)

    @property
    def trouble(self) -> str:
        """Return what does not work, empty while everything does."""
        return next((trouble for check in self._checks if (trouble := check())), "")

    def stop(self) -> None:
        """Read no more, write what is in hand, and let go."""
        self._stack.close()

    def _tend(self, judge: Judge) -> None:
        """Begin what goes on beside the readings."""
        share, pipeline = self.share, self.pipeline
        reviewer = Reviewer(
            share, gate=pipeline.gate, registry=lambda: pipeline.registry, reconsider=pipeline.reconsider
        )
        deriver = Deriver(
            share, registry=lambda: pipeline.registry, accept=lambda messages: pipeline.accept(messages, None)
        )
        self._checks.append(lambda: reviewer.trouble)
        changed = frozenset({"registry", "rules"})
        self._loop("reload", pipeline.reload, topics=changed)
        self._loop("look-back", judge.look_back, pause=LOOK_BACK_PAUSE)
        self._loop("review", reviewer.work, pause=REVIEW_PAUSE)
        self._loop("derive", deriver.work, pause=DERIVING_PAUSE)
        self._loop("links", partial(keep_links, pipeline, share), pause=LINKS_PAUSE)

    def _stop_loops(self) -> None:
        """Stop them at once: each may be waiting for the store for a second."""
        with ThreadPoolExecutor(max_workers=max(1, len(self._loops))) as pool:
            list(pool.map(StoreLoop.stop, self._loops))

    def _loop(
        self, name: str, work: Callable[[], None], *, topics: frozenset[str] = frozenset(), pause: float = 0.0
    ) -> None:
        loop = StoreLoop(
            self.share, work, name=f"{name}-{self.partition}", topics=topics, is_periodic=not topics, pause=pause
        )
        loop.start()
        self._loops.append(loop)
        self._checks.append(lambda: loop.trouble)
