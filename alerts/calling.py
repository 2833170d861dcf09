"""Calling: the shell of the roll call. Starts one for a warning that asks for it, and goes on with those that are due.

Each step is one transaction: the roll call, the messages to the outbox, incidents, tasks and the journal. What is due
is a row, so any number of wardens may do it, and one that starts late does everything that was missed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from alerts.approval import POLICY_ACTOR
from alerts.errors import ApprovalError, UnknownWarningError
from alerts.knocking import send_to_uncovered
from alerts.recipients import reached
from alerts.rollcall.gathering import gather
from alerts.rollcall.news import Cancelled, Revised
from alerts.rollcall.plan import DEFAULT_PACES, policy_for
from alerts.rollcall.roll import Roll, RollId, RollState
from alerts.stepping import begin, go_on
from alerts.validity import Validity, validity
from alerts.warning import MessageType, Stage
from alerts.world import check_world, world_of
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from alerts.call_desk import CallDesk
    from alerts.roll_book import RollBook, Rolls
    from alerts.rollcall.gathering import Gathered
    from alerts.rollcall.news import News
    from alerts.rollcall.plan import CallPace
    from alerts.warning import Warning  # noqa: A004 -- the field's word

#: Warnings looked at in one transaction.
MOST_LOOKED: Final = 20


def look_over(store: Rolls, desk: CallDesk, *, now: datetime) -> int:
    """Look at warnings released since, each in a transaction of its own; return how many were looked at."""
    waiting = unlooked(store)
    for id_ in waiting:
        look_at(store, desk, id_, now=now)
    return len(waiting)


def unlooked(store: Rolls) -> list[str]:
    """Return the ids of released warnings of which nobody has looked whether they need a roll call, oldest first."""
    with store.begin() as book:
        return [warning.id for warning in book.unlooked_warnings(limit=MOST_LOOKED)]


def look_at(store: Rolls, desk: CallDesk, id_: str, *, now: datetime) -> None:
    """Start, revise or cancel a roll call as a released warning asks; nothing if somebody has done so meanwhile."""
    seen = store.warning(id_)
    with store.begin() as book:
        before = (book.rollcall_of(seen.replaces) or "") if seen is not None and seen.replaces else ""
        # The roll call is locked before the incident, and that before its warning, here as everywhere.
        roll = book.lock_rollcall(before) if before else None
        warning = book.warning(id_)
        if warning is None or book.rollcall_of(id_) is not None:
            return
        if roll is None or (roll.ended is not None and warning.message_type is not MessageType.CANCEL):
            # One that is over calls nobody any more: what comes after it begins its own.
            book.note_rollcall(warning.id, _start_if(store, book, desk, warning=warning, now=now))
            return
        book.note_rollcall(warning.id, roll.id)
        _go_on_as(store, book, roll, desk=desk, warning=warning, now=now)


def advance(store: Rolls, id_: str, desk: CallDesk, *, now: datetime, news: Iterable[News] = ()) -> Roll:
    """Go on with one roll call in a transaction of its own, and return it with the places that were looked at."""
    with store.begin() as book:
        return advance_in(book, store, id_, desk=desk, now=now, news=news)


def advance_in(
    book: RollBook,
    store: Rolls,
    id_: str,
    *,
    desk: CallDesk,
    now: datetime,
    news: Iterable[News] = (),
    actor: str = "",
    wants_whole: bool = False,
) -> Roll:
    """Go on with one roll call: take in the answers that came, then what is asked, then what is due.

    Args:
        book: The transaction.
        store: For what stands outside of it.
        id_: The roll call.
        desk: With what it calls.
        now: When.
        news: What is asked.
        actor: Who asks it; empty: nobody.
        wants_whole: Whether every place is to be returned, not only those that were looked at.

    Raises:
        UnknownWarningError: If there is no such roll call.
        ApprovalError: If a person asks for what its state does not allow.
    """
    roll = book.lock_rollcall(id_)
    warning = store.warning(roll.warning) if roll is not None else None
    if roll is None or warning is None:
        raise UnknownWarningError(f"no roll call has the id {id_!r}")
    if warning.stage is Stage.CANCELLED and roll.state in {RollState.ACTIVE, RollState.STOPPED}:
        news = [*news, Cancelled(warning=warning.id)]
    if warning.stage is Stage.EXPIRED:
        roll = replace(roll, expires=min(roll.expires, now))
    return go_on(book, roll, list(news), desk=desk, warning=warning, now=now, actor=actor, wants_whole=wants_whole)


def start_in(book: RollBook, store: Rolls, warning_id: str, *, desk: CallDesk, actor: str, now: datetime) -> Roll:
    """Start a roll call about a warning in force, whatever its level asks for.

    Raises:
        UnknownWarningError: If there is no such warning.
        ApprovalError: If nothing of it is in force, or it has a roll call already.
    """
    warning = book.warning(warning_id)
    if warning is None:
        raise UnknownWarningError(f"no warning has the id {warning_id!r}")
    if validity(warning, now=now) is not Validity.VALID or warning.message_type is MessageType.CANCEL:
        message = f"warning {warning.identifier} is {validity(warning, now=now)}: nobody is called about it"
        raise ApprovalError("not_in_force", message)
    if book.rollcall_of(warning.id):
        raise ApprovalError("already_started", f"warning {warning.identifier} has a roll call already")
    policy = policy_for(desk.policies, hazard=warning.hazard)
    pace = policy.pace(warning.level) or policy.pace(Level.ORANGE) or DEFAULT_PACES[Level.ORANGE]
    roll = _started(store, book, desk, warning=warning, pace=pace, actor=actor, now=now)
    book.note_rollcall(warning.id, roll.id)
    return roll


def _start_if(store: Rolls, book: RollBook, desk: CallDesk, *, warning: Warning, now: datetime) -> str:
    """Start a roll call where the policy asks for one; return its id, empty for none."""
    pace = policy_for(desk.policies, hazard=warning.hazard).pace(warning.level)
    is_over = warning.message_type is MessageType.CANCEL or validity(warning, now=now) is not Validity.VALID
    if pace is None or is_over:
        return ""
    return _started(store, book, desk, warning=warning, pace=pace, actor=POLICY_ACTOR, now=now).id


def _started(
    store: Rolls, book: RollBook, desk: CallDesk, *, warning: Warning, pace: CallPace, actor: str, now: datetime
) -> Roll:
    gathered = _gathered(store, book, warning, now=now)
    roll = Roll(
        id=RollId(warning.id),
        warning=warning.id,
        identifier=warning.identifier,
        status=warning.status,
        level=warning.level,
        hazard=warning.hazard,
        division=warning.division,
        pace=pace,
        state=RollState.ACTIVE,
        started=now,
        changed=now,
        expires=warning.expires,
        actor=actor,
        places=gathered.places,
        uncovered=gathered.uncovered,
    )
    after = begin(book, roll, desk=desk, warning=warning, now=now)
    send_to_uncovered(book, after, after.uncovered, names=gathered.names, warning=warning, now=now)
    return after


def _go_on_as(store: Rolls, book: RollBook, roll: Roll, *, desk: CallDesk, warning: Warning, now: datetime) -> None:
    """Go on with a roll call as an Update or a Cancel asks."""
    if warning.message_type is MessageType.CANCEL:
        go_on(book, roll, [Cancelled(warning=warning.id)], desk=desk, warning=warning, now=now)
        return
    gathered = _gathered(store, book, warning, now=now)
    news = Revised(
        warning=warning.id,
        identifier=warning.identifier,
        level=warning.level,
        pace=policy_for(desk.policies, hazard=warning.hazard).pace(warning.level),
        expires=warning.expires,
        places=gathered.places,
        uncovered=gathered.uncovered,
    )
    after = go_on(book, roll, [news], desk=desk, warning=warning, now=now)
    known = set(roll.uncovered) if after.round == roll.round else set()
    fresh = [code for code in after.uncovered if code not in known]
    send_to_uncovered(book, after, fresh, names=gathered.names, warning=warning, now=now)


def _gathered(store: Rolls, book: RollBook, warning: Warning, *, now: datetime) -> Gathered:
    world = world_of(warning.status)
    codes, groups = reached(warning)
    found = book.contacts_in(codes, groups=groups, world=world)
    check_world(warning.status, found)
    divisions = [division for division, _ in store.division_names()]
    return gather(warning.area, contacts=found, divisions=divisions, sites=store.sites(), now=now)
