"""The rain counter (PT, element 26): from a total that only grows to the rain since the report before.

A total is compared with the newest one known of that gauge, in the time of the gauge. Frames that come again give what
they gave the first time; a frame older than the newest one gives nothing, because its rain has been counted already. A
total that falls has rolled over when it stood just below the end of the counter and the sum across the end is
believable; otherwise the counter was reset, and what it shows is the rain since then. What fell between the last
report and the reset is lost with it, so that increment is doubtful. A gauge whose clock was ahead and has been set goes
on from what it counted last, or it would tell nothing until the time it was ahead has passed.

Source:
    SL 651-2014, appendix C (26H, N(6,1)); devices count to 9999.9 as well.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final, NamedTuple

from sensing.quality import Check, Quality

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sensing.station import Registry, StationId

#: Ends of counters, mm.
CAPACITIES: Final = (10_000.0, 100_000.0)
#: Most rain that one report may add across the end of the counter, mm.
ROLLOVER_MOST: Final = 200.0
#: Highest total that is taken for the rain since a reset, mm; above it the counter was set to something else.
RESET_MOST: Final = 100.0
#: How far a clock may be ahead and be believed, µs.
AHEAD: Final = 10 * 60 * 1_000_000
#: Reports remembered of each gauge, to give the same answer to the same frame.
REMEMBERED: Final = 32
#: Gauges remembered; the one heard of first is forgotten first.
MOST_GAUGES: Final = 20_000


class Increment(NamedTuple):
    """Rain since the report before."""

    #: In the unit of the total.
    value: float
    quality: Quality = Quality.GOOD
    why: Check = Check.NONE


class _Count(NamedTuple):
    time: int
    total: float
    increment: Increment | None


class Gauges:
    """The last totals of every rain gauge; bounded."""

    __slots__ = ("_counts",)

    def __init__(self) -> None:
        """Begin knowing no total."""
        self._counts: dict[tuple[str, str], deque[_Count]] = {}

    def seed(self, key: tuple[str, str], *, time: int, total: float) -> None:
        """Take a total known from elsewhere, unless the gauge has spoken already.

        Args:
            key: Station of the topic, and address in the frame; an empty address stands for any.
            time: When it was true, µs since the epoch.
            total: As the device sent it.
        """
        if key not in self._counts:
            self._remember(key, _Count(time, total, None))

    def take(self, key: tuple[str, str], *, time: int, total: float, arrived: int) -> Increment | None:
        """Return the rain since the report before, or None when this total does not tell.

        Args:
            key: Station of the topic, and address in the frame.
            time: When it was true, µs since the epoch.
            total: As the device sent it.
            arrived: When it arrived, µs since the epoch.
        """
        counts = self._counts.get(key) or self._counts.get((key[0], ""))
        if not counts:
            self._remember(key, _Count(time, total, None))
            return None
        known = next((count for count in counts if count.time == time), None)
        if known is not None:
            return known.increment if known.total == total else None
        newest = counts[-1]
        if time < newest.time <= arrived + AHEAD:
            return None
        increment = _between(newest.total, total)
        self._remember(key, newest, _Count(time, total, increment))
        return increment

    def _remember(self, key: tuple[str, str], *counts: _Count) -> None:
        if key not in self._counts:
            if len(self._counts) >= MOST_GAUGES:
                del self._counts[next(iter(self._counts))]
            self._counts[key] = deque(maxlen=REMEMBERED)
        kept = self._counts[key]
        kept.extend(count for count in counts if count not in kept)


def _between(before: float, now: float) -> Increment | None:
    """Return what fell between two totals, the later one second; None when they do not tell."""
    if now >= before:
        return Increment(round(now - before, 4))
    for capacity in CAPACITIES:
        across = capacity - before + now
        if before < capacity and across <= ROLLOVER_MOST:
            return Increment(round(across, 4))
    if now <= RESET_MOST:
        return Increment(now, Quality.DOUBTFUL, Check.SHIFT)
    return None


def seed(gauges: Gauges, *, registry: Registry, totals: Mapping[StationId, tuple[int, float]]) -> None:
    """Take the stored totals, so that the first report after a start has something to be compared with.

    Args:
        gauges: What is filled.
        registry: The stations that are known.
        totals: Time (µs since the epoch) and value (canonical unit) of the newest ``rain_total`` by station.
    """
    gateways = {station.gateway for station in registry.stations.values()}
    for station in registry.stations.values():
        channel = (registry.channels_of(station.id) or {}).get("rain_total")
        if channel is None or station.id not in totals:
            continue
        time, value = totals[station.id]
        total = round((value - channel.offset) / channel.scale, 4)
        address = station.addresses.get("sl651", "")
        if address or station.id not in gateways:
            gauges.seed((station.id, address), time=time, total=total)
        # Behind a gateway an address tells the gauges apart: a total that stood for any would be another's.
        if station.gateway:
            gauges.seed((station.gateway, address or station.id), time=time, total=total)
