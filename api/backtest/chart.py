"""Charts of a back-test: the thinned-out readings of a station beside the ladder they were held against. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from api.chart import lttb
from sensing.level import LADDER
from sensing.property import PROPERTIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rules.rule import Rule
    from sensing.batch import Batch, BoolArray
    from sensing.station import Channel, Registry

#: Stations that are drawn at most.
MOST_STATIONS = 8


def charts(
    seen: Batch, *, rule: Rule, registry: Registry, stations: Iterable[str], points: int
) -> list[dict[str, Any]]:
    """Return a chart per station and property: trusted readings as [ms, value], the others apart, and the ladder.

    Args:
        seen: Readings of the stations, each datastream's ascending.
        rule: The rule on trial.
        registry: Where the datastreams are.
        stations: Station ids.
        points: Readings of a line at most.
    """
    trusted = np.isin(seen.quality, [int(quality) for quality in rule.quality])
    channels = [channel for station in stations for channel in (registry.channels_of(station) or {}).values()]
    heard = set(np.unique(seen.datastream).tolist())
    return [_chart(seen, channel, rule, trusted, points) for channel in channels if channel.number in heard]


def _chart(seen: Batch, channel: Channel, rule: Rule, trusted: BoolArray, points: int) -> dict[str, Any]:
    mine = seen.datastream == channel.number
    levels = getattr(rule.when, "levels", None) or {}
    return {
        "station": channel.station,
        "property": channel.property,
        "unit": PROPERTIES[channel.property].unit,
        "levels": {level.key: levels[level] for level in LADDER if level in levels},
        "points": _line(seen, mine & trusted, points=points),
        "untrusted": _line(seen, mine & ~trusted, points=points),
    }


def _line(seen: Batch, chosen: BoolArray, *, points: int) -> list[tuple[int, float]]:
    time, value = seen.phenomenon_time[chosen], seen.value[chosen]
    kept = lttb(time, value, points=points)
    return list(zip((time[kept] // 1000).tolist(), value[kept].tolist(), strict=True))
