"""Spill: a substance in a river, from the place where it happened past every probe and intake below. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sensing.station import StationKind
from simulators.ambience import START_HOUR
from simulators.calm import hour_of_day
from simulators.spill.dispersion import Cloud
from simulators.spill.substance import SUBSTANCES, spoiled
from simulators.spill.truth import spill_dangers
from simulators.spill.waterway import waterway

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sensing.station import Station
    from simulators.city import City
    from simulators.hazard import Danger
    from simulators.schematic import Place
    from simulators.sighting import Sighting

#: Who has a probe in the river.
PROBES: Final = (StationKind.WATER_QUALITY, StationKind.MOVING)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpillPlan:
    """What a drill document says of a spill."""

    #: Name of the river, and the place on it, degrees (lon, lat).
    river: str
    place: Place
    #: When it begins, simulated hours, and how long it flows, h.
    at_h: float
    lasts_h: float
    #: One of ``SUBSTANCES``, and how much of it, kg.
    substance: str
    mass_kg: float
    #: Station at the intake that matters; empty for none.
    intake: str = ""
    #: Flow of the rivers, times dry weather.
    flow_factor: float = 1.0
    #: m²/s.
    dispersion: float = 40.0

    def hazard(self, city: City, *, start: datetime, length_h: float, seed: int) -> Spill:  # noqa: ARG002  as all parts
        """Return the spill of a drill that starts at an aware instant."""
        return Spill(self, city=city, seed=seed, start_hour=hour_of_day(start))


class Spill:
    """The spill of a drill."""

    def __init__(
        self,
        plan: SpillPlan,
        *,
        city: City,
        seed: int,  # noqa: ARG002  the river leaves nothing to chance
        start_hour: float = START_HOUR,
    ) -> None:
        """Take the plan; ``start_hour`` is the hour of the day at the simulated hour 0.

        Raises:
            SimulatorError: If the city has no course of the river.
        """
        self.plan = plan
        self.substance = SUBSTANCES[plan.substance]
        self._city = city
        self._start_hour = start_hour
        self._way = waterway(city, plan.river)
        self._source_m = self._way.position(plan.river, plan.place) or 0.0
        self.cloud = Cloud(
            mass=plan.mass_kg * 1000,
            lasts_s=plan.lasts_h * 3600,
            speed=self._way.speed(factor=plan.flow_factor),
            dispersion=plan.dispersion,
            decay=self.substance.decay,
        )

    def below(self, station: Station) -> float | None:
        """Return how far below the spill a station stands, m, less than 0 above it; None beside the water's way."""
        position = self._way.position(station.river, (station.lon, station.lat))
        return None if position is None else position - self._source_m

    def concentration(self, distance_m: float, *, at_h: float) -> float:
        """Return the concentration of the substance so far below the spill, mg/L."""
        return self.cloud.concentration(
            distance_m, after_s=(at_h - self.plan.at_h) * 3600, bed_m2=self.bed_m2(distance_m)
        )

    def bed_m2(self, distance_m: float) -> float:
        """Return the wet cross section so far below the spill, m²."""
        return self._way.flow(self._source_m + distance_m, factor=self.plan.flow_factor) / self.cloud.speed

    def changed(self, station: Station, values: Mapping[str, float], *, at_h: float) -> Mapping[str, float]:
        """Return what a probe measures; a station elsewhere measures what it did."""
        if station.kind not in PROBES or at_h <= self.plan.at_h:
            return values
        distance = self.below(station)
        if distance is None:
            return values
        return spoiled(
            values,
            self.substance,
            concentration=self.concentration(distance, at_h=at_h),
            travelled_s=max(distance, 0.0) / self.cloud.speed,
        )

    def sightings(self, station: Station, *, at_h: float, span_h: float) -> Sequence[Sighting]:  # noqa: ARG002  Hazard
        """Return nothing: what is dissolved is not seen."""
        return ()

    def truth(self) -> Sequence[Danger]:
        """Return where and when the water is worse than its class."""
        return spill_dangers(self, city=self._city, start_hour=self._start_hour)
