"""Plan: how insistently a roll call calls, by level.

Source:
    Local 叫应 rules want the person called awake within 5 minutes of a red warning, on all channels at once; that
    deputies are asked before the deadline and superiors told at it is practice, the other spans are defaults of ours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Manner(StrEnum):
    """How the addresses of one person are used."""

    #: Every address at every try.
    AT_ONCE = "at_once"
    #: One address a try, from the first to the last and round again.
    IN_ORDER = "in_order"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPace:
    """What is done when, counted from the first call to a village."""

    #: Until then a village must have answered; then whoever stands above it is told.
    deadline: timedelta
    #: Between two tries at one person.
    retry: timedelta
    #: When deputies are called beside the heads; zero: at once.
    deputies_after: timedelta
    #: When the nearest villages that have answered are asked to knock.
    sideways_after: timedelta
    #: When somebody is sent to the door.
    knock_after: timedelta
    #: Between two tries once somebody was sent.
    again: timedelta = timedelta(minutes=30)
    manner: Manner = Manner.AT_ONCE
    #: Persons of a village who must answer; never more than it has.
    quorum: int = 1
    #: Neighbours asked to knock at most.
    neighbours: int = 2


def _minutes(*, deadline: float, retry: float, deputies: float, sideways: float, knock: float) -> CallPace:
    return CallPace(
        deadline=timedelta(minutes=deadline),
        retry=timedelta(minutes=retry),
        deputies_after=timedelta(minutes=deputies),
        sideways_after=timedelta(minutes=sideways),
        knock_after=timedelta(minutes=knock),
    )


#: A level that is missing asks for no roll call.
DEFAULT_PACES: dict[Level, CallPace] = {
    Level.ORANGE: _minutes(deadline=10, retry=4, deputies=5, sideways=15, knock=20),
    Level.RED: _minutes(deadline=5, retry=1.5, deputies=2, sideways=7, knock=10),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RollCallPolicy:
    """For which warnings people are called until they answer, and how."""

    id: str = "default"
    #: Event codes it holds for, or their first characters; empty: all.
    hazards: tuple[str, ...] = ()
    paces: Mapping[Level, CallPace] = field(default_factory=lambda: dict(DEFAULT_PACES))

    def pace(self, level: Level) -> CallPace | None:
        """Return the pace for a level; None where no roll call is asked for."""
        return self.paces.get(level)


def policy_for(policies: Iterable[RollCallPolicy], *, hazard: str) -> RollCallPolicy:
    """Return the policy for a hazard: the one that names most of its code, the first of equals; else the default."""
    best, most = RollCallPolicy(), -1
    for policy in policies:
        codes = policy.hazards or ("",)
        length = max((len(code) for code in codes if hazard.startswith(code)), default=-1)
        if length > most:
            best, most = policy, length
    return best
