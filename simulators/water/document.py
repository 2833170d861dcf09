"""The water part of a drill's document: storm, reservoirs, torrents, waterlogging, losses and dangerous heights.

::

    water:
      length_h: 96
      rain: {mm: 122, from_h: 0.5, until_h: 20, cells: 16}   # left out: no storm
      wetness: 0.55
      sightings_per_day: 0.5
      reservoirs:
        XY-R01: {release: [{at_h: 30, flow: 1800}, {at_h: 42, plan: true}]}
      torrents: [{station: XY-T01, mm: 110, from_h: 14, until_h: 16, radius_km: 4}]
      waterlogging: [{station: XY-L01, mm: 80, from_h: 5, until_h: 7, radius_km: 5, drains: 0.5}]
      losses: [{station: XY-H03, at_h: 21}]
      danger: {XY-H03: {yellow: 41.5, orange: 43.0, red: 43.5}}
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from sensing.errors import suggestion
from sensing.level import Level
from simulators.catchment import catchment
from simulators.scenario import Loss, Scenario
from simulators.storm import Downpour
from simulators.water.places import small_waters
from simulators.water.reservoir import Release
from simulators.water.street import Drains
from simulators.water.truth import Height

if TYPE_CHECKING:
    from collections.abc import Collection

    from sensing.section import Section
    from simulators.city import City

#: Keys of the part.
WATER_KEYS: Final = (
    "length_h",
    "rain",
    "wetness",
    "sightings_per_day",
    "reservoirs",
    "torrents",
    "waterlogging",
    "losses",
    "danger",
)
_RAIN_KEYS: Final = ("mm", "from_h", "until_h", "radius_km")
_DOWNPOUR_KEYS: Final = ("station", *_RAIN_KEYS)
#: Radius of a downpour of which none is told, km.
_RADIUS_KM = 5.0
_LEVELS: Final = {level.key: level for level in Level if level}


def read_water(section: Section, *, city: City, name: str, zh: str, en: str) -> Scenario:
    """Return the scenario that the water part of a document describes.

    Args:
        section: The part, opened with ``WATER_KEYS``.
        city: Whose stations may be named.
        name: Id of the scenario.
        zh: Its title.
        en: Its title in English.

    Raises:
        DocumentError: If the part is wrong; names file and line.
    """
    length = _more_than_0(section, "length_h")
    stations = {str(station.id): station for station in city.stations}
    waters = small_waters()
    torrents = _downpours(section, "torrents", among=[each.id for each in waters.torrents if each.id in stations])
    streets = _downpours(section, "waterlogging", among=[each.id for each in waters.streets if each.id in stations])
    # Drains may fail in the storm's own rain: then no downpour is told.
    rained = [*torrents, *(each for each in streets if set(_RAIN_KEYS) & set(each.names()))]
    rain = _rain(section, length)
    return Scenario(
        id=name,
        title_zh=zh,
        title_en=en,
        length_h=length,
        rain_mm=rain[0],
        rain_from_h=rain[1],
        rain_until_h=rain[2],
        cells=rain[3],
        wetness=_within(section, "wetness", low=0, high=1, default=0.4),
        sightings_per_day=_within(section, "sightings_per_day", low=0, high=1000, default=0.0),
        losses=tuple(_loss(each, stations, length) for each in section.sections("losses", keys=("station", "at_h"))),
        downpours=tuple(_downpour(each, city=city, length=length) for each in rained),
        releases=tuple(_releases(section, length)),
        drains=tuple(
            Drains(station=each.text("station"), working=_within(each, "drains", low=0, high=1, default=1.0))
            for each in streets
        ),
        heights=tuple(_heights(section, stations)),
    )


def _rain(section: Section, length: float) -> tuple[float, float, float, int]:
    if not section.has("rain"):
        return 0.0, 0.0, 0.0, 0
    rain = section.section("rain", keys=("mm", "from_h", "until_h", "cells"))
    start, end = _window(rain, length)
    cells = rain.whole("cells", default=16)
    if not 1 <= cells <= 200:  # noqa: PLR2004  more would be one lump
        rain.fail(f"{rain.path('cells')}: expected 1 to 200, got {cells}", key="cells")
    return _more_than_0(rain, "mm"), start, end, cells


def _downpours(section: Section, key: str, *, among: Collection[str]) -> list[Section]:
    keys = _DOWNPOUR_KEYS if key == "torrents" else (*_DOWNPOUR_KEYS, "drains")
    found = section.sections(key, keys=keys)
    for each in found:
        each.choice("station", among)
    return found


def _downpour(entry: Section, *, city: City, length: float) -> Downpour:
    start, end = _window(entry, length)
    station = next(station for station in city.stations if station.id == entry.text("station"))
    return Downpour(
        lon=station.lon,
        lat=station.lat,
        mm=_more_than_0(entry, "mm"),
        from_h=start,
        until_h=end,
        radius_km=_within(entry, "radius_km", low=0.5, high=30, default=_RADIUS_KM),
    )


def _releases(section: Section, length: float) -> list[Release]:
    if not section.has("reservoirs"):
        return []
    gates = {node.id: node.gates for node in catchment() if node.gates}
    found: list[Release] = []
    parts = section.section("reservoirs", keys=list(gates))
    for name in parts.names():
        entries = parts.section(name, keys=("release",)).sections("release", keys=("at_h", "flow", "plan"))
        for entry in entries:
            at_h = _within(entry, "at_h", low=0, high=length)
            if entry.has("flow") == entry.truth("plan", default=False):
                entry.fail("expected either flow, or plan: true to return to the plan")
            flow = None
            if entry.has("flow"):
                flow = _within(entry, "flow", low=0, high=gates[name].largest)
            found.append(Release(station=name, at_h=at_h, flow=flow))
    return found


def _loss(entry: Section, stations: Collection[str], length: float) -> Loss:
    return Loss(station=_known(entry, "station", stations), at_h=_within(entry, "at_h", low=0, high=length))


def _heights(section: Section, stations: Collection[str]) -> list[Height]:
    if not section.has("danger"):
        return []
    found: list[Height] = []
    parts = section.section("danger", keys=None)
    for name in parts.names():
        if name not in stations:
            parts.fail(f'unknown station "{name}"{suggestion(name, stations)}', key=name)
        part = parts.section(name, keys=list(_LEVELS))
        mine = [
            Height(station=name, level=level, metres=part.number(key))
            for key, level in _LEVELS.items()
            if part.has(key)
        ]
        if not mine:
            part.fail(f"{parts.path(name)}: expected a height for one level at least")
        for lower, higher in pairwise(mine):
            if lower.metres >= higher.metres:
                part.fail(
                    f"{part.path(higher.level.key)}: expected more than {lower.metres:g} ({lower.level.key}), "
                    f"got {higher.metres:g}",
                    key=higher.level.key,
                )
        found += mine
    return found


def _known(entry: Section, key: str, stations: Collection[str]) -> str:
    name = entry.text(key)
    if name not in stations:
        entry.fail(f'{entry.path(key)}: unknown station "{name}"{suggestion(name, stations)}', key=key)
    return name


def _window(section: Section, length: float) -> tuple[float, float]:
    start, end = section.number("from_h"), section.number("until_h")
    if not 0 <= start < end <= length:
        section.fail(
            f"{section.path('until_h')}: expected 0 ≤ from_h < until_h ≤ {length:g}, got {start:g} and {end:g}",
            key="until_h",
        )
    return start, end


def _within(section: Section, key: str, *, low: float, high: float, default: float | None = None) -> float:
    value = section.number(key, default=default)
    if not low <= value <= high:
        section.fail(f"{section.path(key)}: expected {low:g} to {high:g}, got {value:g}", key=key)
    return value


def _more_than_0(section: Section, key: str) -> float:
    value = section.number(key)
    if value <= 0:
        section.fail(f"{section.path(key)}: expected more than 0, got {value:g}", key=key)
    return value
