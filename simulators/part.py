"""Part: reads what several parts of a drill document have in common: places, winds, levels, times and shares.

Everything wrong is a DocumentError that names file and line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from sensing.errors import suggestion
from sensing.level import LADDER, Level
from simulators.ground import distance_m
from simulators.plume import Wind

if TYPE_CHECKING:
    from collections.abc import Collection

    from sensing.section import Section
    from sensing.station import Station, StationKind
    from simulators.city import City
    from simulators.schematic import Place

#: Farthest that a place may lie from every station of the city, m: beyond, longitude and latitude were swapped.
FARTHEST_M = 80_000.0
#: Strongest wind that is simulated, m/s.
_STRONGEST = 40.0


def read_place(section: Section, key: str, *, city: City) -> Place:
    """Return the place ``[lon, lat]`` under a key, which must lie near the city."""
    pairs = section.pairs(key)
    if len(pairs) != 1:
        section.fail(f"{section.path(key)}: expected one place such as [114.93, 31.64]", key=key)
    place = pairs[0]
    if all(distance_m((station.lon, station.lat), place) > FARTHEST_M for station in city.stations):
        section.fail(
            f"{section.path(key)}: expected a place [lon, lat] near the city, got [{place[0]:g}, {place[1]:g}]", key=key
        )
    return place


def read_station(section: Section, key: str, *, city: City, kinds: Collection[StationKind]) -> Station:
    """Return the station of the city, of one of some kinds, that is named under a key."""
    name = section.text(key)
    known = {station.id: station for station in city.stations if station.kind in kinds}
    found = next((station for known_id, station in known.items() if known_id == name), None)
    if found is None:
        refuse_name(section, key, name=name, known=list(known))
    return found


def refuse_name(section: Section, key: str, *, name: str, known: Collection[str]) -> NoReturn:
    """Refuse a name, with the nearest of those that are known."""
    hint = suggestion(name, known) or f", expected one of {', '.join(known)}"
    section.fail(f'{section.path(key)}: unknown name "{name}"{hint}', key=key)


def read_between(section: Section, key: str, *, low: float, high: float, default: float | None = None) -> float:
    """Return the number under a key, which must lie between two others, both included."""
    value = section.number(key, default=default)
    if not low <= value <= high:
        section.fail(f"{section.path(key)}: expected {low:g} to {high:g}, got {value:g}", key=key)
    return value


def read_wind(section: Section, key: str) -> Wind:
    """Return the wind under a key: ``{speed: 8, from: 315}``, m/s and ° from north."""
    wind = section.section(key, keys=("speed", "from"))
    return Wind(
        speed=read_between(wind, "speed", low=0.0, high=_STRONGEST),
        come_from=read_between(wind, "from", low=0.0, high=360.0),
    )


def read_span(section: Section, *, longest_h: float) -> tuple[float, float]:
    """Return ``from_h`` and ``until_h``, simulated hours, the one before the other."""
    start, end = section.number("from_h"), section.number("until_h")
    if not 0 <= start < end <= start + longest_h:
        section.fail(
            f"{section.path('until_h')}: expected 0 ≤ from_h < until_h, at most {longest_h:g} h long, "
            f"got {start:g} and {end:g}",
            key="until_h",
        )
    return start, end


def read_levels(section: Section, key: str, *, default: dict[Level, float]) -> dict[Level, float]:
    """Return the limits by level under a key, rising with the level; an absent key is the default."""
    if not section.has(key):
        return default
    part = section.section(key, keys=[level.key for level in LADDER])
    found = {level: part.number(level.key) for level in LADDER if part.has(level.key)}
    limits = list(found.values())
    if not limits or limits != sorted(set(limits)):
        section.fail(f"{section.path(key)}: expected limits that rise with the level", key=key)
    return found
