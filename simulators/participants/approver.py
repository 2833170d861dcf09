"""Approver: somebody who is asked for a warning and approves, refuses, or does not answer. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from simulators.faults.fault import draw
from simulators.participants.delay import Delay

#: Where the document says nothing.
USUAL_DELAY = Delay(least=timedelta(minutes=1), usual=timedelta(minutes=3), most=timedelta(minutes=9))


class Verdict(StrEnum):
    """What an approver does; the words of the API."""

    APPROVE = "approve"
    REJECT = "reject"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approver:
    """One account of the drill."""

    #: User name.
    name: str
    #: ``approver`` or ``commander``.
    role: str = "approver"
    #: 12-digit division of whose subtree; empty: everywhere.
    division: str = ""
    delay: Delay = USUAL_DELAY
    #: Part of the requests that are answered, 0..1.
    answers: float = 1.0
    #: Part of the answers that say no, 0..1.
    refuses: float = 0.0

    def decides(self, warning: str, *, seed: int) -> tuple[timedelta, Verdict] | None:
        """Return how long the answer about a warning takes and what it is; None: there is none."""
        if draw(seed, "answers", self.name, warning) >= self.answers:
            return None
        verdict = Verdict.REJECT if draw(seed, "refuses", self.name, warning) < self.refuses else Verdict.APPROVE
        return self.delay.at(draw(seed, "delay", self.name, warning)), verdict
