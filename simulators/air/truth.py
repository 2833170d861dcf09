"""Air, the truth: where and when the air is really heavily polluted. Pure.

Hours are judged at each station by the hourly index (12Q02). Days are judged over the city, as plans for heavy
pollution judge them (11B67): a level is reached with the day that completes its run of bad days, and holds to the end
of that run.

Source:
    Wording of national plans for heavy pollution of 2024: yellow, index over 200 for a day or over 150 for two; orange,
    over 200 for two days or over 150 for three; red, over 200 for three days of which one is over 300.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from sensing.level import Level
from sensing.station import StationKind
from simulators.air.index import FACTORS, daily_index, hourly_index
from simulators.calm import calm
from simulators.hazard import Danger
from simulators.spells import spells

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sensing.station import Station
    from simulators.air.air import Air
    from simulators.city import City

#: Hours below the limit that do not end a spell.
_GAP_H: Final = 6.0
#: Hours that a day must have to be judged (HJ 663: 20).
_FULL_DAY: Final = 20
#: How many days over which index make a level, and how bad one of them must be.
_RUNS: Final[tuple[tuple[Level, int, int, int], ...]] = (
    (Level.YELLOW, 1, 200, 0),
    (Level.YELLOW, 2, 150, 0),
    (Level.ORANGE, 2, 200, 0),
    (Level.ORANGE, 3, 150, 0),
    (Level.RED, 3, 200, 300),
)


def air_dangers(air: Air, *, city: City, start_hour: float, until_h: float) -> tuple[Danger, ...]:
    """Return the dangers of polluted air, hour by hour and day by day."""
    start = int(air.plan.from_h)
    middles = [hour + 0.5 for hour in range(start, int(until_h))]
    stations = [station for station in city.stations if station.kind is StationKind.AIR]
    measured = {
        station.id: [
            air.changed(station, {key: value for key, value in values.items() if key in FACTORS}, at_h=at_h)
            for at_h, values in zip(middles, calm(station, middles, start_hour=start_hour), strict=True)
        ]
        for station in stations
    }
    hourly = [danger for station in stations for danger in _hourly(air, station, measured[station.id], start_h=start)]
    daily = [
        danger
        for code in sorted({station.division[:4] for station in stations})
        for danger in _daily(
            [measured[station.id] for station in stations if station.division.startswith(code)],
            division=f"{code}00000000",
            start_h=start,
            start_hour=start_hour,
        )
    ]
    return (*hourly, *daily)


def _hourly(air: Air, station: Station, hours: Sequence[Mapping[str, float]], *, start_h: float) -> list[Danger]:
    indices = [hourly_index(values) for values in hours]
    found = []
    for level, limit in air.plan.levels.items():
        for begin, end in spells([index > limit for index in indices], start_h=start_h, step_h=1.0, gap_h=_GAP_H):
            worst = max(indices[int(begin - start_h) : int(end - start_h)])
            found.append(
                Danger(
                    hazard="12Q02",
                    division=station.division,
                    station=station.id,
                    level=level,
                    from_h=begin,
                    until_h=end,
                    what_zh=f"小时空气质量指数最高 {worst}",
                    what_en=f"hourly air quality index up to {worst}",
                )
            )
    return found


def _daily(
    hours: Sequence[Sequence[Mapping[str, float]]], *, division: str, start_h: float, start_hour: float
) -> list[Danger]:
    """Return the dangers of whole days over a city; the mean over its stations is judged."""
    means = [
        {key: float(np.mean([values[key] for values in at_once])) for key in at_once[0]}
        for at_once in zip(*hours, strict=True)
    ]
    # Midnights within the hours watched, as simulated hours.
    first = -(start_h + start_hour) % 24
    cuts = [0, *range(int(first) or 24, len(means), 24), len(means)]
    days = [(a, b) for a, b in pairwise(cuts) if b - a >= _FULL_DAY]
    indices = [daily_index(_day_means(means[a:b])) for a, b in days]
    found = []
    for level in (Level.YELLOW, Level.ORANGE, Level.RED):
        for begin, end in _runs(indices, level):
            worst = max(indices[begin:end])
            found.append(
                Danger(
                    hazard="11B67",
                    division=division,
                    station="",
                    level=level,
                    from_h=start_h + days[begin][0],
                    until_h=start_h + days[end - 1][1],
                    what_zh=f"日空气质量指数最高 {worst}",
                    what_en=f"daily air quality index up to {worst}",
                )
            )
    return found


def _day_means(hours: Sequence[Mapping[str, float]]) -> dict[str, float]:
    means = {key: float(np.mean([values[key] for values in hours])) for key in hours[0] if key != "o3"}
    if "o3" in hours[0]:
        ozone = [values["o3"] for values in hours]
        means["o3"] = float(np.convolve(ozone, np.full(8, 1 / 8), mode="valid").max())
    return means


def _runs(indices: Sequence[int], level: Level) -> list[tuple[int, int]]:
    """Return the days (from, until) on which a level holds."""
    holds = [False] * len(indices)
    for wanted, days, limit, worst in _RUNS:
        if wanted is not level:
            continue
        for begin, end in spells([index > limit for index in indices], start_h=0, step_h=1):
            run = indices[int(begin) : int(end)]
            complete = next((n for n in range(days, len(run) + 1) if not worst or max(run[:n]) > worst), None)
            if complete is not None:
                holds[int(begin) + complete - 1 : int(end)] = [True] * (len(run) - complete + 1)
    return [(int(begin), int(end)) for begin, end in spells(holds, start_h=0, step_h=1)]
