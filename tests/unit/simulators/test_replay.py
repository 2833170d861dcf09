from __future__ import annotations

import csv
import gzip
import json
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensing.instant import parse_instant, to_micros
from simulators.replay import Tally, messages, row_time, samples
from simulators.replay_map import ReplayMap, parse_map

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "examples" / "replay"
RECORDED = ROOT.parent / "shared" / "data"
MAP = """apiVersion: fenghuo/v1
kind: ReplayMap
time: {column: time, zone: UTC}
station: {id: S-1, division: "411599000000"}
columns:
  stage: {property: water_level, unit: ft, quality: stage_q}
  rain: {property: rain_1h}
missing: [NA]
qualifiers: {A: good, Eqp: unreliable, e: doubtful, missing: skip}
"""


def a_map(*changes: tuple[str, str]) -> ReplayMap:
    text = MAP
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return parse_map(text, origin="a.yaml")


def row(time: str = "2026-07-18T08:00:00Z", *, stage: str = "1.5", q: str = "A", rain: str = "0") -> dict[str, str]:
    return {"time": time, "stage": stage, "stage_q": q, "rain": rain}


def bodies(rows: list[dict[str, str]], replay_map: ReplayMap | None = None, tally: Tally | None = None) -> list[dict]:
    found = messages(rows, replay_map or a_map(), tally=tally or Tally())
    return [json.loads(message.payload) for message in found]


def test_values_are_published_in_the_recorded_unit_and_time():
    (body,) = bodies([row(stage="1.5", rain="2")])
    assert body == {"t": 1784361600000, "v": {"water_level": 1.5, "rain_1h": 2.0}}


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("", None),
        ("A", None),
        ("A,e", "doubtful"),
        ("e,Eqp", "unreliable"),
        ("Eqp,e", "unreliable"),
        ("A, Eqp", "unreliable"),
        ("XX", "doubtful"),
    ],
)
def test_the_worst_qualifier_speaks_and_an_unexplained_one_is_doubtful(q: str, expected: str | None):
    (body,) = bodies([row(q=q)])
    assert body.get("q") == ({"water_level": expected} if expected else None)


def test_unexplained_qualifiers_are_told():
    tally = Tally()
    bodies([row(q="XX"), row(q="A,YY")], tally=tally)
    assert tally.unexplained == {"XX", "YY"}


def test_a_missing_value_is_left_out_and_a_row_without_values_sends_nothing():
    tally = Tally()
    rows = [row(stage="", q="missing"), row(stage="NA", rain="NA"), row(stage="2", q="missing", rain="1"), row()]
    assert [list(body["v"]) for body in bodies(rows, tally=tally)] == [
        ["rain_1h"],
        ["rain_1h"],
        ["water_level", "rain_1h"],
    ]
    assert (tally.rows, tally.readings, tally.missing, tally.messages) == (4, 4, 4, 3)


def test_what_cannot_be_read_is_counted_and_never_stops_the_replay():
    tally = Tally()
    rows = [row(stage="high"), row(stage="nan", rain="inf"), row("yesterday"), row()]
    assert len(bodies(rows, tally=tally)) == 2
    assert tally.unreadable == 4
    assert tally.first_unreadable == 'line 2: column "stage": expected a number, got "high"'


@pytest.mark.parametrize(
    ("columns", "cells", "expected"),
    [
        ("column: time, zone: UTC", {"time": "2026-07-18T08:00:00+08:00"}, "2026-07-18T00:00:00Z"),
        ('column: time, zone: "+08:00"', {"time": "2026-07-18T08:00:00"}, "2026-07-18T00:00:00Z"),
        ("column: time, format: epoch_s, zone: UTC", {"time": "1784361600.5"}, "2026-07-18T08:00:00.5Z"),
        ("column: time, format: epoch_ms, zone: UTC", {"time": "1784361600500"}, "2026-07-18T08:00:00.5Z"),
        ('column: time, format: "%d.%m.%Y %H:%M", zone: "+08:00"', {"time": "18.07.2026 08:00"},
         "2026-07-18T00:00:00Z"),
        ('parts: [y, m, d, h], zone: "+08:00"', {"y": "2026", "m": "7", "d": "18", "h": "8"}, "2026-07-18T00:00:00Z"),
        ("parts: [y, m, d], zone: UTC", {"y": "2026", "m": "7", "d": "18"}, "2026-07-18T00:00:00Z"),
    ],
)  # fmt: skip
def test_times_of_every_form_become_instants(columns: str, cells: dict[str, str], expected: str):
    columns_of = a_map(("time: {column: time, zone: UTC}", f"time: {{{columns}}}")).time
    assert row_time(cells, columns_of) == to_micros(parse_instant(expected))


