from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import pytest

from fenghuo.bench import sender
from fenghuo.bench.programs import BenchError
from fenghuo.bench.stage import RULE, bench_station, result_of, run_sender, spent
from ingest.quality import Inspector
from ingest.wire.decode import decode
from ingest.wire.message import Message
from rules.compiler import compile_rules
from rules.document import parse_rules
from sensing.quality import Quality
from sensing.station import Registry


def test_spent_is_the_difference_by_name_over_all_processes_of_it():
    before = {"broker": {1: 1.0}, "database": {2: 5.0, 3: 1.0}}
    after = {"broker": {1: 1.5}, "database": {2: 6.0, 3: 1.25}}
    assert spent(before, after) == {"broker": 0.5, "database": 1.25}


def test_a_process_that_came_in_between_counts_from_nothing():
    assert spent({"database": {2: 5.0}}, {"database": {2: 5.0, 9: 0.25}, "sender": {7: 2.0}}) == {
        "database": 0.25,
        "sender": 2.0,
    }


def test_stations_are_told_apart_and_are_no_real_ones():
    stations = [bench_station(i) for i in range(3)]
    assert [station.id for station in stations] == ["BENCH-00000", "BENCH-00001", "BENCH-00002"]
    assert all(station.is_demo for station in stations)


def test_the_bench_rule_compiles_against_them():
    compile_rules(parse_rules(RULE, origin="bench"), registry=Registry([bench_station(0)]))


def ending(code: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-Sc", code], stdout=subprocess.PIPE, text=True)


def test_the_result_of_a_bench_process_is_the_json_that_it_prints():
    assert result_of(ending("print('{\"sent\": 3}')"), timeout=30) == {"sent": 3}


def test_a_bench_process_that_fails_fails_the_benchmark():
    with pytest.raises(BenchError, match="failed with exit code 3"):
        result_of(ending("raise SystemExit(3)"), timeout=30)


def test_a_password_that_begins_like_an_option_reaches_the_sender_as_a_password(monkeypatch):
    started, connected = [], []
    monkeypatch.setattr("fenghuo.bench.stage.subprocess.Popen", lambda words, **_: started.append(words))
    broker = SimpleNamespace(mqtt_host="127.0.0.1", mqtt_port=1883)
    run_sender(SimpleNamespace(broker=broker, secrets=SimpleNamespace(device="-x")), "--stations=2", "--count=1")
    monkeypatch.setattr("sys.argv", started[0][2:])
    monkeypatch.setattr(sender, "connect", lambda *login, **_: connected.append(login))
    monkeypatch.setattr(sender, "Sender", lambda _, plan, *_more: SimpleNamespace(run=lambda: {"count": plan.count}))
    sender.main()
    assert connected == [("127.0.0.1", 1883, "device", "-x")]


def test_quality_control_trusts_crossings_or_no_rule_would_see_them():
    station = bench_station(0)
    plan = sender.Plan(stations=1, count=40, rate=0, cross_every=1, per_message=1)
    topic = f"fh/v1/{station.division}/{station.id}/obs"
    start = 1_700_000_000_000
    messages = [
        Message(topic=topic, payload=sender.payload(plan, i, start + 500 * i), arrived=(start + 500 * i) * 1000)
        for i in range(plan.count)
    ]
    registry = Registry([replace(station, datastreams=(replace(station.datastreams[0], number=1),))])
    batch = decode(messages, registry=registry).batch
    assert len(batch) == plan.count
    assert (Inspector().flag(batch, registry=registry).batch.quality == Quality.GOOD).all()
