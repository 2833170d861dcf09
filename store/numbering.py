"""Datastream numbers: given once, dense, never reused. Pure; the store remembers them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sensing.station import DatastreamNumber, Registry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sensing.station import Station


def numbered(stations: Sequence[Station], *, known: Mapping[tuple[str, str], int]) -> list[Station]:
    """Return the stations with every datastream numbered.

    Args:
        stations: As given; numbers they carry are ignored, the store alone gives them.
        known: Number by (station, property) of every datastream ever stored, removed ones included.

    Raises:
        RegistryError: If a station or a property occurs twice, or a unit does not fit its property.
    """
    Registry(stations)
    numbers = dict(known)
    following = max(numbers.values(), default=0) + 1
    result = []
    for station in stations:
        streams = []
        for stream in station.datastreams:
            number = numbers.setdefault((station.id, stream.property), following)
            following = max(following, number + 1)
            streams.append(replace(stream, number=DatastreamNumber(number)))
        result.append(replace(station, datastreams=tuple(streams)))
    return result
