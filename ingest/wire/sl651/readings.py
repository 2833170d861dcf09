"""From the items of a body to readings: which instant each value belongs to, and what is derived from it.

The observation time is that of the first value of a series or of an hourly group; each further value is one step
later. Rain of a period is stamped with its end. In an hourly report (34) what stands beside the groups was taken at
the end of the hour, so it gets the time of the last value and not of the first.

Level groups count from the base level of the station. Where the base is known they are readings of the level itself,
and always of ``relative_level``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ingest.wire.raw import RawReading
from ingest.wire.sl651.body import GROUPS
from ingest.wire.sl651.elements import OPTIONAL, property_of
from ingest.wire.sl651.function import Function

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ingest.wire.sl651.body import Body, Item
    from ingest.wire.sl651.counter import Gauges, Increment
    from ingest.wire.sl651.frame import Frame

_COUNTER: Final = "26"
#: Under which a rain increment is registered as ``source``.
INCREMENT_SOURCE: Final = "26.increment"
_RESERVOIR: Final = "K"
#: Element that a level group is, base added; the first is the level above the dam at a reservoir.
_LEVELS: Final = {"F5": "39", "F6": "3A"}


def readings_of(
    frame: Frame, body: Body, *, gauges: Gauges, sender: str, bases: Mapping[str, float], arrived: int
) -> Iterator[RawReading]:
    """Return the readings of a body, in its order.

    Args:
        frame: What the body came in.
        body: The body.
        gauges: Totals of rain gauges; changed in place.
        sender: Station of the topic.
        bases: Base level by group identifier, m, of the station that the frame names.
        arrived: When the frame arrived, µs since the epoch.
    """
    for item in body.items:
        source = item.station or frame.station
        time = _time_of(item, frame, body)
        instants = [None if time is None else time + number * item.step for number in range(len(item.values))]
        for instant, value in zip(instants, item.values, strict=True):
            if value is None:
                continue
            key = property_of(item.id)
            is_optional = not key or item.id in OPTIONAL or key == "relative_level"
            yield RawReading(item.id, key, instant, value, address=source, is_optional=is_optional)
            if item.id == _COUNTER and instant is not None:
                increment = gauges.take((sender, source), time=instant, total=value, arrived=arrived)
                yield from () if increment is None else (_increment(increment, time=instant, address=source),)
        if source == frame.station and item.id in bases and item.id in _LEVELS:
            yield from _levels(item, instants, base=bases[item.id], body=body, address=source)


def _increment(increment: Increment, *, time: int, address: str) -> RawReading:
    value, quality, why = increment
    return RawReading(INCREMENT_SOURCE, "rain_increment", time, value, quality, why, address=address, is_optional=True)


def _levels(item: Item, instants: list[int | None], *, base: float, body: Body, address: str) -> Iterator[RawReading]:
    """Return a level group with its base added, but for instants at which the body has the level itself."""
    element = "3B" if item.id == "F5" and item.station_type == _RESERVOIR else _LEVELS[item.id]
    has_own = any(other.id == element and other.station == item.station for other in body.items)
    last = len(item.values) - 1
    for number, (instant, value) in enumerate(zip(instants, item.values, strict=True)):
        if value is not None and not (has_own and number == last):
            level = round(value + base, 3)
            yield RawReading(element, property_of(element), instant, level, address=address, is_optional=True)


def _time_of(item: Item, frame: Frame, body: Body) -> int | None:
    """Return the instant of the first value, µs since the epoch; the send time where no other was given."""
    if item.time is None:
        return body.sent
    if frame.function == Function.HOURLY and item.id not in GROUPS:
        return item.time + _hour(item, body)
    return item.time


def _hour(item: Item, body: Body) -> int:
    """Return the span from the first to the last value of the groups beside an item, µs."""
    beside = (other for other in body.items if other.id in GROUPS)
    spans = [
        other.step * (len(other.values) - 1)
        for other in beside
        if (other.station, other.time) == (item.station, item.time)
    ]
    return max(spans, default=0)
