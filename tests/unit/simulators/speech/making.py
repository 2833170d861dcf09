"""Reports for the tests of speech, and the door that reads what is said."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from ingest.wire.decode import Decoded, decode
from ingest.wire.message import Message
from ingest.wire.raw import Memory
from sensing.property import PROPERTIES
from sensing.station import Registry, Station, StationId, StationKind
from simulators.ambience import rounded
from simulators.network import datastreams
from simulators.report import Report

if TYPE_CHECKING:
    from simulators.telegram import Telegram

#: 2026-07-14 in Beijing, a whole minute.
AT_MS = 1_784_000_040_000


def a_station(kind: StationKind, name: str = "XY-X01") -> Station:
    streams = tuple(replace(stream, number=n) for n, stream in enumerate(datastreams(kind), start=1))
    return Station(
        id=StationId(name), name="演示", kind=kind, division="411528000000", lon=114.7, lat=32.3, datastreams=streams
    )


def a_report(kind: StationKind = StationKind.RIVER_GAUGE, *, t_ms: int = AT_MS, **values: float) -> Report:
    values = values or {"water_level": 41.5, "flow": 980.0}
    return Report(station=a_station(kind), at_s=60.0, t_ms=t_ms, values=values, seq=3)


@st.composite
def reports(draw, *, kinds: tuple[StationKind, ...], step_ms: int = 1000) -> Report:
    """Return any report of such a station: some of what it measures, anywhere in the plausible range."""
    station = a_station(draw(st.sampled_from(kinds)))
    keys = draw(st.lists(st.sampled_from([stream.property for stream in station.datastreams]), min_size=1, unique=True))
    values = {key: draw(_value(key)) for key in keys}
    t_ms = AT_MS + step_ms * draw(st.integers(0, 10_000))
    return Report(
        station=station, at_s=draw(st.floats(0, 1e6)), t_ms=t_ms, values=values, seq=draw(st.integers(0, 10**6))
    )


def _value(key: str) -> st.SearchStrategy[float]:
    observed = PROPERTIES[key]
    return st.floats(observed.low, observed.high).map(lambda value: rounded(key, value))


def heard(telegram: Telegram, station: Station) -> Decoded:
    """Return what the door makes of a telegram."""
    message = Message(f"fh/v1/{telegram.topic}", telegram.payload, (AT_MS + 20_000_000) * 1000)
    return decode([message], registry=Registry([station]), memory=Memory())


def values_of(decoded: Decoded, station: Station) -> dict[str, float]:
    keys = {stream.number: stream.property for stream in station.datastreams}
    batch = decoded.batch
    return {keys[int(n)]: float(value) for n, value in zip(batch.datastream, batch.value, strict=True)}
