"""Saying: what a latch that has moved becomes as a transition, with everything needed to explain it later."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from rules.transition import Reason, Transition, change_of
from sensing.instant import from_micros

if TYPE_CHECKING:
    from rules.program import Program
    from rules.state import State
    from sensing.level import Level
    from sensing.quality import Quality


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One slot whose level has changed; the numbers are those of the crossed level, signed so that danger is up."""

    slot: int
    before: Level
    after: Level
    #: Event time, µs.
    at: int
    reason: Reason
    #: Begin of the run that was raised, µs.
    since: int
    #: The number that decided.
    number: float
    quality: Quality
    #: Phenomenon time of its reading, µs.
    stated: int
    #: +inf and +inf in a month without the level.
    threshold: float
    clear: float
    #: µs.
    hold: int
    clear_for: int


def transition_of(program: Program, state: State, moved: Moved) -> Transition:
    """Return what is said of a slot whose level has changed."""
    table = program.thresholds
    rule, sign = program.rules[table.rule[moved.slot]], float(table.sign[moved.slot])
    value, threshold, facts = _plain(sign * moved.number), _plain(sign * moved.threshold), _facts(moved, sign)
    if (feature := int(table.feature[moved.slot])) >= 0:
        explained = table.features[feature].explain(
            state.past,
            source=int(table.source[moved.slot]),
            level=max(moved.before, moved.after),
            stated=moved.stated,
        )
        value, facts = explained.value, {**explained.facts, **facts}
        threshold = threshold if explained.threshold is None else explained.threshold
    return Transition(
        rule=rule.id,
        version=rule.version,
        target=table.target[moved.slot],
        change=change_of(moved.before, moved.after),
        before=moved.before,
        after=moved.after,
        at=from_micros(moved.at),
        reason=moved.reason,
        property=getattr(rule.when, "property", ""),
        value=value,
        threshold=threshold,
        quality=moved.quality,
        facts=facts,
    )


def _facts(moved: Moved, sign: float) -> dict[str, float | str]:
    if moved.reason is Reason.EXCEEDED:
        return {}
    if moved.reason is not Reason.RECEDED:
        return {"hold_s": moved.hold / 1e6, "lasted_s": (moved.at - moved.since) / 1e6}
    lasting: dict[str, float | str] = {"clear_s": moved.clear_for / 1e6}
    return lasting | {"clear": sign * moved.clear} if isfinite(moved.clear) else lasting


def _plain(number: float) -> float | None:
    return number if isfinite(number) else None
