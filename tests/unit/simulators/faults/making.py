"""Reports and telegrams for the tests of faults."""

from __future__ import annotations

import json
from typing import Any

from sensing.station import Datastream, Station, StationId, StationKind
from simulators.faults.fault import Window
from simulators.report import Report
from simulators.telegram import Telegram

XIXIAN, HUAIBIN = "411528000000", "411527000000"
HOUR = 3600.0
START_MS = 1_784_000_000_000


def a_station(name: str = "XY-H03", *, division: str = XIXIAN) -> Station:
    keys = ("water_level", "flow", "battery_voltage")
    return Station(
        id=StationId(name),
        name="息县",
        kind=StationKind.RIVER_GAUGE,
        division=division,
        lon=114.73,
        lat=32.33,
        datastreams=tuple(Datastream(property=key, unit="") for key in keys),
    )


def rising(station: str, key: str, at_s: float) -> float | None:
    """Return the truth: every river rises by 0.1 m an hour, and 淮滨 is 10 m below 息县."""
    if key != "water_level":
        return None
    return (30.0 if station == "XY-H04" else 40.0) + 0.1 * at_s / HOUR


def a_report(at_h: float, *, station: str = "XY-H03", **values: float) -> Report:
    at_s = at_h * HOUR
    level = rising(station, "water_level", at_s)
    assert level is not None
    return Report(
        station=a_station(station),
        at_s=at_s,
        t_ms=START_MS + round(at_s * 1000),
        values={"water_level": round(level, 2), **values},
    )


def hours(start: float, end: float) -> Window:
    return Window(from_s=start * HOUR, until_s=end * HOUR)


def a_telegram(at_h: float, *, station: str = "XY-H03", kind: str = "obs", **body: Any) -> Telegram:
    division = HUAIBIN if station == "XY-H04" else XIXIAN
    payload = json.dumps({"t": START_MS + round(at_h * HOUR * 1000), **body}).encode()
    topic = f"{division}/{station}/{kind}"
    return Telegram(at_s=at_h * HOUR, topic=topic, payload=payload, is_retained=kind == "status")


def hourly(until_h: int, *stations: str) -> list[Telegram]:
    return [a_telegram(h, station=name) for h in range(until_h) for name in stations or ("XY-H03", "XY-H04")]
