from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from alerts.issuer import Issuer
from alerts.policy import Policy
from alerts.warning import CapStatus
from fenghuo import pipeline as pipeline_module
from fenghuo.clock import now, now_micros
from fenghuo.judge import Judge
from fenghuo.pipeline import Pipeline
from ingest.wire.message import Message
from ingest.wire.sl651.frame import Frame, Mark, build
from rules.document import parse_rules
from rules.record import Terms
from sensing.station import Datastream
from store.errors import StoreError
from tests.builders import BY_TEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.memory import MemoryStore
from tests.running import eventually
from tests.unit.fenghuo.conftest import RULE, a_station

TOPIC = "fh/v1/411528000000/A/obs"
RAIN_TOTAL = Datastream(number=91, property="rain_total", unit="mm")
RAIN_INCREMENT = Datastream(number=92, property="rain_increment", unit="mm")
#: A level of 41.500 m by SL 651.
LEVEL = bytes.fromhex("7E7E01001234567804D232001D020007251123090000F1F1001234567848F0F025112309003923000415000305DB")


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
    assert acts == ["created", "online"]


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
    store.put_stations([a_station("NEW")], **BY_TEST)
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

    def fragile(batch, reports=()):
        if 19.5 in batch.value.tolist():
            raise ZeroDivisionError("a bug")
        return evaluate(batch, reports)

    monkeypatch.setattr(judge, "evaluate", fragile)
    now = now_micros() // 1000
    values = [(now - 1_200_000, 19.0), (now - 600_000, 19.5), (now, 20.1)]
    take(pipeline, *(a_message({"t": t, "v": {"water_level": value}}) for t, value in values))
    assert store.count_observations() == 3
    assert [incident.level.key for incident in store.incidents(is_open=True)] == ["red"]
    assert "the rule engine failed" in pipeline.trouble


def rain_report(total: str, *, stamp: str) -> Message:
    body = bytes.fromhex(f"0001{stamp}00F1F1001234567850F0F0{stamp}2619{total}")
    frame = Frame(centre=1, station="0012345678", password="04D2", function=0x32, body=body, end=Mark.ETX)
    return a_message(build(frame), TOPIC.replace("/A/obs", "/RTU/raw/sl651"))


def test_the_rain_since_the_last_report_before_a_restart_is_counted_once(store):
    a_gauge = replace(a_station("RTU"), datastreams=(RAIN_TOTAL, RAIN_INCREMENT))
    store.put_stations([a_gauge], **BY_TEST)
    for reports in (["000100"], ["000100", "000125"]):
        made = a_pipeline(store)
        made.start()
        take(made, *(rain_report(total, stamp=f"26010108{total[-2:]}") for total in reports))
        made.stop()
    (increment,) = [one for one in store.latest("RTU") if one.property == "rain_increment"]
    assert increment.value == 2.5


def test_a_property_registered_a_moment_ago_does_not_make_frames_count_twice(store, pipeline):
    a_gauge = replace(a_station("RTU"), datastreams=(RAIN_TOTAL,))
    store.put_stations([a_gauge], **BY_TEST)
    take(pipeline, rain_report("000100", stamp="2601010800"))
    store.put_stations(
        [replace(a_gauge, datastreams=(RAIN_TOTAL, RAIN_INCREMENT, *a_station("RTU").datastreams))], **BY_TEST
    )
    backlog = [rain_report(f"{total:06}", stamp=f"26010109{total - 100:02}") for total in range(101, 151)]
    level = Message(backlog[0].topic, LEVEL, backlog[0].arrived)
    take(pipeline, *backlog, level)
    assert store.quarantine() == []
    increments = [one for one in store.latest("RTU") if one.property == "rain_increment"]
    assert len(increments) == 1
    assert store.count_observations() == 51 + 50 + 1


def test_a_keep_alive_is_a_sign_of_life(store, pipeline):
    store.put_stations([a_station("RTU")], **BY_TEST)
    keep_alive = bytes.fromhex("7E7E01001234567812342F0008020003591011155111036BCA")
    told = a_message(keep_alive, TOPIC.replace("/A/obs", "/RTU/raw/sl651"))
    take(pipeline, told)
    assert [(link.station, link.heard) for link in pipeline.links.links()] == [("RTU", told.arrived)]


def test_of_two_reloads_at_once_the_one_that_read_the_store_last_is_in_force(store, pipeline, monkeypatch):
    prepare, is_reading, go_on = pipeline._judge.prepare, threading.Event(), threading.Event()

    def slowly():
        prepared = prepare()
        is_reading.set()
        assert go_on.wait(10)
        return prepared

    monkeypatch.setattr(pipeline._judge, "prepare", slowly)
    first = threading.Thread(target=pipeline.reload)
    first.start()
    assert is_reading.wait(10)
    store.put_stations([a_station("B")], **BY_TEST)
    monkeypatch.setattr(pipeline._judge, "prepare", prepare)
    second = threading.Thread(target=pipeline.reload)
    second.start()
    second.join(0.1)
    go_on.set()
    first.join(10)
    second.join(10)
    assert sorted(pipeline.registry.stations) == ["A", "B"]


