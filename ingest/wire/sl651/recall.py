"""Recall: what the codec remembers from frame to frame, under its own name in the ``Memory`` of the caller."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ingest.wire.sl651.counter import Gauges
from ingest.wire.sl651.counter import seed as seed_gauges
from ingest.wire.sl651.packets import Packets
from ingest.wire.sl651.status import Statuses

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ingest.wire.raw import Memory
    from sensing.station import Registry
    from sensing.stored import LatestReading

_NAME: Final = "sl651"
#: Stations whose base levels are remembered.
MOST_BASES: Final = 20_000


@dataclass(slots=True)
class Recall:
    """Everything remembered; each part is bounded."""

    gauges: Gauges = field(default_factory=Gauges)
    packets: Packets = field(default_factory=Packets)
    statuses: Statuses = field(default_factory=Statuses)
    #: Base level of each gauge of a station, m, by (station of the topic, address) and group identifier.
    bases: dict[tuple[str, str], dict[str, float]] = field(default_factory=dict)

    def learn_bases(self, key: tuple[str, str], bases: dict[str, float]) -> None:
        """Take the base levels that a station has told of itself."""
        if key not in self.bases and len(self.bases) >= MOST_BASES:
            del self.bases[next(iter(self.bases))]
        self.bases[key] = self.bases.get(key, {}) | bases


def recall_of(memory: Memory) -> Recall:
    """Return what the codec remembers, beginning with nothing."""
    found = memory.by_codec.get(_NAME)
    if not isinstance(found, Recall):
        found = memory.by_codec[_NAME] = Recall()
    return found


def seed(memory: Memory, *, registry: Registry, latest: Iterable[LatestReading]) -> None:
    """Fill the memory of a process that has just begun with what the store knows.

    Args:
        memory: What the codecs remember.
        registry: The stations that are known.
        latest: Newest reading of each datastream; those of ``rain_total`` are looked at.
    """
    totals = {
        reading.station: (reading.phenomenon_time, reading.value)
        for reading in latest
        if reading.property == "rain_total"
    }
    seed_gauges(recall_of(memory).gauges, registry=registry, totals=totals)
