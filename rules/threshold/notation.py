"""Notation: how a ladder is written in a document, for every kind of condition that has one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from rules.direction import Direction
from rules.form import LEVEL_KEYS
from rules.threshold.ladder import Clear, Pace, StationLadder, Steps, months_of
from sensing.duration import format_duration
from sensing.level import LADDER, Level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.threshold.ladder import Laddered
    from sensing.section import Section

#: Keys of a ladder under ``when``.
LADDER_KEYS = ("direction", "levels", "hold", "clear", "months", "stations")
_STATION_KEYS = ("levels", "hold", "clear", "months")
_CLEAR_KEYS = ("by", "at", "for", "readings", "fastest", "upstream")
_OWN_CLEAR_KEYS = ("by", "at", "for")


def read_ladder(when: Section, *, direction: Direction | None = None) -> dict[str, Any]:
    """Return the fields of a ``Laddered`` record, ``property`` apart.

    Args:
        when: What stands under ``when``.
        direction: The side that is dangerous, for a kind whose documents do not say it.

    Raises:
        DocumentError: If something is wrong with the ladder.
    """
    reader = _Reader(direction or Direction(when.choice("direction", tuple(Direction))))
    clear = reader.clear(when)
    levels, paces, months = reader.levels(when)
    reader.check_common(when, clear)
    return {
        "direction": reader.direction,
        "levels": levels,
        "paces": paces,
        "months": months,
        "hold": when.duration("hold", default=timedelta(0)),
        "clear_by": clear.by,
        "clear_at": clear.at,
        "clear_for": clear.lasting,
        "clear_readings": clear.readings,
        "clear_fastest": clear.fastest,
        "clear_upstream": clear.upstream,
        "stations": reader.stations(when),
    }


@dataclass(slots=True)
class _Reader:
    """Reads the parts of one ladder."""

    direction: Direction
    #: Every number read for a level so far, with where it stands.
    seen: list[tuple[str, float]] = field(default_factory=list)

    @property
    def side(self) -> str:
        return self.direction.value

    def is_beyond(self, number: float, other: float) -> bool:
        return number > other if self.direction is Direction.ABOVE else number < other

    def levels(self, part: Section) -> tuple[dict[Level, float], dict[Level, Pace], dict[str, Steps]]:
        """Return the levels of a part of the document, their paces, and those of named months."""
        months = self._months(part)
        if months and not part.has("levels"):
            return {}, {}, months
        steps = self._steps(part, "levels")
        return steps.levels, steps.paces, months

    def _months(self, part: Section) -> dict[str, Steps]:
        if not part.has("months"):
            return {}
        months = part.section("months", keys=None)
        path, named, found = part.path("months"), dict[int, str](), dict[str, Steps]()
        for span in months.names():
            try:
                numbers = months_of(span)
            except ValueError as error:
                months.fail(f"{path}: {error}", key=span)
            for month in numbers:
                if month in named:
                    months.fail(f'{path}: month {month} is named by "{named[month]}" and by "{span}"', key=span)
                named[month] = span
            found[span] = self._steps(months, span)
        if not found:
            part.fail(f"{path}: expected at least one span of months", key="months")
        return found

    def _steps(self, part: Section, key: str) -> Steps:
        """Return the levels under a key, checked to go towards the danger."""
        section, path = part.section(key, keys=LEVEL_KEYS), part.path(key)
        if not section.names():
            section.fail(f"{path}: expected at least one of {', '.join(LEVEL_KEYS)}")
        levels, paces = dict[Level, float](), dict[Level, Pace]()
        for level in LADDER:
            if section.has(level.key):
                levels[level], pace = self._level(section, level.key)
                if pace != Pace():
                    paces[level] = pace
        for (lower, milder), (higher, worse) in pairwise(levels.items()):
            if not self.is_beyond(worse, milder):
                detail = f"{path}: expected {higher.key} {self.side} {lower.key} ({milder:g}), got {worse:g}"
                section.fail(detail, key=higher.key)
        self.seen += [
            (section.path(level.key), number)
            for level, number in levels.items()
            if level not in paces or (paces[level].clear_by is None and paces[level].clear_at is None)
        ]
        return Steps(levels=levels, paces=paces)

    def _level(self, levels: Section, key: str) -> tuple[float, Pace]:
        """Return the number of a level, written plainly or with a pace of its own."""
        if not isinstance(levels.plain(key), dict):
            return levels.number(key), Pace()
        own = levels.section(key, keys=("at", "hold", "clear"))
        number = own.number("at")
        hold = own.duration("hold") if own.has("hold") else None
        if not own.has("clear"):
            return number, Pace(hold=hold)
        clear = own.section("clear", keys=_OWN_CLEAR_KEYS)
        by, at = self._clear_level(clear)
        if at is not None and self.is_beyond(at, number):
            self._fail_beyond(clear, at, where=levels.path(key), level=number)
        lasting = clear.duration("for") if clear.has("for") else None
        return number, Pace(hold=hold, clear_by=by, clear_at=at, clear_for=lasting)

    def clear(self, part: Section) -> Clear:
        """Return what shows that a danger is over."""
        if not part.has("clear"):
            return Clear()
        clear = part.section("clear", keys=_CLEAR_KEYS)
        by, at = self._clear_level(clear)
        readings = clear.whole("readings", default=1)
        if readings < 1:
            clear.fail(f"{clear.path('readings')}: expected one or more, got {readings}", key="readings")
        fastest = clear.number("fastest") if clear.has("fastest") else None
        if fastest is not None and fastest <= 0:
            clear.fail(f"{clear.path('fastest')}: expected more than zero, got {fastest:g}", key="fastest")
        lasting, upstream = clear.duration("for", default=timedelta(0)), clear.truth("upstream", default=False)
        return Clear(by=by or 0.0, at=at, lasting=lasting, readings=readings, fastest=fastest, upstream=upstream)

    def _clear_level(self, clear: Section) -> tuple[float | None, float | None]:
        if clear.has("by") and clear.has("at"):
            clear.fail(f"{clear.path('at')}: expected one of by and at, got both", key="at")
        by = clear.number("by") if clear.has("by") else None
        if by is not None and by < 0:
            clear.fail(f"{clear.path('by')}: expected zero or more, got {by:g}", key="by")
        return by, clear.number("at") if clear.has("at") else None

    def check_common(self, part: Section, clear: Clear) -> None:
        """Refuse a common clear level that lies beyond one of the levels read so far."""
        for where, level in self.seen:
            if clear.at is not None and self.is_beyond(clear.at, level):
                self._fail_beyond(part.section("clear", keys=None), clear.at, where=where, level=level)

    def _fail_beyond(self, clear: Section, at: float, *, where: str, level: float) -> None:
        detail = f"{clear.path('at')}: expected a number that is not {self.side} {where} ({level:g}), got {at:g}"
        clear.fail(detail, key="at")

    def stations(self, when: Section) -> dict[str, StationLadder]:
        """Return what differs by station."""
        if not when.has("stations"):
            return {}
        stations, common = when.section("stations", keys=None), self.seen
        found: dict[str, StationLadder] = {}
        for name in stations.names():
            own = stations.section(name, keys=_STATION_KEYS)
            if not own.names():
                own.fail(f"{stations.path(name)}: expected at least one of {', '.join(_STATION_KEYS)}")
            found[name] = self._station(own, when, common=common)
        return found

    def _station(self, own: Section, when: Section, *, common: list[tuple[str, float]]) -> StationLadder:
        has_levels = own.has("levels") or own.has("months")
        self.seen = [] if has_levels else list(common)
        levels, paces, months = self.levels(own) if has_levels else ({}, {}, {})
        clear = self.clear(own) if own.has("clear") else None
        self.check_common(own if clear else when, clear or self.clear(when))
        hold = own.duration("hold") if own.has("hold") else None
        return StationLadder(levels=levels, paces=paces, months=months, hold=hold, clear=clear)


def write_ladder(when: Laddered) -> dict[str, Any]:
    """Return a ladder as it stands in a document, ``property`` apart."""
    document: dict[str, Any] = {
        "direction": when.direction.value,
        **_levels_document(when),
        "hold": format_duration(when.hold),
        "clear": _clear_document(when.clear_of("")),
    }
    stations = {name: _station_document(own) for name, own in when.stations.items()}
    return document | ({"stations": stations} if stations else {})


def _levels_document(part: Laddered | StationLadder) -> dict[str, Any]:
    months = {span: _steps_document(steps.levels, steps.paces) for span, steps in part.months.items()}
    levels = {"levels": _steps_document(part.levels, part.paces)} if part.levels else {}
    return levels | ({"months": months} if months else {})


def _steps_document(levels: Mapping[Level, float], paces: Mapping[Level, Pace]) -> dict[str, Any]:
    return {
        level.key: _level_document(levels[level], paces[level]) if level in paces else levels[level]
        for level in LADDER
        if level in levels
    }


def _level_document(number: float, pace: Pace) -> dict[str, Any]:
    clear: dict[str, Any] = {}
    if pace.clear_at is not None:
        clear["at"] = pace.clear_at
    elif pace.clear_by is not None:
        clear["by"] = pace.clear_by
    if pace.clear_for is not None:
        clear["for"] = format_duration(pace.clear_for)
    hold = {} if pace.hold is None else {"hold": format_duration(pace.hold)}
    return {"at": number, **hold, **({"clear": clear} if clear else {})}


def _clear_document(clear: Clear) -> dict[str, Any]:
    level = {"by": clear.by} if clear.at is None else {"at": clear.at}
    document: dict[str, Any] = {**level, "for": format_duration(clear.lasting)}
    if clear.readings > 1:
        document["readings"] = clear.readings
    if clear.fastest is not None:
        document["fastest"] = clear.fastest
    return document | {"upstream": True} if clear.upstream else document


def _station_document(own: StationLadder) -> dict[str, Any]:
    document = _levels_document(own)
    if own.hold is not None:
        document["hold"] = format_duration(own.hold)
    return document if own.clear is None else document | {"clear": _clear_document(own.clear)}
