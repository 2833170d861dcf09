"""Fire: a forest fire of a drill, from the spark until it is contained and its smoke is gone. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, exp, radians, sin
from typing import TYPE_CHECKING, Final

from sensing.station import StationKind
from simulators.ambience import START_HOUR
from simulators.calm import hour_of_day
from simulators.fire.lookout import FalseAlarms, Smoke, look
from simulators.fire.spread import Weather, burnt, heat_mw
from simulators.fire.truth import fire_dangers
from simulators.ground import distance_m, offset_m, towards
from simulators.plume import Stability, concentration, rise_m
from simulators.temper import sway

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sensing.station import Station
    from simulators.city import City
    from simulators.fire.spread import Ellipse
    from simulators.hazard import Danger
    from simulators.schematic import Place
    from simulators.sighting import Sighting

#: Hours in which the smoke falls to a third once the fire is contained.
_FADES_H: Final = 2.0
#: The wind of the plan blows from so many hours before the fire until so many after it.
_WIND_H: Final = 4.0
#: What a MJ of burning forest gives off, g (PM2.5 about 16 g, CO about 100 g a kg; order of M. O. Andreae, ACP 19
#: (2019)); CO is told in mg/m³.
_GIVES: Final = {"pm25": 0.9, "pm10": 1.1, "co": 5.5e-3, "no2": 0.06}
#: Part of the smoke that smoulders and is not lifted, and how high it drifts, m. Invented.
_LOW_SHARE: Final = 0.3
_LOW_M: Final = 60.0
#: How far outside the flames their heat is felt, m, and how much of it, °C.
_FELT_M: Final = 400.0
_FELT: Final = 18.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FirePlan:
    """What a drill document says of a fire."""

    #: Where it begins, degrees (lon, lat).
    place: Place
    #: When it begins and when it is contained, simulated hours.
    at_h: float
    contained_h: float
    weather: Weather
    false_alarms: FalseAlarms

    def hazard(self, city: City, *, start: datetime, length_h: float, seed: int) -> Fire:  # noqa: ARG002  as all parts
        """Return the fire of a drill that starts at an aware instant."""
        return Fire(self, city=city, seed=seed, start_hour=hour_of_day(start))


class Fire:
    """The fire of a drill."""

    def __init__(self, plan: FirePlan, *, city: City, seed: int, start_hour: float = START_HOUR) -> None:
        """Take the plan; ``start_hour`` is the hour of the day at the simulated hour 0."""
        self.plan = plan
        self._city = city
        self._seed = seed
        self._start_hour = start_hour

    def burnt(self, at_h: float) -> Ellipse:
        """Return what has burnt by a simulated hour."""
        return burnt(self.plan.weather, min(at_h, self.plan.contained_h) - self.plan.at_h)

    def heat(self, at_h: float) -> float:
        """Return the heat given off at a simulated hour, MW; it fades once the fire is contained."""
        plan = self.plan
        running = heat_mw(plan.weather, min(at_h, plan.contained_h) - plan.at_h)
        return running * exp(-max(at_h - plan.contained_h, 0.0) / _FADES_H)

    def smoke(self, at_h: float) -> Smoke:
        """Return the column of smoke at a simulated hour: it stands over the head of the fire."""
        wind = self.plan.weather.wind
        heat = self.heat(at_h) if at_h < self.plan.contained_h + 4 * _FADES_H else 0.0
        head = towards(self.plan.place, bearing=wind.come_from + 180, distance=self.burnt(at_h).ahead / 2)
        return Smoke(place=head, height_m=rise_m(heat, wind_speed=wind.speed))

    def changed(self, station: Station, values: Mapping[str, float], *, at_h: float) -> Mapping[str, float]:
        """Return a station's values in the wind, the smoke and the heat of the fire."""
        plan = self.plan
        if not plan.at_h - _WIND_H <= at_h <= plan.contained_h + 4 * _FADES_H:
            return values
        found = dict(values)
        if station.kind is StationKind.WEATHER:
            found |= {key: value for key, value in self._weather(station, values, at_h=at_h).items() if key in values}
        if at_h > plan.at_h:
            for key in _GIVES.keys() & values.keys():
                found[key] += self._smoke_at(station, at_h=at_h) * _GIVES[key]
            for key in {"air_temperature", "device_temperature"} & values.keys():
                found[key] += self._warmth(station, at_h=at_h)
        return found

    def sightings(self, station: Station, *, at_h: float, span_h: float) -> Sequence[Sighting]:
        """Return what a camera took for smoke in the last ``span_h`` hours, rightly or wrongly."""
        if station.kind is not StationKind.CAMERA:
            return ()
        return look(
            station,
            self.smoke(at_h),
            at_h=at_h,
            span_h=span_h,
            hour=(at_h + self._start_hour) % 24,
            false_alarms=self.plan.false_alarms,
            seed=self._seed,
        )

    def truth(self) -> Sequence[Danger]:
        """Return where and when the forest burns, level by level of the burnt area."""
        return fire_dangers(self, city=self._city)

    def _weather(self, station: Station, values: Mapping[str, float], *, at_h: float) -> dict[str, float]:
        plan, own = self.plan.weather, sway(f"{station.id}/fire", at_h)
        told = {
            "wind_speed": max(0.0, plan.wind.speed * (1 + 0.12 * own)),
            "wind_direction": (plan.wind.come_from + 10 * own) % 360,
        }
        if "humidity" in values:
            told["humidity"] = min(values["humidity"], plan.humidity + 4 + 3 * own)
        return told

    def _smoke_at(self, station: Station, *, at_h: float) -> float:
        """Return what a g/s for each MW of the fire makes at a station, µg/m³."""
        smoke, wind = self.smoke(at_h), self.plan.weather.wind
        east, north = offset_m(smoke.place, (station.lon, station.lat))
        parts = ((_LOW_SHARE, _LOW_M), (1 - _LOW_SHARE, smoke.height_m))
        return sum(
            concentration(
                east,
                north,
                emission=share * self.heat(at_h),
                height_m=height,
                wind=wind,
                stability=Stability.NEUTRAL,
            )
            for share, height in parts
        )

    def _warmth(self, station: Station, *, at_h: float) -> float:
        """Return how much warmer a station near the flames is, °C."""
        if distance_m(self.plan.place, (station.lon, station.lat)) > self.burnt(at_h).ahead + 10 * _FELT_M:
            return 0.0
        east, north = offset_m(self.plan.place, (station.lon, station.lat))
        angle = radians(self.plan.weather.wind.come_from + 180)
        along, across = east * sin(angle) + north * cos(angle), east * cos(angle) - north * sin(angle)
        area, step = self.burnt(at_h), _FELT_M / 4
        away = next((n * step for n in range(40) if area.covers(along, across, margin=n * step)), 40 * step)
        burning = min(self.heat(at_h) / 50.0, 1.0)
        return _FELT * burning * exp(-away / _FELT_M)
