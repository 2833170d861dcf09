"""A writer without a thread: what is put is written before ``put`` returns. For a process that counts its own time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenghuo.backlog import Backlog
from fenghuo.writer import Writer
from sensing.errors import FenghuoError

if TYPE_CHECKING:
    from alerts.issuer import Issuer
    from alerts.policy import Policy
    from fenghuo.backlog import Work
    from fenghuo.judge import Judge
    from store.memory import MemoryStore
    from store.postgres import PostgresStore


class UnwrittenError(FenghuoError):
    """What was judged cannot be written."""


class StepwiseWriter(Writer):
    """Writes in the thread of whoever puts."""

    def __init__(
        self,
        *,
        store: PostgresStore | MemoryStore,
        judge: Judge,
        policy: Policy,
        issuer: Issuer,
        commit_seconds: float = 0.0,
    ) -> None:
        """Take the parts; there is no thread to start."""
        self._queue = Backlog()
        super().__init__(
            store=store, judge=judge, policy=policy, issuer=issuer, commit_seconds=commit_seconds, backlog=self._queue
        )

    @property
    def trouble(self) -> str:
        """Return nothing: what cannot be written is raised by ``put``."""
        return ""

    def put(self, work: Work) -> None:
        """Write work.

        Raises:
            UnwrittenError: If the store refuses some of it: nobody else would hear of it.
        """
        super().put(work)
        while waiting := self._queue.take_waiting():
            if gathered := self._worth_writing(waiting):
                self._write_until_durable(gathered)
        if self._untold or self._unkept:
            message = f"what was judged cannot be written: {self._trouble}"
            raise UnwrittenError(message)
