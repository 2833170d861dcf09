"""Moving: where the patrol boats and vehicles of a drill are at each hour. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulators.ground import moved
from simulators.temper import generator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sensing.station import Station
    from simulators.city import City
    from simulators.hazard import Danger
    from simulators.moving.round import Round
    from simulators.schematic import Place
    from simulators.sighting import Sighting


@dataclass(frozen=True, slots=True, kw_only=True)
class Patrol:
    """One boat or vehicle."""

    station: str
    round: Round
    #: When it leaves, simulated hours; before, it waits at the start.
    from_h: float
    #: Standard deviation of its receiver, m.
    jitter_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MovingPlan:
    """What a drill document says of what moves."""

    patrols: tuple[Patrol, ...]

    def hazard(self, city: City, *, start: datetime, length_h: float, seed: int) -> Moving:  # noqa: ARG002  as all parts
        """Return what moves in a drill."""
        return Moving(self, city=city, seed=seed)


class Moving:
    """What moves in a drill; it changes nothing and is no danger."""

    def __init__(self, plan: MovingPlan, *, city: City, seed: int) -> None:  # noqa: ARG002  as all parts
        """Take the plan."""
        self.plan = plan
        self._seed = seed
        self._patrols = {patrol.station: patrol for patrol in plan.patrols}

    def place(self, station: str, at_h: float) -> Place | None:
        """Return where (lon, lat) a station says that it is; None for one that does not move here."""
        patrol = self._patrols.get(station)
        if patrol is None:
            return None
        dice = generator(self._seed, station, "receiver", moment=max(round(at_h * 3600), 0))
        east, north = dice.normal(0.0, patrol.jitter_m, 2) if patrol.jitter_m else (0.0, 0.0)
        return moved(patrol.round.place(max(at_h - patrol.from_h, 0.0)), east_m=float(east), north_m=float(north))

    def changed(self, station: Station, values: Mapping[str, float], *, at_h: float) -> Mapping[str, float]:  # noqa: ARG002  Hazard
        """Return the values as they are."""
        return values

    def sightings(self, station: Station, *, at_h: float, span_h: float) -> Sequence[Sighting]:  # noqa: ARG002  Hazard
        """Return nothing."""
        return ()

    def truth(self) -> Sequence[Danger]:
        """Return nothing: a patrol is no danger."""
        return ()
