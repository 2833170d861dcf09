"""Substitute: whom to look at while a station is silent: the next gauge upstream, a rain gauge, a camera."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from sensing.station import StationKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.silence.condition import Silence
    from rules.sources import Sources
    from sensing.station import Station

#: Farthest that one stands in for another, degrees; about 20 km.
_FARTHEST: Final = 0.2
#: Stations upstream that are named.
_UPSTREAM: Final = 2
_KINDS: Final = {"rain": StationKind.RAIN_GAUGE, "cameras": StationKind.CAMERA}


def substitutes_of(slots: Sequence[tuple[Silence, str]], sources: Sources) -> tuple[dict[str, str], ...]:
    """Return the substitutes of each (condition, station): station ids by kind, those of a kind joined."""
    asking = [(slot, station) for slot, (when, station) in enumerate(slots) if when.substitutes is None]
    found: list[dict[str, list[str]]] = [_written(when) for when, _ in slots]
    stations = {str(id_): station for id_, station in sources.registry.stations.items()}
    for slot, station in asking:
        found[slot]["upstream"] = [str(each.station) for each in sources.network.upstream(station)][:_UPSTREAM]
    for key, kind in _KINDS.items():
        for slot, other in _nearest([(slot, stations[name]) for slot, name in asking], _of(kind, stations.values())):
            found[slot][key] = [other]
    return tuple({key: ", ".join(names) for key, names in each.items() if names} for each in found)


def _written(when: Silence) -> dict[str, list[str]]:
    if when.substitutes is None:
        return {}
    return {key: list(getattr(when.substitutes, key)) for key in ("upstream", *_KINDS)}


def _of(kind: StationKind, stations: object) -> list[Station]:
    return [station for station in stations if station.kind is kind]  # type: ignore[attr-defined]


def _nearest(asking: list[tuple[int, Station]], others: list[Station]) -> list[tuple[int, str]]:
    """Return (slot, station id) of the nearest other station of each, where one is near."""
    if not asking or not others:
        return []
    tree = shapely.STRtree(shapely.points([each.lon for each in others], [each.lat for each in others]))
    points = shapely.points([station.lon for _, station in asking], [station.lat for _, station in asking])
    found: dict[int, str] = {}
    # One of that kind is the nearest to itself; where it stands alone, the next place is looked at.
    for is_elsewhere in (False, True):
        near = tree.query_nearest(points, max_distance=_FARTHEST, exclusive=is_elsewhere, all_matches=True)
        for place, other in np.asarray(near).T.tolist():
            slot, station = asking[place]
            if others[other].id != station.id:
                found.setdefault(slot, str(others[other].id))
    return list(found.items())
