"""Writers: two of them where a lane is on, each with a connection and a thread of its own.

Under overload a commit of calm readings takes a tenth of a second and more, and whatever presses would wait for the
one in hand. So what presses has a writer that writes nothing else. All transitions go through it, in the order in which
they were judged; the backlog keeps calm work back that may not be durable before them.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from fenghuo.backlog import Backlog
from fenghuo.writer import COMMIT_SECONDS, Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alerts.issuer import Issuer
    from alerts.policy import Policy
    from fenghuo.backlog import Work
    from fenghuo.judge import Judge
    from ingest.wire.raw import Image
    from rules.transition import Transition
    from store.memory import MemoryStore
    from store.postgres import PostgresStore


class Writers:
    """A writer of what presses and a writer of the rest, used like one ``Writer``."""

    def __init__(
        self,
        *,
        store: PostgresStore | MemoryStore,
        judge: Judge,
        policy: Policy,
        issuer: Issuer,
        commit_seconds: float = COMMIT_SECONDS,
    ) -> None:
        """Take the parts; the threads start with ``start``."""
        backlog = Backlog()
        make = partial(Writer, store=store, judge=judge, policy=policy, issuer=issuer, commit_seconds=commit_seconds)
        self._pressing = make(backlog=backlog.pressing, name="fenghuo-writer-pressing")
        self._calm = make(backlog=backlog.calm, name="fenghuo-writer-calm")

    @property
    def keep_images(self) -> Callable[[Sequence[Image]], None]:
        """Keeps pictures that came inside frames; raises nothing but a store's errors."""
        return self._calm.keep_images

    @keep_images.setter
    def keep_images(self, keep: Callable[[Sequence[Image]], None]) -> None:
        self._pressing.keep_images = self._calm.keep_images = keep

    def start(self) -> None:
        """Start the threads."""
        self._pressing.start()
        self._calm.start()

    def stop(self) -> None:
        """Stop after the flushes in hand; what is not committed stays with the broker."""
        self._pressing.halt()
        self._calm.halt()
        self._pressing.stop()
        self._calm.stop()

    def put(self, work: Work) -> None:
        """Queue work; the queue is bounded by the broker's window of un-acknowledged messages."""
        (self._pressing if work.is_pressing else self._calm).put(work)

    def overdue(self, seconds: float) -> list[Transition]:
        """Return the transitions that have waited longer than this to be written, oldest first."""
        return self._pressing.overdue(seconds)

    @property
    def oldest(self) -> float | None:
        """Return how long the oldest message that is not written has waited, s; None while none waits."""
        return max((each for each in (self._pressing.oldest, self._calm.oldest) if each is not None), default=None)

    @property
    def is_stuck(self) -> bool:
        """Return whether the store is away, refuses, or does not answer."""
        return bool(self.trouble)

    @property
    def trouble(self) -> str:
        """Return why writing does not work, empty while it does."""
        return self._pressing.trouble or self._calm.trouble
