"""Synthetic series: two made-up weeks with everything that records bring. Nothing is drawn: all is a formula."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from fenghuo.replaying.series import STAGE_RULE, Row, Series, shipped_rules
from sensing.instant import BEIJING
from sensing.level import Level
from sensing.station import Datastream, Station, StationId, StationKind

if TYPE_CHECKING:
    from collections.abc import Iterator

_WEEK: Final = timedelta(days=7)
#: Invented division of the demo city for replayed stations.
DIVISION: Final = "411599000000"
_GAUGE: Final = StationId("GATE-H01")
_PROBE: Final = StationId("GATE-A01")
_FIVE: Final = timedelta(minutes=5)
#: Crests of the flood: when, h, how high above the river at rest, m, and how fast it rises, h.
_CRESTS: Final = ((40.0, 2.4, 7.0), (76.0, 3.6, 5.0), (130.0, 1.1, 3.0))
#: The gauge hangs while the second flood rises, is silent in its crest, and shows a stage nobody had, h.
_HANGS, _SILENT, _BROKEN = (66.0, 66.75), (75.0, 79.0), (100.0, 100.5)


def synthetic() -> tuple[Series, ...]:
    """Return the made-up weeks."""
    return (_flood(), _haze())


def _flood() -> Series:
    levels = "{blue: 3.0, yellow: 3.5, orange: 4.3, red: 5.0}"
    return Series(
        id="synthetic-flood",
        title_zh="合成水文周：卡死、失联、错值",
        title_en="Made-up flood week: hangs, falls silent, shows nonsense",
        start=datetime(2025, 7, 1, 8, tzinfo=BEIJING),
        length=_WEEK,
        station=_station(_GAUGE, StationKind.RIVER_GAUGE, "water_level", unit="m", every=_FIVE),
        rows=tuple(_stages()),
        rules={"gate.yaml": STAGE_RULE.format(station=_GAUGE, levels=levels)},
        hazard="11A01",
        property="water_level",
        limits={Level.BLUE: 3.0, Level.YELLOW: 3.5, Level.ORANGE: 4.3, Level.RED: 5.0},
    )


def _stages() -> Iterator[Row]:
    for number in range(int(_WEEK / _FIVE)):
        at_h = number * _FIVE / timedelta(hours=1)
        if _SILENT[0] <= at_h < _SILENT[1]:
            continue
        if _BROKEN[0] <= at_h < _BROKEN[1]:
            yield Row(at_s=at_h * 3600, values={"water_level": 9.88}, quality={"water_level": "unreliable"})
            continue
        shown = _HANGS[0] if _HANGS[0] <= at_h < _HANGS[1] else at_h
        yield Row(at_s=at_h * 3600, values={"water_level": round(_stage(shown), 2)})


def _stage(at_h: float) -> float:
    """Return the stage: the river at rest, and the floods, which rise faster than they fall."""
    risen = 0.0
    for crest_h, height, rise_h in _CRESTS:
        ratio = max((at_h - crest_h + 2 * rise_h) / (2 * rise_h), 0.0)
        risen += height * (ratio * math.exp(1 - ratio)) ** 3
    return 1.8 + risen + 0.01 * math.sin(at_h * 5.1)


def _haze() -> Series:
    hour = timedelta(hours=1)
    return Series(
        id="synthetic-haze",
        title_zh="合成雾霾周",
        title_en="Made-up week of haze",
        start=datetime(2025, 1, 6, 0, tzinfo=BEIJING),
        length=_WEEK,
        station=_station(_PROBE, StationKind.AIR, "pm25", unit="µg/m³", every=hour),
        rows=tuple(Row(at_s=at_h * 3600, values={"pm25": _pm25(at_h)}) for at_h in range(int(_WEEK / hour))),
        rules=shipped_rules("service/environment.yaml"),
        hazard="12Q02",
        property="pm25",
        limits={Level.YELLOW: 115, Level.ORANGE: 150, Level.RED: 250},
    )


def _pm25(at_h: float) -> float:
    """Return the hour's mean: it gathers for five days, worse by night, until the wind comes."""
    gathered = min(at_h / 100, 1.0) if at_h < 120 else max(1 - (at_h - 120) / 8, 0.05)  # noqa: PLR2004  the front
    return round(25 + 260 * gathered * (0.75 + 0.25 * math.cos((at_h - 2) * math.tau / 24)))


def _station(id_: StationId, kind: StationKind, key: str, *, unit: str, every: timedelta) -> Station:
    return Station(
        id=id_,
        name=f"回放·{id_}",
        kind=kind,
        division=DIVISION,
        lon=114.09,
        lat=32.15,
        river="演示河" if kind is StationKind.RIVER_GAUGE else "",
        datastreams=(Datastream(property=key, unit=unit, interval=every),),
        is_demo=True,
    )
