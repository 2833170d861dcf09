"""What the tests of the parts of a drill's world share."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from sensing.document import read_document
from sensing.section import Section
from sensing.station import Station, StationId, StationKind
from simulators.city import City, demo_city
from simulators.network import datastreams
from simulators.outposts import outposts

#: 08:00 in Beijing.
START = datetime(2026, 3, 20, 0, 0, tzinfo=UTC)


@cache
def the_city() -> City:
    """Return the demo city with the outposts."""
    city = demo_city()
    return replace(city, stations=(*city.stations, *outposts()))


def station(name: str) -> Station:
    return next(each for each in the_city().stations if each.id == name)


def a_station(kind: StationKind, *, lon: float, lat: float, name: str = "XY-Z01", river: str = "") -> Station:
    return Station(
        id=StationId(name),
        name="演示",
        kind=kind,
        division="411526000000",
        lon=lon,
        lat=lat,
        river=river,
        datastreams=datastreams(kind),
    )


def section(text: str, *, keys: tuple[str, ...] | None) -> Section:
    """Return the section that a text of YAML is; its first line is line 1."""
    document = read_document(text, origin="d.yaml", what="drill")
    return Section(document.root, name="part", origin="d.yaml", keys=keys)
