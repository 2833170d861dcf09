"""Amendment: that a slot's own history turned out to be another one, told to the second stage of the engine.

What is told to people is a summary (``rules.retelling``): that a level stood from 10:03 and not from 10:05 is no news
to them. Whoever counts how slots stood needs the history itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sensing.instant import to_micros

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.transition import RuleId, Target, Transition


class Amendment(NamedTuple):
    """From an instant on, a slot stood otherwise than it had been said to."""

    key: tuple[RuleId, Target]
    #: µs; what was said of this instant and later ones holds no longer.
    since: int
    #: What holds instead, in order.
    said: tuple[Transition, ...]


def amendment(key: tuple[RuleId, Target], told: Sequence[Transition], true: Sequence[Transition]) -> Amendment | None:
    """Return how two histories of one slot since the same instant differ; None where they say the same."""
    common = 0
    for one, other in zip(told, true, strict=False):
        if (one.at, one.before, one.after) != (other.at, other.before, other.after):
            break
        common += 1
    rest = [*told[common:], *true[common:]]
    if not rest:
        return None
    since = min(each.at for each in rest)
    return Amendment(key, int(to_micros(since)), tuple(each for each in true if each.at >= since))
