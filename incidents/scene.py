"""Scene: where an incident happens: at a station, or in an area that a rule judges as a whole. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sensing.station import StationId

if TYPE_CHECKING:
    from rules.transition import Transition
    from sensing.station import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Where an incident happens."""

    #: Station id; empty where the target is an area.
    station: str
    #: Name of the station or the area.
    name: str
    #: 12 digits.
    division: str
    #: Degrees WGS-84.
    lon: float
    lat: float


def scene_of(transition: Transition, *, registry: Registry) -> Scene | None:
    """Return where a transition says that it happens; None when its station left and it names no area.

    A transition about an area brings its place along (``rules.place``), because no registry knows it.
    """
    facts = transition.facts
    if "place" in facts:
        return Scene(
            station="",
            name=str(facts["place"]),
            division=str(facts["division"]),
            lon=float(facts.get("lon", 0.0)),
            lat=float(facts.get("lat", 0.0)),
        )
    station = registry.stations.get(StationId(transition.target))
    if station is None:
        return None
    return Scene(
        station=station.id,
        name=station.name,
        division=station.division,
        lon=float(facts.get("lon", station.lon)),
        lat=float(facts.get("lat", station.lat)),
    )