def test_what_the_clock_decided_in_a_failed_round_is_told_all_the_same(store, pipeline, monkeypatch):
    (held,) = parse_rules(RULE.replace("red: 20}", "red: 20}\n  hold: 601s"), origin="test")
    store.put_rule(held, author="test", at=now())
    pipeline.reload()
    judge, lost = pipeline._judge, []
    tick = judge.tick

    def fragile(instant):
        found = tick(instant)
        if found[0] and not lost:
            lost.extend(found[0])
            raise ZeroDivisionError("a bug, halfway")
        return found

    monkeypatch.setattr(judge, "tick", fragile)
    take(pipeline, a_message({"t": now_micros() // 1000 - 600_000, "v": {"water_level": 20.1}}))
    (incident,) = eventually(lambda: store.incidents(is_open=True))
    assert (incident.level.key, [each.after.key for each in lost]) == ("red", ["red"])
    assert "the rule engine failed" in pipeline.trouble


def test_readings_that_the_engine_fails_to_judge_again_cost_no_level(store, pipeline, monkeypatch):
    judge = pipeline._judge
    started = []
    start = judge.start

    def fragile(_):
        raise ZeroDivisionError("a bug, halfway")

    monkeypatch.setattr(judge, "reconsider", fragile)
    monkeypatch.setattr(judge, "start", lambda: started.append(1) or start())
    take(pipeline, a_message({"t": now_micros() // 1000, "v": {"water_level": 20.1}}))
    for _ in range(3):
        pipeline.reconsider(judge._store.tail(since=0))
    # A fault that lasts does not have the stream wait for one recovery after another.
    assert started == [1]
    assert "the rule engine failed" in pipeline.trouble


def test_a_clock_that_failed_once_is_well_again_after_a_good_round(pipeline, monkeypatch):
    monkeypatch.setattr(pipeline_module, "IDLE_TICK_SECONDS", 0.01)
    failed, is_bad = threading.Event(), True

    def tell(_):
        if is_bad:
            failed.set()
            raise RuntimeError("no screen")

    pipeline.on_provisional = tell
    assert failed.wait(10)
    eventually(lambda: "no screen" in pipeline.trouble)
    is_bad = False
    eventually(lambda: pipeline.trouble == "")


def test_a_store_that_goes_away_during_a_reload_keeps_no_message_from_the_rules(store, pipeline, monkeypatch):
    def away():
        raise StoreError("the database is away", retryable=True)

    monkeypatch.setattr(store, "listed", lambda stations: {station: {"water_level"} for station in stations})
    monkeypatch.setattr(pipeline._judge, "prepare", away)
    take(pipeline, a_message({"v": {"water_level": 25}}), a_message({"v": {"x": 1}}, TOPIC.replace("/A/", "/B/")))
    assert len(store.incidents()) == 1
    assert [row.reject.code for row in store.quarantine()] == ["unknown_station"]


def test_rules_that_come_and_go_meanwhile_lose_no_reading_and_no_level(store, pipeline):
    text = RULE.replace("stage-a", "guest").replace("yellow: 10, red: 20", "red: 99")
    (guest,) = parse_rules(text, origin="test")

    def edit() -> None:
        for round_ in range(20):
            terms = Terms(is_removal=round_ % 3 == 2)
            store.put_rules([(replace(guest, title_en=f"round {round_}"), terms)], author="test", at=now())
            pipeline.reload()

    editing = threading.Thread(target=edit)
    editing.start()
    start = now_micros() - 3_600_000_000
    for minute in range(60):
        take(pipeline, a_message({"t": (start + minute * 60_000_000) // 1000, "v": {"water_level": 25 - minute % 2}}))
    editing.join()
    assert store.count_observations() == 60
    (incident,) = store.incidents(is_open=True)
    assert (incident.rule, incident.rule_version, incident.level.key) == ("stage-a", 1, "red")
    assert [each.change.value for each in incident.transitions] == ["raise"]


def test_a_version_comes_into_force_at_its_instant_by_the_clock(store, pipeline):
    stricter = parse_rules(RULE.replace("yellow: 10, red: 20", "red: 3"), origin="test")[0]
    begin = now() + timedelta(seconds=0.5)
    store.put_rule(stricter, author="test", at=now(), terms=Terms(effective_from=begin))
    pipeline.reload()
    assert [rule.version for rule in pipeline._judge.program.rules] == [1]
    assert eventually(lambda: [rule.version for rule in pipeline._judge.program.rules] == [2])
    assert now() >= begin
