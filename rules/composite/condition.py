"""Composite: the condition as a record, and how it is written.

A small strict grammar: a member is a rule's id or ``{rule: id, at: level}``; ``all: […]`` and ``any: […]`` hold
members or each other, and mean what they say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from rules.form import LEVEL_KEYS, About, Form, Judged, read_level
from sensing.duration import format_duration
from sensing.level import LADDER, Level

if TYPE_CHECKING:
    from sensing.section import Section

#: What may be one for several stations: the station itself, or a key of its ``groups``.
GROUPS: Final = ("station", "pole", "power", "network")
#: How deep ``all`` and ``any`` may nest.
DEEPEST: Final = 4


class Area(StrEnum):
    """What is judged together."""

    #: Everything that the members judge.
    WHOLE = "whole"
    #: Every station by itself.
    STATION = "station"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    #: Stations of one river.
    BASIN = "basin"
    #: Stations within each fence of ``fences``.
    FENCE = "fence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Another rule; it votes with every target at which it stands."""

    rule: str
    #: Lowest level that counts.
    at: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """How many of some parts must agree."""

    #: Votes; 0: a vote of every part.
    count: int
    of: tuple[Member | Need, ...]

    def members(self) -> list[Member]:
        """Return the members, at any depth, in order."""
        return [each for part in self.of for each in ([part] if isinstance(part, Member) else part.members())]


@dataclass(frozen=True, slots=True, kw_only=True)
class Composite:
    """Raise while enough other rules stand, or stood within the window."""

    need: Need
    area: Area = Area.WHOLE
    #: Ids of fences, for ``Area.FENCE``.
    fences: tuple[str, ...] = ()
    window: timedelta = timedelta(0)
    #: Votes that have any of these in common count once; of ``GROUPS``.
    independence: tuple[str, ...] = ()
    #: Level while they agree; None: the highest level of those that vote.
    level: Level | None = None
    #: Level by number of votes, ascending; empty where ``level`` says it.
    levels: dict[Level, int] = field(default_factory=dict)

    def about(self, _judged: Judged) -> About:
        """Return what is said of the condition where no member decided."""
        return About()


def _read(when: Section) -> Composite:
    fences = when.texts("fences")
    area = Area(when.choice("area", tuple(Area), default=Area.WHOLE.value))
    if (area is Area.FENCE) != bool(fences):
        when.fail("when.fences: expected together with area: fence, and only there", key="fences")
    levels = _levels(when)
    word = when.choice("level", ("highest", *LEVEL_KEYS), default="highest")
    need = _need(when, levels)
    independence = when.choices("independence", GROUPS)
    if independence and any(isinstance(part, Need) for part in need.of):
        when.fail("when.independence: expected a plain list under of, got all or any", key="independence")
    return Composite(
        need=need,
        area=area,
        fences=fences,
        window=when.duration("window", default=timedelta(0)),
        independence=independence,
        level=None if word == "highest" else Level.parse(word),
        levels=levels,
    )


def _levels(when: Section) -> dict[Level, int]:
    if not when.has("levels"):
        return {}
    for key in ("level", "need"):
        if when.has(key):
            when.fail(f"when.levels: expected levels or {key}, got both", key="levels")
    section = when.section("levels", keys=LEVEL_KEYS)
    levels = {level: section.whole(level.key) for level in LADDER if section.has(level.key)}
    if not levels:
        section.fail(f"when.levels: expected at least one of {', '.join(LEVEL_KEYS)}")
    for level, count in levels.items():
        if count < 1:
            section.fail(f"when.levels.{level.key}: expected 1 vote or more, got {count}", key=level.key)
    for (lower, fewer), (higher, more) in pairwise(levels.items()):
        if more <= fewer:
            detail = f"when.levels: expected {higher.key} to ask for more votes than {lower.key} ({fewer}), got {more}"
            section.fail(detail, key=higher.key)
    return levels


def _need(when: Section, levels: dict[Level, int]) -> Need:
    least = read_level(when, "at") if when.has("at") else LADDER[0]
    written = when.plain("of")
    if isinstance(written, dict):
        for key in ("need", "levels"):
            if when.has(key):
                when.fail(f"when.{key}: expected a plain list under of, got all or any", key=key)
        found = _part(when, written, least, depth=1)
        return found if isinstance(found, Need) else Need(count=0, of=(found,))
    parts = _parts(when, written, least, depth=1)
    if levels:
        return Need(count=min(levels.values()), of=parts)
    return Need(count=_count(when), of=parts)


def _count(when: Section) -> int:
    need = when.plain("need") if when.has("need") else "all"
    if need in ("all", "any"):
        return 0 if need == "all" else 1
    if not isinstance(need, int) or isinstance(need, bool) or need < 1:
        when.fail(f"when.need: expected all, any or a number of votes from 1, got {need!r}", key="need")
    return need


def _parts(when: Section, written: object, least: Level, *, depth: int) -> tuple[Member | Need, ...]:
    if not isinstance(written, list) or not written:
        when.fail("when.of: expected a list with at least one rule", key="of")
    if depth > DEEPEST:
        when.fail(f"when.of: expected at most {DEEPEST} levels of all and any", key="of")
    return tuple(_part(when, each, least, depth=depth) for each in written)


def _part(when: Section, written: object, least: Level, *, depth: int) -> Member | Need:
    if isinstance(written, str | int) and not isinstance(written, bool):
        return Member(rule=str(written), at=least)
    if isinstance(written, dict) and len(written) == 1 and (key := next(iter(written))) in ("all", "any"):
        return Need(count=int(key == "any"), of=_parts(when, written[key], least, depth=depth + 1))
    if not isinstance(written, dict) or "rule" not in written or not written.keys() <= {"rule", "at"}:
        expected = "the id of a rule, {rule: id, at: level}, {all: […]} or {any: […]}"
        when.fail(f"when.of: expected {expected}, got {str(written)[:60]}", key="of")
    at = written.get("at", least.key)
    if at not in LEVEL_KEYS:
        when.fail(f"when.of: at: expected one of {', '.join(LEVEL_KEYS)}, got {at!r}", key="of")
    return Member(rule=str(written["rule"]), at=Level.parse(at))


def _write(when: Composite) -> dict[str, Any]:
    is_plain = all(isinstance(part, Member) for part in when.need.of)
    document: dict[str, Any] = {"of": [_written(part) for part in when.need.of] if is_plain else _written(when.need)}
    if is_plain and not when.levels:
        document["need"] = {0: "all", 1: "any"}.get(when.need.count, when.need.count)
    document |= {"area": when.area.value, "window": format_duration(when.window)}
    lists = {"fences": list(when.fences), "independence": list(when.independence)}
    document |= {key: values for key, values in lists.items() if values}
    if when.levels:
        return document | {"levels": {level.key: count for level, count in when.levels.items()}}
    return document | {"level": when.level.key if when.level else "highest"}


def _written(part: Member | Need) -> dict[str, Any]:
    if isinstance(part, Member):
        return {"rule": part.rule, "at": part.at.key}
    return {"any" if part.count else "all": [_written(each) for each in part.of]}


FORM = Form(
    name="composite",
    record=Composite,
    keys=("of", "at", "need", "window", "area", "fences", "independence", "level", "levels"),
    read=_read,
    write=_write,
)
