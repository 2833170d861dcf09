"""Stepping: one step of a roll call, and everything that comes of it, written down in one transaction.

Of a roll call that has begun, only the places are read and written whose time has come or of which there is news.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alerts.call_message import messages_of, needless, outdated
from alerts.delivery_news import FEW, queued_entries
from alerts.knocking import follow_step
from alerts.rollcall.machine import step
from alerts.rollcall.news import Answered, Revised
from alerts.rollcall.portion import MOST_DUE, DuePlace, changed, is_whole, may_darken, named, next_step
from alerts.rollcall.telling import COUNTY, step_entries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from alerts.call_desk import CallDesk
    from alerts.delivery import Delivery
    from alerts.roll_book import RollBook
    from alerts.rollcall.news import News
    from alerts.rollcall.roll import Roll
    from alerts.warning import Warning  # noqa: A004 -- the field's word


def begin(book: RollBook, roll: Roll, *, desk: CallDesk, warning: Warning, now: datetime) -> Roll:
    """Take the first step of a roll call: of thousands of places the first are called, the others at the next step."""
    first, rest = replace(roll, places=roll.places[:MOST_DUE]), roll.places[MOST_DUE:]
    book.save_rollcall(roll, due=now)
    after = _step(book, first, [], known=[], desk=desk, warning=warning, now=now, total=len(roll.places))
    if rest:
        book.save_places(roll.id, [DuePlace(place=place, due=now) for place in rest])
        book.save_rollcall(after, due=now)
    return replace(after, places=(*after.places, *rest))


def go_on(
    book: RollBook,
    roll: Roll,
    news: Sequence[News],
    *,
    desk: CallDesk,
    warning: Warning,
    now: datetime,
    actor: str = "",
    wants_whole: bool = False,
) -> Roll:
    """Take one step of a roll call.

    Args:
        book: The transaction.
        roll: The roll call without its places, locked.
        news: What is asked; the answers that came are taken in before it.
        desk: With what it calls.
        warning: In force now.
        now: When.
        actor: Who asks it; empty: nobody.
        wants_whole: Whether every place is to be returned, not only those that were looked at.
    """
    told = [*(Answered(answer=answer) for answer in book.take_answers(roll.id)), *news]
    if wants_whole or is_whole(roll, told, now=now):
        known = book.places_of(roll.id)
    else:
        known = book.due_places(roll.id, named=named(told), now=now)
    roll = replace(roll, places=tuple(each.place for each in known))
    return _step(book, roll, told, known=known, desk=desk, warning=warning, now=now, actor=actor)


def _step(
    book: RollBook,
    roll: Roll,
    news: Sequence[News],
    *,
    known: Sequence[DuePlace],
    desk: CallDesk,
    warning: Warning,
    now: datetime,
    actor: str = "",
    total: int | None = None,
) -> Roll:
    done = step(roll, news, now=now, lively=_lively(roll, news, desk=desk, now=now))
    after = follow_step(book, done, warning=warning, now=now)
    book.save_places(roll.id, changed(known, replace(done, roll=after), now=now))
    book.save_rollcall(after, due=next_step(after, book.next_place(roll.id)))
    deliveries, calls = messages_of(book, done, warning=warning, link=desk.link, now=now)
    withdrawn = book.withdraw_calls(outdated(done), why="a later call took its place", now=now)
    withdrawn += book.withdraw_calls(needless(roll, done), why="it is asked no more", now=now)
    book.save_deliveries(deliveries)
    book.add_calls(calls)
    entries = step_entries(roll, done, now=now, actor=actor, withdrawn=withdrawn, started=total)
    book.journal([*entries, *queued_entries(_by_county(deliveries), actor="rollcall", now=now, division=roll.division)])
    return after


def _by_county(deliveries: Sequence[Delivery]) -> Sequence[Delivery]:
    """Return deliveries as the journal tells them: many are told county by county, not village by village."""
    if len(deliveries) <= FEW:
        return deliveries
    return [replace(each, division=each.division[:COUNTY].ljust(len(each.division), "0")) for each in deliveries]


def _lively(roll: Roll, news: Sequence[News], *, desk: CallDesk, now: datetime) -> set[str]:
    """Return the places in which a device is heard, where a step asks for it."""
    fresh = [place for one in news if isinstance(one, Revised) for place in one.places]
    if not fresh and not may_darken(roll, now=now):
        return set()
    heard = set(desk.lively())
    return {place.id for place in (*roll.places, *fresh) if place.division in heard}
