"""One entry of a list of faults: the fields that several kinds share, read strictly."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.division import covers, prefix_of
from geo.errors import DivisionError
from sensing.errors import suggestion
from simulators.faults.fault import Window

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sensing.section import Section
    from sensing.station import Station


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry, and what is known of the city."""

    section: Section
    #: Stations of the city by id.
    stations: Mapping[str, Station]
    #: Of this entry's own chances.
    seed: int


def window_of(entry: Section, *, is_ending: bool = False) -> Window:
    """Return the window of an entry, from the start on and for good unless it says otherwise.

    Args:
        entry: The entry.
        is_ending: Whether it must end.
    """
    start = entry.number("from_h", default=0.0)
    end = entry.number("until_h") if is_ending or entry.has("until_h") else math.inf
    if not 0 <= start < end:
        entry.fail(f"{entry.path('until_h')}: expected 0 ≤ from_h < until_h, got {start:g} and {end:g}", key="until_h")
    return Window(from_s=start * 3600, until_s=end * 3600)


def station_named(it: Entry, key: str = "station") -> Station:
    """Return the station that an entry names under a key."""
    name = it.section.text(key)
    if name not in it.stations:
        hint = suggestion(name, it.stations)
        it.section.fail(f'{it.section.path(key)}: the city has no station "{name}"{hint}', key=key)
    return it.stations[name]


def property_of(it: Entry, station: Station, *, is_needed: bool = False) -> str:
    """Return the property of a fault; without the key it is about all of the station's."""
    if not is_needed and not it.section.has("property"):
        return ""
    name = it.section.text("property")
    known = [stream.property for stream in station.datastreams]
    if name not in known:
        hint = suggestion(name, known) or f", it measures {', '.join(known)}"
        it.section.fail(f'{it.section.path("property")}: {station.id} does not measure "{name}"{hint}', key="property")
    return name


def homes_of(it: Entry) -> dict[str, str]:
    """Return the stations that an entry is about, one or all of a division, with their divisions."""
    entry = it.section
    if entry.has("station") == entry.has("division"):
        entry.fail("expected a station or a division, got " + ("both" if entry.has("station") else "neither"))
    if entry.has("station"):
        station = station_named(it)
        return {station.id: station.division}
    try:
        division = prefix_of(entry.text("division"))
    except DivisionError as error:
        entry.fail(f"{entry.path('division')}: {error}", key="division")
    found = {name: each.division for name, each in it.stations.items() if covers(division, each.division)}
    if not found:
        entry.fail(f"{entry.path('division')}: the city has no station in {division}", key="division")
    return found


def share(entry: Section, key: str, default: float) -> float:
    """Return the part under a key, 0 to 1."""
    share = entry.number(key, default=default)
    if not 0 <= share <= 1:
        entry.fail(f"{entry.path(key)}: expected 0 to 1, got {share:g}", key=key)
    return share


def positive(entry: Section, key: str, default: float) -> float:
    """Return the number under a key, above 0."""
    value = entry.number(key, default=default)
    if value <= 0:
        entry.fail(f"{entry.path(key)}: expected more than 0, got {value:g}", key=key)
    return value
