"""River strips: the ground along a river below a station, as far as it can be drawn. Pure.

Where a river runs is known from a fence that was drawn along it: a line with a width, whose property ``river`` names
the river. Without one, the divisions of the stations below stand for it, whole, and that is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyproj
import shapely
from shapely.ops import linemerge, substring

from alerts.errors import ApprovalError
from geo.corridor import grown
from geo.division import FULL
from sensing.errors import suggestion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from alerts.target import Stretch
    from alerts.targeting_ground import Places
    from geo.river_network import Passage
    from sensing.station import Station

_EARTH: Final = pyproj.Geod(ellps="GRS80")
#: How far from its river a station may stand to be on its line, m.
_NEAR_M: Final = 5_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """The ground of one stretch."""

    shapes: tuple[BaseGeometry, ...] = ()
    #: Divisions that stand for the river where its line is not known.
    divisions: tuple[str, ...] = ()
    #: Ids of the stations, in the order in which water comes past them.
    stations: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def strip_of(stretch: Stretch, places: Places) -> Strip:
    """Return the ground along a stretch of river.

    Raises:
        ApprovalError: ``bad_target``, if its stations are unknown or not below each other.
        FenceError: If its strip cannot be drawn.
    """
    start = _station(stretch.station, places)
    chosen, left_out = _below(stretch, start, places)
    stations = [start, *chosen]
    notes = [f"time from {stretch.station} to {each} is not known: left out" for each in left_out]
    shapes: list[BaseGeometry] = []
    rest: list[Station] = []
    for river in dict.fromkeys(each.river for each in stations):
        own = [each for each in stations if each.river == river]
        line = _line(river, places) if river else None
        piece = _piece(line, own, stretch=stretch, is_first=own[0] is start) if line is not None else None
        if piece is None:
            rest += own
        else:
            shapes.append(grown(piece, stretch.width_m / 2))
            notes.append(f"{river}: a strip of {stretch.width_m:g} m along its line from {own[0].name} on")
    divisions = tuple(dict.fromkeys(each.division for each in rest if len(each.division) == FULL))
    if rest:
        names = "、".join(each.name for each in rest)
        notes.append(f"the line of the river at {names} is not known: {len(divisions)} whole divisions stand for it")
    return Strip(
        shapes=tuple(shapes), divisions=divisions, stations=tuple(each.id for each in stations), notes=tuple(notes)
    )


def _station(id_: str, places: Places) -> Station:
    station = places.stations.get(id_)
    if station is None:
        raise ApprovalError("bad_target", f'target.reaches: unknown station "{id_}"{suggestion(id_, places.stations)}')
    return station


def _below(stretch: Stretch, start: Station, places: Places) -> tuple[list[Station], list[str]]:
    """Return the stations of a stretch in the order of the water, and those of which nobody knows whether they are."""
    passages = places.network.downstream(start.id)
    if stretch.until:
        return _until(stretch, passages, places), []
    if stretch.hours is not None:
        seconds = 3600 * stretch.hours
        # The earliest water counts.
        timed = [each for each in passages if each.shortest is not None]
        chosen = [each for each in timed if each.shortest is not None and each.shortest.total_seconds() <= seconds]
        unknown = [each.station for each in passages if each.shortest is None and each.station in places.stations]
    else:
        chosen, unknown = [each for each in passages if _away(start, each, places) <= (stretch.distance_m or 0)], []
    return [places.stations[each.station] for each in chosen if each.station in places.stations], unknown


def _until(stretch: Stretch, passages: Sequence[Passage], places: Places) -> list[Station]:
    end = _station(stretch.until, places)
    below = [each.station for each in passages]
    if end.id not in below:
        message = (
            f"target.reaches: {end.id} is not below {stretch.station}, expected one of {', '.join(below) or 'none'}"
        )
        raise ApprovalError("bad_target", message)
    above = {each.station for each in places.network.upstream(end.id)} | {end.id}
    return [places.stations[each] for each in below if each in above and each in places.stations]


def _away(start: Station, passage: Passage, places: Places) -> float:
    """Return how far a station is as the crow flies, m: a river is no shorter."""
    other = places.stations.get(passage.station)
    if other is None:
        return float("inf")
    return float(_EARTH.inv(start.lon, start.lat, other.lon, other.lat)[2])


def _line(river: str, places: Places) -> BaseGeometry | None:
    """Return the line of a river in one piece; None: none is known."""
    for fence in sorted(places.fences.values(), key=lambda each: each.id):
        drawn = fence.drawing.geometry if fence.drawing else None
        if drawn is not None and fence.properties.get("river") == river and "LineString" in drawn.geom_type:
            line = linemerge(drawn) if drawn.geom_type == "MultiLineString" else drawn
            if line.geom_type == "LineString":
                return line
    return None


def _piece(line: BaseGeometry, stations: Sequence[Station], *, stretch: Stretch, is_first: bool) -> BaseGeometry | None:
    """Return the part of a line between the first and the last of its stations, or of a length from the first on."""
    places = [line.project(shapely.Point(each.lon, each.lat)) for each in stations]
    if any(_off(line, at, each) > _NEAR_M for at, each in zip(places, stations, strict=True)):
        return None
    begin, end = places[0], places[-1]
    if stretch.distance_m is not None and is_first:
        # Drawn the way the water runs unless a station below says otherwise.
        is_back = end < begin
        whole = substring(line, begin, 0.0 if is_back else line.length)
        return _first(whole, stretch.distance_m)
    return substring(line, begin, end) if begin != end else shapely.Point(stations[0].lon, stations[0].lat)


def _off(line: BaseGeometry, at: float, station: Station) -> float:
    """Return how far a station stands from its place on a line, m."""
    place = line.interpolate(at)
    return float(_EARTH.inv(place.x, place.y, station.lon, station.lat)[2])


def _first(line: BaseGeometry, metres: float) -> BaseGeometry:
    """Return the first metres of a line, or all of it."""
    if line.geom_type != "LineString":
        return line
    lon, lat = shapely.get_coordinates(line).T
    lengths = _EARTH.line_lengths(lon, lat)
    gone = 0.0
    for number, length in enumerate(lengths):
        if gone + length >= metres:
            share = (metres - gone) / length if length else 0.0
            points = [*line.coords[: number + 1]]
            points.append((lon[number] + share * (lon[number + 1] - lon[number]),
                           lat[number] + share * (lat[number + 1] - lat[number])))  # fmt: skip
            return shapely.LineString(points)
        gone += length
    return line
