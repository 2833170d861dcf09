"""Spill, the truth: when the water at each probe below the spill is worse than class Ⅲ, Ⅳ and Ⅴ. Pure.

Source:
    GB 3838-2002, table 1: pH, dissolved oxygen, ammonia nitrogen; worst single factor. Which class means which level is
    ours: a source of drinking water must have class Ⅲ or better.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sensing.level import Level
from sensing.station import StationKind
from simulators.calm import calm
from simulators.hazard import Danger
from simulators.spells import spells

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sensing.station import Station
    from simulators.city import City
    from simulators.spill.spill import Spill

#: Step at which the truth is drawn, h, and pauses that do not end a danger, h.
_STEP_H: Final = 0.25
_GAP_H: Final = 2.0
#: Highest ammonia nitrogen and lowest oxygen of classes Ⅰ to Ⅴ, mg/L.
_AMMONIA: Final = (0.15, 0.5, 1.0, 1.5, 2.0)
_OXYGEN: Final = (7.5, 6.0, 5.0, 3.0, 2.0)
_PH: Final = (6.0, 9.0)
#: Worse than Ⅴ.
_WORST: Final = 6
_CLASSES: Final = ("", "Ⅰ类", "Ⅱ类", "Ⅲ类", "Ⅳ类", "Ⅴ类", "劣Ⅴ类")
_NAMES: Final = ("", "class Ⅰ", "class Ⅱ", "class Ⅲ", "class Ⅳ", "class Ⅴ", "worse than class Ⅴ")
#: Level of water worse than a class.
_LEVELS: Final = {Level.YELLOW: 3, Level.ORANGE: 4, Level.RED: 5}


def water_class(values: Mapping[str, float]) -> int:
    """Return the class of surface water, 1 to 6 (worse than Ⅴ), by what of the three factors is measured."""
    found = [1]
    if "ammonia_nitrogen" in values:
        found.append(1 + sum(values["ammonia_nitrogen"] > limit for limit in _AMMONIA))
    if "dissolved_oxygen" in values:
        found.append(1 + sum(values["dissolved_oxygen"] < limit for limit in _OXYGEN))
    if "ph" in values and not _PH[0] <= values["ph"] <= _PH[1]:
        found.append(_WORST)
    return max(found)


def spill_dangers(spill: Spill, *, city: City, start_hour: float) -> tuple[Danger, ...]:
    """Return the dangers at all standing probes that the water passes."""
    found = []
    for station in city.stations:
        distance = spill.below(station) if station.kind is StationKind.WATER_QUALITY else None
        if distance is not None and distance > 0:
            found += _at(spill, station, distance_m=distance, start_hour=start_hour)
    return tuple(found)


def _at(spill: Spill, station: Station, *, distance_m: float, start_hour: float) -> list[Danger]:
    begin_s, end_s = spill.cloud.span_s(distance_m)
    start = spill.plan.at_h + begin_s / 3600
    hours = [start + i * _STEP_H for i in range(int((end_s - begin_s) / 3600 / _STEP_H) + 2)]
    measured = [
        spill.changed(station, values, at_h=at_h)
        for at_h, values in zip(hours, calm(station, hours, start_hour=start_hour), strict=True)
    ]
    classes = [water_class(values) for values in measured]
    found = []
    for level, allowed in _LEVELS.items():
        past = [reached > allowed for reached in classes]
        for since, until in spells(past, start_h=start, step_h=_STEP_H, gap_h=_GAP_H):
            inside = slice(round((since - start) / _STEP_H), round((until - start) / _STEP_H))
            found.append(_danger(spill, station, level, since=since, until=until, measured=measured[inside]))
    return found


def _danger(
    spill: Spill,
    station: Station,
    level: Level,
    *,
    since: float,
    until: float,
    measured: Sequence[Mapping[str, float]],
) -> Danger:
    worst = max(map(water_class, measured))
    role_zh, role_en = ("（取水口）", " (intake)") if station.id == spill.plan.intake else ("", "")
    ammonia = max((values.get("ammonia_nitrogen", 0.0) for values in measured), default=0.0)
    return Danger(
        hazard="12Q01",
        division=station.division,
        station=station.id,
        level=level,
        from_h=since,
        until_h=until,
        what_zh=f"{station.name}{role_zh}水质{_CLASSES[worst]}，氨氮最高 {ammonia:.2f} mg/L",
        what_en=f"{station.name}{role_en}: {_NAMES[worst]}, ammonia nitrogen up to {ammonia:.2f} mg/L",
    )