rows_of_two = st.lists(
    st.tuples(st.sampled_from(["a", "b"]), st.integers(0, 99), st.integers(0, 3600)), min_size=1, max_size=40
)


@given(rows=rows_of_two, batch=st.integers(1, 12))
def test_packing_keeps_every_row_once_and_in_order_for_each_station(rows: list[tuple[str, int, int]], batch: int):
    replay_map = a_map(
        ("id: S-1", "column: site"),
        ("kind: ReplayMap", f"kind: ReplayMap\nbatch: {batch}"),
        ("time: {column: time", "time: {column: time, format: epoch_s"),
    )
    cells = [row(str(time), stage=str(value)) | {"site": site} for site, value, time in rows]
    found: dict[str, list[tuple[float, float]]] = {"a": [], "b": []}
    for message in messages(cells, replay_map, tally=Tally()):
        body = json.loads(message.payload)
        packed = body if isinstance(body, list) else [body]
        assert len(packed) <= batch
        assert message.time == packed[-1]["t"] * 1000
        found[message.topic.split("/")[3]] += [(part["t"] / 1000, part["v"]["water_level"]) for part in packed]
    for site, published in found.items():
        assert published == [(time, value) for name, value, time in rows if name == site]


def test_a_restamp_moves_the_published_time_and_not_the_schedule():
    (message,) = messages([row()], a_map(), tally=Tally(), restamp=lambda time: time + 3_000_000)
    assert json.loads(message.payload)["t"] * 1000 == message.time + 3_000_000


def shipped_rows(path: Path, limit: int | None = None) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        return list(islice(csv.DictReader(file), limit))


def shipped_map(name: str) -> ReplayMap:
    return parse_map((EXAMPLES / f"{name}.yaml").read_text("utf-8"), origin=f"{name}.yaml")


def test_the_synthetic_series_has_a_gap_an_estimate_and_a_malfunction():
    found = list(samples(shipped_rows(EXAMPLES / "synthetic.csv"), shipped_map("synthetic"), tally=Tally()))
    levels = [(sample.time, sample.values.get("water_level"), sample.quality.get("water_level")) for sample in found]
    assert len(levels) == 193
    assert sum(level is None for _, level, _ in levels) == 8
    assert [level for _, level, trust in levels if trust == "unreliable"] == [988.0, 988.0]
    assert max(level for _, level, trust in levels if level and not trust) > 400
    assert levels[0][0] == to_micros(parse_instant("2026-07-18T00:00:00Z"))


@pytest.mark.skipif(not RECORDED.exists(), reason="the recorded series are not on this machine")
def test_the_first_rows_of_the_recorded_stream():
    path = RECORDED / "hydrology" / "usgs_01581752_plumtree_2016-2018_5min.csv.gz"
    tally = Tally()
    first, *_ = messages(shipped_rows(path, 24), shipped_map("usgs-plumtree"), tally=tally)
    body = json.loads(first.payload)
    assert first.topic == "fh/v1/411599000000/USGS-01581752/obs"
    assert len(body) == 12
    assert body[0]["t"] == 1451624400000  # 2016-01-01T05:00:00Z
    assert body[0]["v"] == {
        "water_level": 1.16, "flow": 3.07, "water_temperature": 8.7, "conductivity": 436.0, "turbidity": 1.7
    }  # fmt: skip
    assert "q" not in body[0]
    assert (tally.unreadable, tally.unexplained) == (0, set())


@pytest.mark.skipif(not RECORDED.exists(), reason="the recorded series are not on this machine")
def test_the_first_rows_of_the_recorded_air():
    path = RECORDED / "air" / "beijing_embassy_pm25_2010-2014.csv.gz"
    tally = Tally()
    found = list(samples(shipped_rows(path, 30), shipped_map("beijing-pm25"), tally=tally))
    assert found[0].time == to_micros(parse_instant("2010-01-01T00:00:00+08:00"))
    assert "pm25" not in found[0].values, "missing is missing, not zero"
    assert found[24].values == {"pm25": 129.0, "air_temperature": -4.0, "pressure": 1020.0}
    assert tally.unreadable == 0
