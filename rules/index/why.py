"""What a slot on an index remembers, in words: what the index means to people, and the ladder."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rules.index.aqi import Category, category_of, edition_on
from rules.index.water import WaterClass
from rules.threshold import why as threshold
from rules.why.account import Words
from sensing.instant import BEIJING, from_micros

if TYPE_CHECKING:
    from rules.program import Program
    from rules.state import State
    from rules.why.account import Account

_EN = dict(
    zip(
        Category,
        ("excellent", "good", "lightly polluted", "moderately polluted", "heavily polluted", "severely polluted"),
        strict=True,
    )
)


def account(program: Program, state: State, slot: int, *, at: int, value: float | None) -> Account:
    """Return what a slot remembers; ``value`` is the newest index."""
    found = threshold.account(program, state, slot, at=at, value=value)
    key = getattr(program.rules[program.thresholds.rule[slot]].when, "property", "")
    return found if value is None else replace(found, lines=(_meaning(key, value, at=at), *found.lines))


def _meaning(key: str, value: float, *, at: int) -> Words:
    if key == "water_class":
        grade = WaterClass(min(max(round(value), WaterClass.I), WaterClass.WORSE))
        return Words(f"水质类别 {grade.zh}（GB 3838-2002）", f"surface water class {grade.name} (GB 3838-2002)")
    category = category_of(min(max(round(value), 0), 500))
    edition = edition_on(from_micros(at).astimezone(BEIJING).date()).value
    return Words(f"AQI {value:g}，{category.value}（{edition}）", f"AQI {value:g}, {_EN[category]} ({edition})")
