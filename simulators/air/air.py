"""Air: a week of heavy pollution, and what chimneys add by the wind.

The region is one box: what it emits stays in a column of air that light wind hardly carries away, until a cold
front does (well-mixed box: J. H. Seinfeld, S. N. Pandis, Atmospheric Chemistry and Physics, ch. 25). The worst day is
scaled to what the plan asks for. The other five factors follow PM2.5 in the proportions of winter haze over the plain.
All numbers without a source are invented. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, exp, tau
from typing import TYPE_CHECKING, Final

import numpy as np

from sensing.station import StationKind
from simulators.air.truth import air_dangers
from simulators.ambience import START_HOUR
from simulators.calm import hour_of_day
from simulators.ground import offset_m
from simulators.plume import Stability, Wind, concentration
from simulators.temper import sway, temper

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sensing.batch import FloatArray
    from sensing.level import Level
    from sensing.station import Station
    from simulators.city import City
    from simulators.hazard import Danger
    from simulators.schematic import Place
    from simulators.sighting import Sighting

#: Hours after the front in which the air is still cleaned.
AFTER_H: Final = 48.0
#: Hours that the front needs to take over.
FRONT_H: Final = 3.0
#: Length of the box along the wind, m: the basin between the Dabie mountains and the plain.
_BOX_M: Final = 200_000.0
#: Height of the mixed air, m: at night, and how much it grows by early afternoon.
_NIGHT_M, _GROWTH_M = 350.0, 180.0
#: PM2.5 of an ordinary day, µg/m³, as the ambience has it.
_CALM_PM25: Final = 42.0
#: What comes with a µg/m³ of PM2.5: µg/m³, CO mg/m³.
_WITH_PM25: Final = {"pm25": 1.0, "pm10": 1.25, "so2": 0.12, "no2": 0.25, "co": 0.008}
#: PM2.5 that halves the ozone, µg/m³: less light, more NO.
_HALVES_OZONE: Final = 250.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Chimney:
    """A source of its own."""

    #: Degrees (lon, lat).
    place: Place
    #: Height of the plume's axis, m.
    height_m: float
    #: g/s by property.
    emits: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class AirPlan:
    """What a drill document says of the air."""

    #: From when the air stands, and when the front comes, simulated hours.
    from_h: float
    until_h: float
    #: Mean PM2.5 of the worst day over the region, µg/m³.
    peak_pm25: float
    wind: Wind
    front: Wind
    #: Hourly index above which the air is dangerous, by level.
    levels: Mapping[Level, float]
    chimneys: tuple[Chimney, ...] = ()

    def hazard(self, city: City, *, start: datetime, length_h: float, seed: int) -> Air:  # noqa: ARG002  as all parts
        """Return the air of a drill that starts at an aware instant."""
        return Air(self, city=city, seed=seed, start_hour=hour_of_day(start))


class Air:
    """The air of a drill."""

    def __init__(self, plan: AirPlan, *, city: City, seed: int, start_hour: float = START_HOUR) -> None:
        """Take the plan; ``start_hour`` is the hour of the day at the simulated hour 0."""
        self.plan = plan
        self._city = city
        self._seed = seed
        self._start_hour = start_hour
        self._excess = self._regional()

    def excess(self, at_h: float) -> float:
        """Return the PM2.5 of the region above an ordinary day, µg/m³."""
        hours = np.arange(len(self._excess)) + self.plan.from_h
        return float(np.interp(at_h, hours, self._excess, left=0.0))

    def wind(self, at_h: float) -> Wind:
        """Return the wind of the plan: light, a little more by day, then the front."""
        plan = self.plan
        light = plan.wind.speed * (1 + 0.3 * self._day(at_h))
        share = self._front_share(at_h)
        turned = (plan.front.come_from - plan.wind.come_from + 180) % 360 - 180
        return Wind(
            speed=light + share * (plan.front.speed - light),
            come_from=(plan.wind.come_from + share * turned) % 360,
        )

    def changed(self, station: Station, values: Mapping[str, float], *, at_h: float) -> Mapping[str, float]:
        """Return a station's values in polluted air and light wind."""
        if not self.plan.from_h <= at_h <= self.plan.until_h + AFTER_H:
            return values
        if station.kind is StationKind.WEATHER:
            return self._weather(station, values, at_h=at_h)
        swing = sway(f"{station.id}/haze", at_h)
        haze = self.excess(at_h) * (1 + 0.15 * temper(self._seed, station.id, "haze") + 0.04 * swing)
        found = dict(values)
        for key in values:
            if key in _WITH_PM25:
                found[key] = values[key] + _WITH_PM25[key] * haze + self._from_chimneys(key, station, at_h=at_h)
            elif key == "o3":
                found[key] = values[key] / (1 + haze / _HALVES_OZONE)
        return found

    def sightings(self, station: Station, *, at_h: float, span_h: float) -> Sequence[Sighting]:  # noqa: ARG002  Hazard
        """Return nothing: no camera tells haze."""
        return ()

    def truth(self) -> Sequence[Danger]:
        """Return where and when the air is heavily polluted."""
        return air_dangers(self, city=self._city, start_hour=self._start_hour, until_h=self.plan.until_h + AFTER_H)

    def _front_share(self, at_h: float) -> float:
        """Return how far the front has taken over, 0..1; it also lifts the lid on the mixed air."""
        return min(max((at_h - self.plan.until_h) / FRONT_H, 0.0), 1.0)

    def _day(self, at_h: float) -> float:
        """Return the daily cycle, −1..1, highest at 14:00."""
        return cos(tau * (at_h + self._start_hour - 14) / 24)

    def _weather(self, station: Station, values: Mapping[str, float], *, at_h: float) -> Mapping[str, float]:
        wind, own = self.wind(at_h), sway(f"{station.id}/air", at_h)
        told = {
            "wind_speed": max(0.0, wind.speed * (1 + 0.15 * own)),
            "wind_direction": (wind.come_from + 12 * own) % 360,
        }
        if "humidity" in values and at_h < self.plan.until_h:
            told["humidity"] = min(96.0, values["humidity"] + 8)
        return dict(values) | {key: value for key, value in told.items() if key in values}

    def _from_chimneys(self, key: str, station: Station, *, at_h: float) -> float:
        wind, total = self.wind(at_h), 0.0
        for chimney in self.plan.chimneys:
            if key in chimney.emits:
                east, north = offset_m(chimney.place, (station.lon, station.lat))
                total += concentration(
                    east,
                    north,
                    emission=chimney.emits[key],
                    height_m=chimney.height_m,
                    wind=wind,
                    stability=self._stability(wind, at_h),
                )
        # Gauss gives µg/m³; CO is told in mg/m³.
        return total / 1000 if key == "co" else total

    def _stability(self, wind: Wind, at_h: float) -> Stability:
        if wind.speed > 3:  # noqa: PLR2004  Pasquill: neutral from 3 m/s at night, 5 m/s in weak sun
            return Stability.NEUTRAL
        return Stability.UNSTABLE if self._day(at_h) > 0 else Stability.STABLE

    def _regional(self) -> FloatArray:
        """Return the excess at each hour from ``from_h``; the mean of the worst 24 hours meets the plan."""
        plan, column = self.plan, 0.0
        shape = []
        for hour in range(int(plan.until_h - plan.from_h + AFTER_H) + 2):
            at_h = plan.from_h + hour
            mixed = (_NIGHT_M + _GROWTH_M * (1 + self._day(at_h)) / 2) * (1 + 2 * self._front_share(at_h))
            shape.append(column / mixed)
            carried = _BOX_M / max(self.wind(at_h).speed, 0.3) / 3600
            column = carried + (column - carried) * exp(-1 / carried)
        excess = np.asarray(shape)
        worst = float(np.convolve(excess, np.full(24, 1 / 24), mode="valid").max())
        return excess * (max(plan.peak_pm25 - _CALM_PM25, 0.0) / worst)
