"""The truth about water: where and when it is really dangerous, whatever devices tell and rules say. Pure.

It looks at the computed courses alone, without ripple, rounding or faults. Heights are those of the scenario, else
the public ones: a river is yellow at its 警戒水位 and orange at its 保证水位, a brook orange at 准备转移 and red at
立即转移. Rain is judged by county, by the windows of the weather service's signals.

Source:
    National 水情预警 method (warning stage yellow, guarantee stage orange); CMA order 16 (2007), 暴雨 signals:
    12 h 50 mm blue, 6 h 50 mm yellow, 3 h 50 mm orange, 3 h 100 mm red. Depths in streets are ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sensing.level import Level
from sensing.station import StationKind
from simulators.hazard import Danger
from simulators.storm import RAIN_STEP_H, TIP_MM
from simulators.water.cycle import DAY_STEPS, STEPS_PER_H
from simulators.water.places import small_waters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sensing.batch import BoolArray, FloatArray
    from sensing.station import Station
    from simulators.city import City
    from simulators.scenario import Scenario
    from simulators.water.cycle import Cycle

FLOOD: Final = "11A01"
WATERLOGGING: Final = "11A02"
RESERVOIR: Final = "11A03"
TORRENT: Final = "11A51"
RAINSTORM: Final = "11B03"
#: Two spells of danger closer than this are one, h.
_TOGETHER_H = 1.0
#: Depth over a street, m.
_STREET: Mapping[Level, float] = {Level.YELLOW: 0.15, Level.ORANGE: 0.27, Level.RED: 0.5}
#: Window, h, and sum, mm, of each rainstorm signal.
_RAIN: Mapping[Level, tuple[int, float]] = {
    Level.BLUE: (12, 50.0),
    Level.YELLOW: (6, 50.0),
    Level.ORANGE: (3, 50.0),
    Level.RED: (3, 100.0),
}
#: What a station measures that counts for a county's rain.
_RAIN_KEYS = frozenset({"rain_5m", "rain_1h", "rain_24h"})
#: Notes of a station under which public heights stand.
_PUBLIC = {"警戒水位": Level.YELLOW, "保证水位": Level.ORANGE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Height:
    """A height of a station's water that is dangerous."""

    station: str
    level: Level
    #: m: above datum, or over a street.
    metres: float


def water_truth(city: City, scenario: Scenario, cycle: Cycle) -> tuple[Danger, ...]:
    """Return where and when water and rain of a cycle are dangerous: one danger for each level and spell."""
    return (*_of_waters(city, scenario, cycle), *_of_rain(city, cycle))


def heights_of(station: Station, scenario: Scenario) -> dict[Level, float]:
    """Return the dangerous heights of a station, m: the scenario's, else the public ones, else none."""
    told = {each.level: each.metres for each in scenario.heights if each.station == station.id}
    if told:
        return told
    waters = small_waters()
    for torrent in waters.torrents:
        if torrent.id == station.id:
            return {Level.ORANGE: torrent.ready, Level.RED: torrent.leave}
    if any(street.id == station.id for street in waters.streets):
        return dict(_STREET)
    return {
        level: float(station.notes[note].removesuffix(" m")) for note, level in _PUBLIC.items() if note in station.notes
    }


def spells(above: BoolArray, *, step_h: float) -> list[tuple[int, int]]:
    """Return the spells in which something holds: first step and the one after the last; near ones are one."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], above, [False]]).astype(np.int8)))
    found: list[tuple[int, int]] = []
    for start, end in edges.reshape(-1, 2).tolist():
        if found and (start - found[-1][1]) * step_h < _TOGETHER_H:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _of_waters(city: City, scenario: Scenario, cycle: Cycle) -> Iterator[Danger]:
    for station in city.stations:
        course = cycle.courses.get(station.id)
        if course is None:
            continue
        for level, height in sorted(heights_of(station, scenario).items()):
            for start, end in spells(course.level >= height, step_h=course.step_h):
                highest = float(course.level[start:end].max())
                yield Danger(
                    hazard=_hazard(station),
                    division=station.division,
                    station=station.id,
                    level=level,
                    from_h=_crossing(course.level, start, height) * course.step_h,
                    until_h=_crossing(course.level, end, height) * course.step_h,
                    what_zh=f"{station.name} 最高 {highest:.2f} m，{level.zh}危险高度 {height:.2f} m",
                    what_en=f"{station.id} up to {highest:.2f} m, {level.key} danger from {height:.2f} m",
                )


def _of_rain(city: City, cycle: Cycle) -> Iterator[Danger]:
    gauges: dict[str, list[int]] = {}
    for column, station in enumerate(city.stations):
        if any(stream.property in _RAIN_KEYS for stream in station.datastreams):
            gauges.setdefault(station.division, []).append(column)
    for division, columns in gauges.items():
        for level, (hours, limit) in _RAIN.items():
            sums = _sums(cycle, columns, hours)
            for start, end in spells(sums.max(axis=1) >= limit, step_h=RAIN_STEP_H):
                worst = city.stations[columns[int(sums[start:end].max(axis=0).argmax())]]
                most = float(sums[start:end].max())
                yield Danger(
                    hazard=RAINSTORM,
                    division=division,
                    # A rainstorm is over the county: any gauge of it may tell.
                    station="",
                    level=level,
                    from_h=(start + 1) * RAIN_STEP_H,
                    until_h=min(end + 1, len(sums)) * RAIN_STEP_H,
                    what_zh=f"{worst.name} {hours} 小时雨量最大 {most:.1f} mm，{level.zh} {limit:g} mm",
                    what_en=f"{worst.id} up to {most:.1f} mm in {hours} h, {level.key} from {limit:g} mm",
                )


def _sums(cycle: Cycle, columns: list[int], hours: int) -> FloatArray:
    """Return the rain of the last hours after each step of the cycle at some gauges, mm, shape (steps, gauges)."""
    tips = cycle.tips[:, columns].astype(np.int64)
    counted = tips[DAY_STEPS:] - tips[DAY_STEPS - hours * STEPS_PER_H : -hours * STEPS_PER_H]
    return (counted * TIP_MM).astype(np.float64)


def _crossing(line: FloatArray, step: int, height: float) -> float:
    """Return where a line crosses a height between the step before and this one, in steps."""
    if step in {0, len(line)}:
        return float(step)
    before, after = float(line[step - 1]), float(line[step])
    return step - 1 + (height - before) / (after - before)


def _hazard(station: Station) -> str:
    waters = small_waters()
    if any(torrent.id == station.id for torrent in waters.torrents):
        return TORRENT
    if any(street.id == station.id for street in waters.streets):
        return WATERLOGGING
    return RESERVOIR if station.kind is StationKind.RESERVOIR else FLOOD
