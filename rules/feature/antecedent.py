"""Antecedent rain (前期影响雨量): wet ground needs less rain for a flood, so that amounts fall with wetness.

The antecedent precipitation index of a day is Pa = k · (Pa of the day before + rain of the day before), never more than
what the ground holds (Wm), reckoned over the last days that are complete. A day ends at 08:00 Beijing time, as the
hydrological day does. Below ``mid.from`` the ground is dry and the rule's own amounts count.

Rain that is missing adds nothing, and would make the ground look drier than it is. Where less than the rule's
coverage of those days is covered, at least the class ``assume`` counts.

Source:
    SL 651-2014 (hydrological day). The recession of the index, with k of 0.8 to 0.95 and Wm as the cap, and critical
    rain by dry, middling and wet ground are common practice of mountain torrent surveys (山洪灾害分析评价技术要求).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final

from rules.feature.windows import Amounts, read_amounts, write_amounts

if TYPE_CHECKING:
    from sensing.section import Section

#: Days over which the index is reckoned, when none are written; after 15 days k of 0.85 leaves a tenth.
_DAYS: Final = 15
_MOST_DAYS: Final = 60
_KEYS = ("k", "days", "most", "assume", "mid", "high")


class Ground(IntEnum):
    """How wet the ground is."""

    LOW = 0
    MID = 1
    HIGH = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Wetness:
    """Amounts that count from an index on."""

    #: Least antecedent index, canonical unit.
    begins: float
    levels: Amounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Antecedent:
    """How the rain of the days before lowers the amounts."""

    #: Daily recession, more than 0, less than 1.
    k: float
    #: Most that the ground holds (Wm), canonical unit.
    most: float
    mid: Wetness
    high: Wetness
    days: int = _DAYS
    #: Class that counts at least while the days before are not covered.
    assume: Ground = Ground.MID

    @property
    def classes(self) -> tuple[Wetness, Wetness]:
        """The classes beyond dry ground."""
        return self.mid, self.high

    @property
    def span(self) -> timedelta:
        """How far the index looks back: the day that runs, and the days before it."""
        return timedelta(days=self.days + 1)


def read_antecedent(when: Section, levels: Amounts, *, least: timedelta) -> Antecedent:
    """Return what stands under ``antecedent``; amounts must not grow with wetness."""
    section = when.section("antecedent", keys=_KEYS)
    k, most = section.number("k"), section.number("most")
    if not 0 < k < 1:
        section.fail(f"{section.path('k')}: expected more than 0 and less than 1, got {k:g}", key="k")
    if most <= 0:
        section.fail(f"{section.path('most')}: expected more than zero, got {most:g}", key="most")
    days = section.whole("days", default=_DAYS)
    if not 1 <= days <= _MOST_DAYS:
        section.fail(f"{section.path('days')}: expected 1 to {_MOST_DAYS}, got {days}", key="days")
    mid = _wetness(section, "mid", drier=levels, least=least)
    high = _wetness(section, "high", drier=mid.levels, least=least)
    if not mid.begins < high.begins <= most:
        detail = f"expected more than mid ({mid.begins:g}) and at most {most:g}, got {high.begins:g}"
        section.fail(f"{section.path('high')}.from: {detail}", key="high")
    names = tuple(ground.name.lower() for ground in Ground)
    assumed = Ground[section.choice("assume", names, default="mid").upper()]
    return Antecedent(k=k, most=most, mid=mid, high=high, days=days, assume=assumed)


def _wetness(parent: Section, key: str, *, drier: Amounts, least: timedelta) -> Wetness:
    section = parent.section(key, keys=("from", "levels"))
    begins = section.number("from")
    if begins <= 0:
        section.fail(f"{section.path('from')}: expected more than zero, got {begins:g}", key="from")
    levels = read_amounts(section, least=least)
    if levels.keys() != drier.keys():
        wanted = ", ".join(level.key for level in drier)
        section.fail(f"{section.path('levels')}: expected the same levels as for drier ground: {wanted}", key="levels")
    for level, windows in levels.items():
        for window in windows.keys() & drier[level].keys():
            if windows[window] > drier[level][window]:
                detail = f"expected at most the {drier[level][window]:g} of drier ground, got {windows[window]:g}"
                section.fail(f"{section.path('levels')}.{level.key}: {detail}", key="levels")
        if windows.keys() != drier[level].keys():
            detail = "expected the same windows as for drier ground"
            section.fail(f"{section.path('levels')}.{level.key}: {detail}", key="levels")
    return Wetness(begins=begins, levels=levels)


def write_antecedent(antecedent: Antecedent) -> dict[str, Any]:
    """Return what ``read_antecedent`` reads."""
    return {
        "k": antecedent.k,
        "days": antecedent.days,
        "most": antecedent.most,
        "assume": antecedent.assume.name.lower(),
        "mid": {"from": antecedent.mid.begins, "levels": write_amounts(antecedent.mid.levels)},
        "high": {"from": antecedent.high.begins, "levels": write_amounts(antecedent.high.levels)},
    }
