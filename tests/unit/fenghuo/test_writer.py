from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from alerts.issuer import Issuer
from alerts.policy import Policy
from alerts.warning import CapStatus
from fenghuo import pipeline as pipeline_module
from fenghuo import writer
from fenghuo.clock import now, now_micros
from fenghuo.judge import Judge
from fenghuo.pipeline import Pipeline
from incidents.incident import State
from ingest.wire.message import Message
from rules.document import parse_rules
from sensing.level import Level
from store.errors import StoreError
from tests.builders import BY_TEST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from store.memory import MemoryStore
from tests.unit.fenghuo.conftest import RULE, a_station

TOPIC = "fh/v1/411528000000/A/obs"


class Guarded:
    """A store whose transactions can be made to fail at one method."""

    def __init__(self, store: MemoryStore, method: str, fault: Callable[..., None]) -> None:
        self._begin, self._method, self._fault = store.begin, method, fault

    def __call__(self) -> Guarded:
        self._block = self._begin()
        return self

    def __enter__(self) -> Any:
        tx = self._block.__enter__()
        real = getattr(tx, self._method)

        def guarded(*args: Any, **named: Any) -> Any:
            self._fault(*args, **named)
            return real(*args, **named)

        setattr(tx, self._method, guarded)
        return tx

    def __exit__(self, *error: object) -> Any:
        return self._block.__exit__(*error)


@pytest.fixture
def pipeline(store: MemoryStore, monkeypatch) -> Iterator[Pipeline]:
    """A started pipeline that loses no time between attempts."""
    monkeypatch.setattr(writer, "REFUSED_SECONDS", 0.02)
    monkeypatch.setattr(writer, "RETRY_SECONDS", (0.01,))
    issuer = Issuer(sender="fenghuo.test", sender_name="测试", status=CapStatus.TEST)
    made = Pipeline(store=store, judge=Judge(store), policy=Policy(), issuer=issuer)
    made.start()
    yield made
    made.stop()


def hand_over(pipeline: Pipeline, value: float, *, station: str = "A", hours_ago: float = 0) -> threading.Event:
    done = threading.Event()
    time_ms = int(now_micros() / 1000 - hours_ago * 3_600_000)
    payload = json.dumps({"t": time_ms, "v": {"water_level": value}}).encode()
    pipeline.accept(
        [Message(topic=TOPIC.replace("/A/", f"/{station}/"), payload=payload, arrived=now_micros())], done.set
    )
    return done


