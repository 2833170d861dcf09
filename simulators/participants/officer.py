"""Officer: somebody who is sent a task; does it in time, late, refuses, or says nothing. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from simulators.faults.fault import draw
from simulators.participants.delay import Delay
from simulators.participants.reply import Reply

#: Where the document says nothing: until it is accepted, until it is done, and until it is done by those who are late.
USUAL_ACCEPT = Delay(least=timedelta(minutes=1), usual=timedelta(minutes=4), most=timedelta(minutes=12))
USUAL_WORK = Delay(least=timedelta(minutes=10), usual=timedelta(minutes=25), most=timedelta(minutes=80))
USUAL_LATE = Delay(least=timedelta(hours=2), usual=timedelta(hours=3), most=timedelta(hours=6))


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """How those who are sent tasks behave; what is left of 1 says nothing."""

    #: 12-digit division in whose subtree it holds; empty: everywhere.
    division: str = ""
    #: Parts of the tasks that are done, done late, and refused, 0..1 together.
    done: float = 0.75
    late: float = 0.1
    refused: float = 0.05
    accept: Delay = USUAL_ACCEPT
    work: Delay = USUAL_WORK
    overtime: Delay = USUAL_LATE

    def replies(self, person: str, task: str, *, seed: int) -> tuple[Reply, ...]:
        """Return what a person answers to a task."""
        part = draw(seed, "task", person, task)
        accept = self.accept.at(draw(seed, "accept", person, task))
        if part < self.refused:
            return (Reply(after=accept, text="拒绝 人手不足"),)
        accepted = Reply(after=accept, text="接受")
        drawn = draw(seed, "work", person, task)
        if part < self.refused + self.done:
            return (accepted, Reply(after=accept + self.work.at(drawn), text="完成"))
        if part < self.refused + self.done + self.late:
            return (accepted, Reply(after=accept + self.overtime.at(drawn), text="完成"))
        return ()
