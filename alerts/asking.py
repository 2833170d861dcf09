"""Asking: the clock of an approval. Who is asked now, until when, and what comes after. Pure.

The state is a record in the warning, so that it survives a restart and is right however many wardens look at it. Who
has a turn is looked up when the turn begins; until then nobody is named.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from alerts.policy import OnTimeout, Release
from alerts.warning import Asking, MessageType, Stage

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.corroboration import Verdict
    from alerts.policy import Demand, ReleasePolicy
    from alerts.warning import Warning  # noqa: A004 -- the field's word

#: Stages in which a warning waits for somebody's word.
WAITING: Final = frozenset({Stage.DRAFT, Stage.REVIEWED})


def asking_for(demand: Demand, *, now: datetime) -> Asking | None:
    """Return the clock of a draft that begins to wait; None where nobody is asked by name."""
    if demand.release is Release.AUTOMATIC or not demand.policy.turns:
        return None
    return _asking(demand, turn=0, now=now)


def asked_again(warning: Warning, demand: Demand, *, now: datetime) -> Warning:
    """Return a draft with the clock that its policy wants: a running one goes on as long as the policy is the same.

    A level that swings up and down must not begin the first turn again and again.
    """
    before = warning.asking
    wanted = asking_for(demand, now=now)
    if before is not None and wanted is not None and _is_same(before, wanted):
        return warning
    return replace(warning, asking=wanted)


def _is_same(one: Asking, other: Asking) -> bool:
    return (one.policy, one.version, one.needs) == (other.policy, other.version, other.needs)


def _asking(demand: Demand, *, turn: int, now: datetime) -> Asking:
    policy, asked = demand.policy, demand.policy.turns[turn]
    return Asking(
        policy=policy.id,
        version=policy.version,
        needs=demand.release.value,
        turn=turn,
        role=asked.role.value,
        duty=asked.duty,
        since=now,
        deadline=None if asked.within is None else now + asked.within,
    )


def told(warning: Warning, names: tuple[str, ...], *, now: datetime) -> Warning:
    """Return a draft with the names of those who have the turn, whose time begins now.

    A warden that was away must not come back to turns that ran out before anybody was asked.
    """
    asking = warning.asking
    if asking is None:
        return warning
    deadline = None if asking.deadline is None else now + (asking.deadline - asking.since)
    return replace(warning, asking=replace(asking, asked=names, is_told=True, since=now, deadline=deadline))


class Next(StrEnum):
    """What the clock of a draft wants at an instant."""

    #: Nothing yet.
    NOTHING = "nothing"
    #: Its policy was changed: the clock begins again.
    BEGIN = "begin"
    #: Those whose turn it is must be named.
    TELL = "tell"
    #: The turn is over: the next ones are asked.
    TURN = "turn"
    #: The last turn is over, evidence says the same: it is declared issued.
    DECLARE = "declare"
    #: The last turn is over, and it waits, loudly.
    OVERDUE = "overdue"


def next_of(warning: Warning, demand: Demand, *, now: datetime) -> Next:
    """Return what the clock of a draft wants now; whether it may be declared is asked of ``may_declare``."""
    asking, wanted = warning.asking, asking_for(demand, now=now)
    if warning.stage not in WAITING or (asking is None and wanted is None):
        return Next.NOTHING
    if asking is None or wanted is None or not _is_same(asking, wanted):
        return Next.BEGIN
    if not asking.is_told:
        return Next.TELL
    is_over = asking.deadline is not None and now >= asking.deadline
    return _after(asking, demand.policy) if is_over else Next.NOTHING


def _after(asking: Asking, policy: ReleasePolicy) -> Next:
    """Return what comes after a turn that is over."""
    if asking.turn + 1 < len(policy.turns):
        return Next.TURN
    if policy.on_timeout is OnTimeout.AUTOMATIC:
        return Next.DECLARE
    return Next.NOTHING if asking.is_overdue else Next.OVERDUE


def next_turn(warning: Warning, demand: Demand, *, now: datetime) -> Warning:
    """Return a draft whose next turn begins."""
    turn = 0 if warning.asking is None else warning.asking.turn + 1
    return replace(warning, asking=_asking(demand, turn=turn, now=now))


def overdue(warning: Warning, *, look_again: datetime | None) -> Warning:
    """Return a draft for which nobody answered.

    Args:
        warning: The draft.
        look_again: When its evidence is looked at again; None: never.
    """
    asking = warning.asking
    return warning if asking is None else replace(warning, asking=replace(asking, deadline=look_again, is_overdue=True))


class Refusal(StrEnum):
    """Why a draft is not declared issued although nobody answered."""

    POLICY = "policy"
    #: A person asked for it or wrote it.
    BY_HAND = "by_hand"
    #: It takes back or lowers what people were told: no all-clear by the clock.
    LOWERS = "lowers"
    #: Nothing independent says the same.
    NOT_CORROBORATED = "not_corroborated"
    #: What it is about is over, or what it updates is no longer in force.
    STALE = "stale"
    #: The clock has not run out.
    NOT_YET = "not_yet"


def may_declare(
    warning: Warning, demand: Demand, *, replaced: Warning | None, verdict: Verdict, now: datetime
) -> Refusal | None:
    """Return why a draft may not be declared issued; None when it may."""
    if demand.policy.on_timeout is not OnTimeout.AUTOMATIC:
        return Refusal.POLICY
    if warning.author:
        return Refusal.BY_HAND
    if warning.message_type is MessageType.CANCEL or (replaced is not None and warning.level < replaced.level):
        return Refusal.LOWERS
    if next_of(warning, demand, now=now) is not Next.DECLARE:
        return Refusal.NOT_YET
    return None if verdict.is_corroborated else Refusal.NOT_CORROBORATED


def waits(warning: Warning) -> bool:
    """Return whether a warning waits for a person: to be released, looked at afterwards, or renewed or cancelled."""
    is_unread = warning.review is not None and not warning.review.by
    return warning.stage in WAITING or is_unread or (warning.stage is Stage.ISSUED and warning.is_renewal_due)


def due(warning: Warning) -> datetime | None:
    """Return when the clock must look at a warning again; None: when something happens to it."""
    asking = warning.asking
    if warning.stage in WAITING and asking is not None:
        return asking.deadline if asking.is_told else asking.since
    # What has run out before anybody looked is looked at all the same: its danger may stand.
    if warning.stage in {Stage.ISSUED, Stage.EXPIRED} and not warning.is_renewal_due:
        return warning.renew_at
    return None
