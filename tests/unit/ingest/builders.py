"""Stations and messages for the tests of the door."""

from __future__ import annotations

import json
from typing import Any

from ingest.wire.message import Message
from sensing.station import Datastream, DatastreamNumber, Registry, Station, StationId, StationKind

DIVISION = "411528000000"
#: 2025-11-23T01:06:40Z in µs and ms.
NOW = 1_763_860_000_000_000
NOW_MS = NOW // 1000


def a_station(name: str = "XY-H03", /, *, first: int = 1, **units: str) -> Station:
    """Return a station with one datastream per property, numbered from ``first``."""
    units = units or {"water_level": "m", "rain_5m": "mm"}
    return Station(
        id=StationId(name),
        name="息县",
        kind=StationKind.RIVER_GAUGE,
        division=DIVISION,
        lon=114.73,
        lat=32.33,
        datastreams=tuple(
            Datastream(number=DatastreamNumber(number), property=key, unit=unit)
            for number, (key, unit) in enumerate(units.items(), start=first)
        ),
    )


def a_registry() -> Registry:
    """Return two stations: XY-H03 sends m and mm (1, 2), XY-A01 sends cm and mg/m³ (11, 12)."""
    return Registry([a_station(), a_station("XY-A01", first=11, water_level="cm", pm25="mg/m3")])


def a_message(body: Any, *, station: str = "XY-H03", kind: str = "obs", arrived: int = NOW) -> Message:
    """Return a message of a station; a body that is not bytes is sent as JSON."""
    payload = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Message(f"fh/v1/{DIVISION}/{station}/{kind}", payload, arrived)
