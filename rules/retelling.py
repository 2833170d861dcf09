"""Retelling: what must be told once a slot's history turns out to be another than the one that was told.

A late reading, or one whose flags changed, may show that a level was reached which nobody was told of, that a level
never stood, or nothing new at all. Two histories of one slot are compared: what was told, and what is canonical, as
the same readings say it in their own order. Both begin at one level. What they have in common is dropped; of the rest

1. a peak above everything told is told, and all that came after it: no peak stays untold;
2. otherwise, where the slot stands at another level than was told, one transition leads there;
3. otherwise nothing is news: when exactly a level that was told began is no reason to call anybody again.

From then on the canonical history counts as told.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rules.transition import Change, Reason, change_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.transition import Transition
    from sensing.level import Level


def retold(told: Sequence[Transition], canonical: Sequence[Transition], *, start: Level) -> list[Transition]:
    """Return what must be told so that people know the canonical history of one slot.

    Args:
        told: What was told of the slot since an instant, in order.
        canonical: What should have been told since the same instant, in order.
        start: Level at which the slot stood at that instant, in both.

    Returns:
        Transitions that go on from the level that was told last; the first has it as its ``before``.
    """
    common = _common(told, canonical)
    before = told[common - 1].after if common else start
    said, true = told[common:], canonical[common:]
    known, stands = _last(said, before), _last(true, before)
    if (peak := _peak(true, before)) > _peak(said, before):
        first = next(place for place, each in enumerate(true) if each.after is peak)
        return [_from(true[first], known), *true[first + 1 :]]
    if known is stands:
        return []
    if true and _leads(true[-1], known):
        return [_from(true[-1], known)]
    return [_taken_back([*said, *true], known, stands)]


def _common(told: Sequence[Transition], canonical: Sequence[Transition]) -> int:
    """Return how many transitions both histories begin with; values and reasons may differ."""
    pairs = zip(told, canonical, strict=False)
    same = [(one.at, one.before, one.after) == (other.at, other.before, other.after) for one, other in pairs]
    return same.index(False) if False in same else len(same)


def _last(history: Sequence[Transition], start: Level) -> Level:
    return history[-1].after if history else start


def _peak(history: Sequence[Transition], start: Level) -> Level:
    return max([start, *(each.after for each in history)])


def _leads(transition: Transition, known: Level) -> bool:
    """Return whether a transition still says the right thing when it starts from the level that people know."""
    return (transition.after > known) == (transition.after > transition.before)


def _from(transition: Transition, known: Level) -> Transition:
    """Return a transition as it is told to people who know another level than the one before it."""
    change = transition.change if transition.change is Change.LOST else change_of(known, transition.after)
    return replace(transition, before=known, change=change)


def _taken_back(histories: Sequence[Transition], known: Level, stands: Level) -> Transition:
    """Return the transition that says that what was told never was, at the instant at which it was said to be."""
    newest = max(histories, key=lambda each: each.at)
    is_loss = any(each.change is Change.LOST or each.reason is Reason.HEARD_AGAIN for each in histories)
    return replace(
        newest,
        change=Change.LOST if is_loss and stands > known else change_of(known, stands),
        before=known,
        after=stands,
        reason=Reason.LATE_READING,
        value=None,
        facts={},
    )
