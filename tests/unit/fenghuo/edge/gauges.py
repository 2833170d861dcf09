"""A node with readings, the one above, and what goes between."""

from __future__ import annotations

from pathlib import Path

from fenghuo.edge.reading_parcel import take, written
from fenghuo.edge.readings import ReadingsOut
from fenghuo.edge.seal import load_key, load_public, make_key
from sensing.batch import make_batch
from sensing.instant import to_micros
from sensing.quality import Quality
from sensing.station import Datastream, StationId
from store.memory import MemoryStore
from tests.builders import DIVISION, NOW, a_station, after


def a_store(*, first: str = "XY-H03") -> MemoryStore:
    """Two gauges; what a datastream's number is differs from node to node."""
    store = MemoryStore()
    stream = (Datastream(property="water_level", unit="m"),)
    names = sorted(["XY-H03", "XY-H04"], key=lambda name: name != first)
    for name in names:
        store.put_stations([a_station(id=StationId(name), datastreams=stream)], actor="test", at=NOW)
    return store


def read(store, *times, station="XY-H03", quality=Quality.GOOD, value=1.0):
    (number,) = [each.datastreams[0].number for each in store.stations() if each.id == station]
    micros = [to_micros(time) for time in times]
    batch = make_batch(
        datastream=[number] * len(micros),
        phenomenon_time=micros,
        value=[value] * len(micros),
        quality=[int(quality)] * len(micros),
    )
    with store.begin() as tx:
        tx.append(batch)


def all_of(store, station="XY-H03"):
    (number,) = [each.datastreams[0].number for each in store.stations() if each.id == station]
    found = store.observations(number, start=to_micros(after(hours=-1000)), end=to_micros(after(hours=1000)))
    return list(zip(found.phenomenon_time.tolist(), found.value.tolist(), found.quality.tolist(), strict=True))


class Pair:
    """A node, the one above, and what goes between."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.below, self.above = a_store(), a_store(first="XY-H04")
        self.start()
        make_key(folder / "n.key")
        self.key, self.public = load_key(folder / "n.key"), load_public(folder / "n.pub")

    def start(self):
        self.out = ReadingsOut(self.below, self.folder / "sent")

    def send(self, now, *, most=10_000, rank=lambda _: 0, is_heard=True):
        portions = self.out.due(now, most=most, rank=rank)
        if is_heard:
            for each in portions:
                self.hear(written([each], node="n", made=now, key=self.key))
        self.out.sent(portions, now=now)
        return portions

    def hear(self, data, *, node="n", divisions=(DIVISION,)):
        return take(data, store=self.above, trusted=[self.public], node=node, divisions=divisions)
