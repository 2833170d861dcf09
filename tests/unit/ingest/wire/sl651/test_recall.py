from __future__ import annotations

from ingest.wire.raw import Memory
from ingest.wire.sl651.recall import MOST_BASES, Recall, recall_of, seed
from sensing.station import Registry
from tests.unit.ingest.builders import a_station
from tests.unit.ingest.wire.sl651.making import a_total


def test_the_same_memory_gives_the_same_recall():
    memory = Memory()
    assert recall_of(memory) is recall_of(memory)


def test_a_memory_that_holds_something_else_begins_anew():
    assert isinstance(recall_of(Memory({"sl651": 3})), Recall)


def test_seeding_fills_the_gauges():
    memory = Memory()
    seed(memory, registry=Registry([a_station("S", rain_total="mm")]), latest=[a_total("S", 1, 10.0)])
    increment = recall_of(memory).gauges.take(("S", "A"), time=2, total=11.0, arrived=2)
    assert increment is not None
    assert increment.value == 1.0


def test_bases_are_bounded_and_added_up():
    recall = Recall()
    recall.learn_bases(("S", "A"), {"F5": 10.0})
    recall.learn_bases(("S", "A"), {"F6": 20.0})
    assert recall.bases["S", "A"] == {"F5": 10.0, "F6": 20.0}
    for number in range(MOST_BASES):
        recall.learn_bases(("S", f"{number}"), {"F5": 1.0})
    assert ("S", "A") not in recall.bases