def eventually(probe: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 10
    while not probe():
        assert time.monotonic() < deadline
        threading.Event().wait(0.005)


def test_readings_that_the_store_refuses_for_good_go_to_quarantine_and_the_stream_goes_on(store, pipeline, monkeypatch):
    def refuse(batch):
        if 13.0 in batch.value.tolist():
            raise StoreError("value out of range for the column")

    monkeypatch.setattr(store, "begin", Guarded(store, "append", refuse))
    assert hand_over(pipeline, 13.0).wait(10)
    assert hand_over(pipeline, 1.0).wait(10)
    assert [row.reject.code for row in store.quarantine()] == ["store_refused"]
    assert store.count_observations() == 1


def test_a_transition_that_the_store_refuses_is_told_once_it_can_be_and_its_reading_kept(store, pipeline, monkeypatch):
    is_broken = True

    def refuse(_):
        if is_broken:
            raise StoreError("a constraint says no")

    monkeypatch.setattr(store, "begin", Guarded(store, "save_incidents", refuse))
    assert hand_over(pipeline, 25.0).wait(10)
    assert store.count_observations() == 1
    assert store.quarantine() == []
    assert store.incidents() == []
    assert pipeline.trouble
    is_broken = False
    eventually(lambda: store.incidents(is_open=True))
    eventually(lambda: pipeline.trouble == "")


def test_any_other_exception_does_not_end_the_writer_readings_are_kept_and_the_transition_is_told_later(
    store, pipeline, monkeypatch
):
    is_broken = True

    def fail(_):
        if is_broken:
            raise AttributeError("a bug")

    monkeypatch.setattr(store, "begin", Guarded(store, "save_incidents", fail))
    assert hand_over(pipeline, 25.0).wait(10), "the broker is not left waiting until the next reconnect"
    assert store.count_observations() == 1
    eventually(lambda: "AttributeError" in pipeline.trouble)
    is_broken = False
    eventually(lambda: store.incidents(is_open=True))
    assert hand_over(pipeline, 26.0).wait(10)


def test_one_transition_that_cannot_be_told_does_not_take_the_others_with_it(store, pipeline, monkeypatch):
    store.put_stations([a_station("B")], **BY_TEST)
    for rule in parse_rules(RULE.replace("stage-a", "stage-b").replace("[A]", "[B]"), origin="test"):
        store.put_rule(rule, author="test", at=now())
    pipeline.reload()
    refused = {"A", "B"}

    def fail(incidents):
        if refused & {incident.target for incident in incidents}:
            raise AttributeError("a bug")

    monkeypatch.setattr(store, "begin", Guarded(store, "save_incidents", fail))
    assert hand_over(pipeline, 25.0).wait(10)
    assert hand_over(pipeline, 25.0, station="B").wait(10)
    refused.discard("B")
    eventually(lambda: [incident.target for incident in store.incidents(is_open=True)] == ["B"])
    refused.discard("A")
    eventually(lambda: len(store.incidents(is_open=True)) == 2)


def test_messages_that_not_even_quarantine_takes_keep_the_process_from_being_ready(store, pipeline, monkeypatch):
    is_broken = True

    def refuse(*_):
        if is_broken:
            raise StoreError("no such column")

    monkeypatch.setattr(store, "begin", Guarded(store, "append", refuse))
    # Guards stand one inside the other.
    monkeypatch.setattr(store, "begin", Guarded(store, "put_rejects", refuse))
    done = hand_over(pipeline, 1.0)
    eventually(lambda: pipeline._writer._unkept)
    is_broken = False
    assert hand_over(pipeline, 2.0).wait(10)
    assert not done.is_set()
    assert "1 messages could not even be quarantined" in pipeline.trouble


def test_what_follows_a_refused_transition_is_told_after_it(store, pipeline, monkeypatch):
    is_broken = True

    def refuse(incidents):
        if is_broken and any(incident.level is Level.RED for incident in incidents):
            raise StoreError("a constraint says no")

    monkeypatch.setattr(store, "begin", Guarded(store, "save_incidents", refuse))
    assert hand_over(pipeline, 25.0, hours_ago=6).wait(10)
    assert hand_over(pipeline, 5.0).wait(10)
    is_broken = False
    eventually(lambda: store.incidents() and pipeline.trouble == "")
    assert [incident.state for incident in store.incidents()] == [State.CLEARED], "not red for ever"


def test_what_the_lane_brought_goes_to_quarantine_when_it_is_refused_because_nobody_brings_it_again(
    store, pipeline, monkeypatch
):
    def refuse(batch):
        if 13.0 in batch.value.tolist():
            raise StoreError("value out of range for the column")

    monkeypatch.setattr(store, "begin", Guarded(store, "append", refuse))
    for payload in (b'{"v": {"water_level": 13}}', b"no reading"):
        message = Message(topic=TOPIC, payload=payload, arrived=now_micros())
        pipeline.accept([message], None, is_urgent=True)
    eventually(lambda: len(store.quarantine()) == 2)
    assert {row.reject.payload for row in store.quarantine()} == {b'{"v": {"water_level": 13}}', b"no reading"}


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_commit_that_was_not_answered_is_told_once_whether_it_was_kept_or_not(store, pipeline, monkeypatch, is_kept):
    begin, unanswered = store.begin, [True]

    @contextmanager
    def lossy():
        is_lost = bool(unanswered) and bool(unanswered.pop())
        with begin() as tx:
            yield tx
            if is_lost and not is_kept:
                raise StoreError("the database is away", retryable=True, receipt="7")
        if is_lost:
            raise StoreError("the database is away", retryable=True, receipt="7")

    monkeypatch.setattr(store, "begin", lossy)
    monkeypatch.setattr(store, "is_committed", lambda receipt: is_kept and receipt == "7")
    now_ms = now_micros() // 1000
    done = threading.Event()
    rise_and_fall = [{"t": now_ms - 21_600_000, "v": {"water_level": 25}}, {"t": now_ms, "v": {"water_level": 5}}]
    message = Message(topic=TOPIC, payload=json.dumps(rise_and_fall).encode(), arrived=now_micros())
    pipeline.accept([message], done.set)
    assert done.wait(10)
    acts = [row.entry.data["act"] for row in store.journal(since=0, limit=100) if row.entry.kind == "incident"]
    assert acts == ["raised", "cleared"]
    eventually(lambda: pipeline.trouble == "")


def test_a_transition_that_waits_too_long_is_told_provisionally_until_it_is_written(store, pipeline, monkeypatch):
    is_away = True

    def away(_):
        if is_away:
            raise StoreError("the database is away", retryable=True)

    monkeypatch.setattr(store, "begin", Guarded(store, "save_incidents", away))
    told: list[list[str]] = []
    pipeline.on_provisional = lambda transitions: told.append([transition.target for transition in transitions])
    monkeypatch.setattr(pipeline_module, "PROVISIONAL_SECONDS", 0.0)
    monkeypatch.setattr(pipeline_module, "IDLE_TICK_SECONDS", 0.02)
    hand_over(pipeline, 25.0)
    eventually(lambda: ["A"] in told)
    is_away = False
    eventually(lambda: store.incidents(is_open=True) and told[-1] == [])


def test_a_commit_that_does_not_return_is_told(store, pipeline, monkeypatch):
    gate = threading.Event()
    monkeypatch.setattr(writer, "SILENT_SECONDS", 0.02)
    monkeypatch.setattr(store, "begin", Guarded(store, "append", lambda _: gate.wait(30)))
    done = hand_over(pipeline, 1.0)
    eventually(lambda: "has not answered a commit" in pipeline.trouble)
    gate.set()
    assert done.wait(10)
    eventually(lambda: pipeline.trouble == "")


def test_how_long_the_oldest_message_has_waited_is_known_until_it_is_written(store, pipeline, monkeypatch):
    is_away = threading.Event()
    is_away.set()

    def fail(_):
        if is_away.is_set():
            raise StoreError("the database is away", retryable=True)

    assert pipeline.oldest_waiting is None
    monkeypatch.setattr(store, "begin", Guarded(store, "append", fail))
    first, second = hand_over(pipeline, 1.0), hand_over(pipeline, 2.0)
    assert pipeline.oldest_waiting is not None
    is_away.clear()
    assert first.wait(10)
    assert second.wait(10)
    assert pipeline.oldest_waiting is None
