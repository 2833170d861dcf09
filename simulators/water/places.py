"""Small waters of the drill city: its invented brooks and low points, and the stations that measure them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from sensing.property import observed_property
from sensing.station import Datastream, Station, StationId, StationKind
from simulators.water.street import LowPoint
from simulators.water.torrent import Torrent

#: How often a gauge reports, and how often it tells of itself.
_EVERY, _RARELY = timedelta(minutes=5), timedelta(hours=1)
_HEALTH = ("battery_voltage", "signal_strength")
_TORRENT = ("water_level", "rain_5m", "rain_1h", "rain_24h")
_STREET = ("relative_level",)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallWaters:
    """Brooks and low points with their stations."""

    torrents: tuple[Torrent, ...]
    streets: tuple[LowPoint, ...]
    #: One for each of both, datastream numbers 0.
    stations: tuple[Station, ...]


@cache
def small_waters() -> SmallWaters:
    """Return the small waters of the drill city; the same on every machine."""
    plan = yaml.safe_load((files("simulators") / "xinyang" / "water.yaml").read_text("utf-8"))
    return SmallWaters(
        torrents=tuple(_torrent(row) for row in plan["torrents"]),
        streets=tuple(_street(row) for row in plan["streets"]),
        stations=(
            *(_station(row, kind=StationKind.RIVER_GAUGE, keys=_TORRENT) for row in plan["torrents"]),
            *(_station(row, kind=StationKind.OTHER, keys=_STREET) for row in plan["streets"]),
        ),
    )


def _torrent(row: dict[str, Any]) -> Torrent:
    return Torrent(
        id=row["id"],
        area=row["area"],
        lag=row["lag"],
        soil_mm=row["soil"],
        zero=row["rating"]["zero"],
        scale=row["rating"]["scale"],
        ready=row["ready"],
        leave=row["leave"],
    )


def _street(row: dict[str, Any]) -> LowPoint:
    names = ("id", "area", "sealed", "drains", "bowl", "rim")
    return LowPoint(**{name: row[name] for name in names})


def _station(row: dict[str, Any], *, kind: StationKind, keys: tuple[str, ...]) -> Station:
    notes = {"数据": "虚构站点，读数由模拟器生成"}
    if "ready" in row:
        notes |= {"准备转移水位（演示）": f"{row['ready']:.2f} m", "立即转移水位（演示）": f"{row['leave']:.2f} m"}
    return Station(
        id=StationId(row["id"]),
        name=row["name"],
        kind=kind,
        division=row["division"],
        lon=row["at"][0],
        lat=row["at"][1],
        datastreams=(*(_stream(key, every=_EVERY) for key in keys), *(_stream(key, every=_RARELY) for key in _HEALTH)),
        is_demo=True,
        notes=notes,
    )


def _stream(key: str, *, every: timedelta) -> Datastream:
    return Datastream(property=key, unit=observed_property(key).unit, interval=every)
