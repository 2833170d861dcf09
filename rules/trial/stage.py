"""Stage: the stations of a trial, those it describes and those that its readings and rules merely name. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sensing.station import Datastream, DatastreamNumber, Registry, Station, StationId, StationKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rules.rule import Rule
    from rules.trial.trial import Case

_INTERVAL = timedelta(minutes=5)


def stage(cases: Iterable[Case], *, rules: Sequence[Rule], stations: Iterable[Station]) -> Registry:
    """Return the registry on which cases are tried.

    A station that is not described is a river gauge in Xinyang; every station measures what its readings and the
    rules that name it say.
    """
    found = {str(station.id): station for station in stations}
    for name, key in _measured(cases, rules):
        station = found.get(name) or _invented(name)
        if key and all(stream.property != key for stream in station.datastreams):
            interval = station.datastreams[0].interval if station.datastreams else _INTERVAL
            added = Datastream(property=key, unit="", interval=interval)
            station = replace(station, datastreams=(*station.datastreams, added))
        found[name] = station
    return Registry(_numbered(found.values()))


def _measured(cases: Iterable[Case], rules: Sequence[Rule]) -> Iterable[tuple[str, str]]:
    """Yield (station, property) that occur; the property is empty where only the station does."""
    for case in cases:
        yield from ((series.station, series.property) for series in case.series)
        yield from ((event.station, "") for event in case.events)
    for rule in rules:
        key = getattr(rule.when, "property", "")
        yield from ((name, key) for name in rule.scope.stations)


def _invented(name: str) -> Station:
    return Station(
        id=StationId(name),
        name=name,
        kind=StationKind.RIVER_GAUGE,
        division="411500000000",
        lon=114.07,
        lat=32.13,
        datastreams=(),
    )


def _numbered(stations: Iterable[Station]) -> list[Station]:
    """Return stations whose datastreams have the numbers that a store would give them."""
    number = 0
    found = []
    for station in stations:
        streams = tuple(
            replace(stream, number=DatastreamNumber(number + place)) for place, stream in enumerate(station.datastreams)
        )
        number += len(streams)
        found.append(replace(station, datastreams=streams))
    return found
