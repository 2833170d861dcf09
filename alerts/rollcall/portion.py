"""Portion: the part of a roll call that a step must look at, and when each of its places is due next. Pure.

A roll call of thousands of villages is stepped every few seconds, mostly about a few of them. Which ones is decided
here: those whose time has come, those of which there is news, and beside these the neighbours that may go and knock.
A step of a portion does what a step of the whole would do; what is about every place takes the whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alerts.rollcall.calling import Reach, next_of
from alerts.rollcall.news import Answered, Recalled
from alerts.rollcall.roll import RollState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from alerts.rollcall.news import News, Step
    from alerts.rollcall.roll import Place, Roll


#: Due places that one step looks at; the next one, which is due at once, goes on.
MOST_DUE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePlace:
    """A place of a roll call, and when there is something to do about it."""

    place: Place
    #: None: only when there is news.
    due: datetime | None = None


def is_whole(roll: Roll, news: Iterable[News], *, now: datetime) -> bool:
    """Return whether a step is about every place: it begins, ends, rises, falls, stops or goes on."""
    is_over = roll.state in {RollState.ACTIVE, RollState.STOPPED} and now >= roll.expires
    return is_over or any(not isinstance(one, Answered | Recalled) for one in news)


def named(news: Iterable[News]) -> frozenset[str]:
    """Return the places that news is about."""
    answered = {one.answer.place for one in news if isinstance(one, Answered)}
    return frozenset(answered | {one.place for one in news if isinstance(one, Recalled)})


def may_darken(roll: Roll, *, now: datetime) -> bool:
    """Return whether a step must know from where devices are heard: whether a silent place is past its deadline."""
    return any(
        place.dark is None and not place.is_heard and now >= Reach.of(place, roll.pace).deadline
        for place in roll.places
    )


def changed(before: Sequence[DuePlace], step: Step, *, now: datetime) -> list[DuePlace]:
    """Return the places of a step that are not as they were, or due at another time.

    Args:
        before: As they were.
        step: What came of them; its roll call knows its tasks.
        now: When.
    """
    known = {each.place.id: each for each in before}
    after = [DuePlace(place=place, due=_due(place, step, now=now)) for place in step.roll.places]
    return [each for each in after if known.get(each.place.id) != each]


def _due(place: Place, step: Step, *, now: datetime) -> datetime | None:
    return now if place.id in step.cut else next_of(place, step.roll, now=now)


def next_step(roll: Roll, first: datetime | None) -> datetime | None:
    """Return when a roll call wants to be stepped again.

    Args:
        roll: After a step.
        first: When the first of its places is due.
    """
    if roll.ended is not None:
        return None
    return min(roll.expires, first) if first is not None and roll.state is RollState.ACTIVE else roll.expires
