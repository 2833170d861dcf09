from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

import pytest

from alerts.approval import Policy
from alerts.issuer import Issuer
from alerts.warning import CapStatus
from fenghuo.clock import now_micros
from fenghuo.judge import Judge
from fenghuo.pipeline import Pipeline
from ingest.wire.message import Message
from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.memory import MemoryStore
from tests.unit.fenghuo.conftest import a_station

TOPIC = "fh/v1/411528000000/A/obs"


def a_pipeline(store: MemoryStore) -> Pipeline:
    issuer = Issuer(sender="fenghuo.test", sender_name="测试", status=CapStatus.TEST)
    return Pipeline(store=store, judge=Judge(store), policy=Policy(), issuer=issuer)


@pytest.fixture
def pipeline(store) -> Iterator[Pipeline]:
    made = a_pipeline(store)
    made.start()
    yield made
    made.stop()


def a_message(payload: object, topic: str = TOPIC) -> Message:
    raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return Message(topic=topic, payload=raw, arrived=now_micros())


def take(pipeline: Pipeline, *messages: Message) -> None:
    """Hand over messages and wait until they are answered for."""
    done = threading.Event()
    pipeline.accept(list(messages), done.set)
    assert done.wait(10)


def test_a_crossing_is_reading_incident_warning_and_journal_in_one_commit(store, pipeline):
    take(pipeline, a_message({"v": {"water_level": 25}}))
    assert store.count_observations() == 1
    (incident,) = store.incidents(is_open=True)
    assert incident.level.key == "red"
    (warning,) = store.warnings()
    assert (warning.stage, warning.incident) == ("draft", incident.id)
    assert [row.entry.kind for row in store.journal()][-2:] == ["incident", "warning"]


def test_what_is_not_understood_is_quarantined_and_still_answered_for(store, pipeline):
    take(pipeline, a_message(b"{nonsense"), a_message({"v": {"water_level": 1}}))
    assert [row.reject.code for row in store.quarantine()] == ["malformed_json"]
    assert store.count_observations() == 1


def test_a_status_is_journalled_once_per_change(store, pipeline):
    online = a_message({"state": "online"}, TOPIC.replace("obs", "status"))
    take(pipeline, online)
    take(pipeline, online)
    acts = [row.entry.data["act"] for row in store.journal() if row.entry.kind == "station"]
    assert acts == ["online"]


def test_messages_are_not_answered_for_while_the_store_is_away_and_are_after(store, monkeypatch):
    pipeline = a_pipeline(store)
    pipeline.start()
    begin, gate = store.begin, threading.Event()
    tried = threading.Event()

    def away():
        tried.set()
        if not gate.is_set():
            raise StoreError("the database is away", retryable=True)
        return begin()

    monkeypatch.setattr(store, "begin", away)
    done = threading.Event()
    pipeline.accept([a_message({"v": {"water_level": 25}})], done.set)
    assert tried.wait(10)
    assert not done.is_set()
    assert store.count_observations() == 0
    gate.set()
    assert done.wait(10)
    assert store.count_observations() == 1
    assert len(store.incidents()) == 1
    pipeline.stop()


def test_a_station_registered_a_moment_ago_is_known_to_the_very_next_message(store, pipeline):
    store.put_stations([a_station("NEW")])
    take(pipeline, a_message({"v": {"water_level": 1}}, TOPIC.replace("/A/", "/NEW/")))
    assert store.quarantine() == []
    assert store.count_observations() == 1


def test_an_unknown_station_is_asked_about_once_and_again_after_the_registry_changed(store, pipeline, monkeypatch):
    asked = []
    listed = store.listed
    monkeypatch.setattr(store, "listed", lambda stations: asked.append(set(stations)) or listed(stations))
    stranger = TOPIC.replace("/A/", "/NOBODY/")
    for _ in range(3):
        take(pipeline, a_message({"v": {"water_level": 1}}, stranger))
    assert asked == [{"NOBODY"}]
    pipeline.reload()
    take(pipeline, a_message({"v": {"water_level": 1}}, stranger))
    assert asked == [{"NOBODY"}, {"NOBODY"}]
    assert [row.reject.code for row in store.quarantine()] == ["unknown_station"] * 4


def test_a_reading_that_the_engine_cannot_take_is_stored_and_the_others_are_judged(store, pipeline, monkeypatch):
    judge = pipeline._judge
    evaluate = judge.evaluate

    def fragile(batch):
        if 19.5 in batch.value.tolist():
            raise ZeroDivisionError("a bug")
        return evaluate(batch)

    monkeypatch.setattr(judge, "evaluate", fragile)
    now = now_micros() // 1000
    values = [(now - 1_200_000, 19.0), (now - 600_000, 19.5), (now, 20.1)]
    take(pipeline, *(a_message({"t": t, "v": {"water_level": value}}) for t, value in values))
    assert store.count_observations() == 3
    assert [incident.level.key for incident in store.incidents(is_open=True)] == ["red"]
    assert "the rule engine failed" in pipeline.trouble
