"""A peak that was only in messages nobody had acknowledged is raised when they come again, behind newer ones."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from alerts.issuer import Issuer
from alerts.policy import Policy
from alerts.warning import CapStatus
from fenghuo.adoption import Adoption
from fenghuo.clock import now, now_micros
from fenghuo.judge import Judge
from fenghuo.pipeline import Pipeline
from fenghuo.reviewer import Reviewer
from incidents.gauge import Asked, mark_gauge
from ingest.wire.message import Message
from rules.document import parse_rules
from rules.transition import Change, Reason
from sensing.instant import Micros, from_micros
from sensing.level import Level
from sensing.quality import Quality
from sensing.station import Datastream, Station, StationId, StationKind
from store.memory import MemoryStore
from tests.builders import BY_TEST
from tests.running import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

SECOND = 1_000_000
RULE = """
apiVersion: fenghuo/v1
kind: Rule
id: stage
hazard: "11A01"
title: {zh: 水位, en: Stage}
when: {kind: threshold, property: water_level, direction: above, levels: {yellow: 10, red: 20}}
"""


def a_station(name: str = "A") -> Station:
    return Station(
        id=StationId(name),
        name=name,
        kind=StationKind.RIVER_GAUGE,
        division="411528000000",
        lon=114.7,
        lat=32.3,
        datastreams=(Datastream(property="water_level", unit="m", interval=timedelta(minutes=5)),),
    )


@pytest.fixture
def store() -> MemoryStore:
    made = MemoryStore()
    made.put_stations([a_station()], **BY_TEST)
    for rule in parse_rules(RULE, origin="test"):
        made.put_rule(rule, author="test", at=now())
    return made


class Process:
    """One life of the process that takes readings in."""

    def __init__(self, store: MemoryStore) -> None:
        self.store = store
        issuer = Issuer(sender="fenghuo.test", sender_name="测试", status=CapStatus.TEST)
        self.pipeline = Pipeline(store=store, judge=Judge(store), policy=Policy(), issuer=issuer)
        self.reviewer = Reviewer(
            store,
            gate=self.pipeline.gate,
            registry=lambda: self.pipeline.registry,
            reconsider=self.pipeline.reconsider,
        )
        self.pipeline.start()

    def take(self, *messages: Message) -> None:
        done = threading.Event()
        self.pipeline.accept(list(messages), done.set)
        assert done.wait(10)


@pytest.fixture
def process(store: MemoryStore) -> Iterator[Process]:
    made = Process(store)
    yield made
    made.pipeline.stop()


def a_message(value: float, *, ago: float, station: str = "A") -> Message:
    """Return a message about the level some seconds ago, arriving now."""
    instant = now_micros()
    told = {"t": (instant - round(ago * SECOND)) // 1000, "v": {"water_level": value}}
    return Message(topic=f"fh/v1/411528000000/{station}/obs", payload=json.dumps(told).encode(), arrived=instant)


def told(store: MemoryStore) -> list[tuple[Change, Level, Reason]]:
    return [(each.change, each.after, each.reason) for one in store.incidents() for each in one.transitions]


def test_a_peak_that_was_only_in_messages_that_come_again_after_a_crash_is_raised(store):
    first = Process(store)
    first.take(a_message(5, ago=30))
    # The peak 20 s ago was sent, and the process died before it was stored or acknowledged.
    first.pipeline.stop()
    second = Process(store)
    second.take(a_message(5, ago=10))
    assert store.incidents() == []
    second.take(a_message(25, ago=20))
    eventually(store.incidents)
    assert told(store) == [
        (Change.RAISE, Level.RED, Reason.EXCEEDED),
        (Change.CLEAR, Level.NONE, Reason.RECEDED),
    ]
    (incident,) = store.incidents()
    raised = incident.transitions[0]
    assert timedelta(seconds=15) < incident.opened - raised.at < timedelta(seconds=60)
    (row, *_) = [row for row in store.journal() if row.entry.kind == "incident"]
    assert row.entry.at - raised.at > timedelta(seconds=15)
    assert row.entry.data["text"]["zh"].startswith("数据迟到，20 秒前的情况")
    second.pipeline.stop()


def test_a_peak_older_than_what_was_stored_last_is_raised_after_a_crash_too(store):
    first = Process(store)
    first.take(a_message(5, ago=30))
    first.take(a_message(5, ago=10))
    first.pipeline.stop()
    second = Process(store)
    second.take(a_message(25, ago=20))
    eventually(store.incidents)
    assert [change for change, _, _ in told(store)] == [Change.RAISE, Change.CLEAR]
    second.pipeline.stop()


def test_a_level_is_taken_back_when_an_officer_marks_the_gauge(store, process):
    process.take(a_message(25, ago=20))
    assert told(store) == [(Change.RAISE, Level.RED, Reason.EXCEEDED)]
    with store.begin() as tx:
        mark_gauge(
            tx,
            Asked(actor="li", now=now(), stations=tuple(process.pipeline.registry.stations.values())),
            process.pipeline.registry.stations[StationId("A")],
            key="",
            quality=Quality.UNRELIABLE,
            start=from_micros(Micros(now_micros() - 25 * SECOND)),
            end=None,
            reason="torn off",
        )
    process.reviewer.work()
    eventually(lambda: len(told(store)) == 2)
    assert told(store)[1] == (Change.CLEAR, Level.NONE, Reason.LATE_READING)


def test_what_an_adopted_station_sent_a_moment_ago_is_judged(store, process):
    process.take(a_message(25, ago=20, station="B"))
    assert told(store) == []
    Adoption(store, clock=now).adopt("B", a_station("B"), actor="li")
    process.pipeline.reload()
    process.reviewer.work()
    eventually(lambda: told(store) == [(Change.RAISE, Level.RED, Reason.EXCEEDED)])
