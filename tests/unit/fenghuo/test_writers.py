from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from alerts.issuer import Issuer
from alerts.policy import Policy
from alerts.warning import CapStatus
from fenghuo import writer
from fenghuo.clock import now_micros
from fenghuo.judge import Judge
from fenghuo.pipeline import Pipeline
from ingest.wire.message import Message
from store.errors import StoreError
from tests.builders import BY_TEST
from tests.unit.fenghuo.conftest import a_station

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.memory import MemoryStore
    from store.memory.transaction import MemoryTransaction


class Valves:
    """A store whose commits of calm readings, or of what presses, can be held up or made to fail."""

    def __init__(self, store: MemoryStore) -> None:
        self._begin = store.begin
        self.calm, self.pressing = threading.Event(), threading.Event()
        self.calm.set()
        self.pressing.set()
        self.is_away = False

    @contextmanager
    def begin(self) -> Iterator[MemoryTransaction]:
        is_calm = threading.current_thread().name.endswith("calm")
        assert (self.calm if is_calm else self.pressing).wait(10)
        if self.is_away:
            raise StoreError("the database is away", retryable=True)
        with self._begin() as tx:
            yield tx


@pytest.fixture
def valves(store: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> Valves:
    store.put_stations([a_station("B")], **BY_TEST)
    made = Valves(store)
    monkeypatch.setattr(store, "begin", made.begin)
    monkeypatch.setattr(writer, "RETRY_SECONDS", (0.01,))
    return made


@pytest.fixture
def pipeline(store: MemoryStore, valves: Valves) -> Iterator[Pipeline]:
    issuer = Issuer(sender="fenghuo.test", sender_name="测试", status=CapStatus.TEST)
    made = Pipeline(store=store, judge=Judge(store), policy=Policy(), issuer=issuer, has_lane=True)
    made.start()
    yield made
    valves.calm.set()
    valves.pressing.set()
    made.stop()


def bring(pipeline: Pipeline, station: str, value: float, *, is_urgent: bool = False) -> threading.Event:
    done = threading.Event()
    payload = json.dumps({"t": now_micros() // 1000, "v": {"water_level": value}}).encode()
    message = Message(topic=f"fh/v1/411528000000/{station}/obs", payload=payload, arrived=now_micros())
    pipeline.accept([message], done.set, is_urgent=is_urgent)
    return done


def test_what_presses_does_not_wait_for_a_commit_of_calm_readings(
    pipeline: Pipeline, valves: Valves, store: MemoryStore
) -> None:
    valves.calm.clear()
    calm = bring(pipeline, "B", 1)
    assert bring(pipeline, "A", 25, is_urgent=True).wait(10)
    assert [incident.level.name for incident in store.incidents()] == ["RED"]
    assert not calm.is_set()
    assert pipeline.oldest_waiting
    valves.calm.set()
    assert calm.wait(10)


def test_calm_readings_are_answered_for_once_what_pressed_before_them_is_durable(
    pipeline: Pipeline, valves: Valves
) -> None:
    valves.pressing.clear()
    pressing = bring(pipeline, "A", 25, is_urgent=True)
    calm = bring(pipeline, "B", 1)
    assert not calm.wait(0.1)
    valves.pressing.set()
    assert pressing.wait(10)
    assert calm.wait(10)


def test_a_database_that_is_away_is_trouble_and_everything_is_written_when_it_is_back(
    pipeline: Pipeline, valves: Valves, store: MemoryStore
) -> None:
    valves.is_away = True
    events = [bring(pipeline, "A", 25, is_urgent=True), bring(pipeline, "B", 1)]
    assert not events[0].wait(0.05)
    assert "away" in pipeline.trouble
    valves.is_away = False
    assert all(event.wait(10) for event in events)
    assert store.count_observations() == 2
    assert len(store.incidents()) == 1


def test_what_is_not_durable_when_it_stops_lets_nothing_pass(
    pipeline: Pipeline, valves: Valves, store: MemoryStore
) -> None:
    valves.is_away = True
    events = [bring(pipeline, "A", 25, is_urgent=True), bring(pipeline, "B", 1)]
    pipeline.stop()
    assert not any(event.is_set() for event in events)
    valves.is_away = False
    assert store.count_observations() == 0
