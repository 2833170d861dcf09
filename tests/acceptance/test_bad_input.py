"""Whatever a device sends ends as a quarantine row that says what was expected, and never stops the stream."""

from __future__ import annotations

import time

import pytest

from tests.running import Demo, eventually

STATION = "XY-H05"
GOOD = "fh/v1/341225000000/XY-H05/obs"

NASTY = [
    ("malformed", GOOD, b'{"t": 1, "v": {', "malformed_json"),
    ("wrong types", GOOD, b'{"v": {"water_level": "high"}}', "wrong_type"),
    ("not a number", GOOD, b'{"v": {"water_level": NaN}}', "not_finite"),
    ("infinite", GOOD, b'{"v": {"water_level": 1e999}}', "not_finite"),
    ("a megabyte", GOOD, b'{"v": {"water_level": 1}, "x": "' + b"x" * 1_000_000 + b'"}', "payload_too_large"),
    ("unknown station", "fh/v1/411528000000/NOBODY/obs", b'{"v": {"water_level": 1}}', "unknown_station"),
    ("unknown property", GOOD, b'{"v": {"mood": 1}}', "unknown_property"),
    ("time in 1970", GOOD, b'{"t": 0, "v": {"water_level": 1}}', "time_out_of_range"),
    ("time in 2099", GOOD, b'{"t": "2099-01-01T00:00:00Z", "v": {"water_level": 1}}', "time_out_of_range"),
    ("wrong division", "fh/v1/411502000000/XY-H05/obs", b'{"v": {"water_level": 1}}', "division_mismatch"),
    ("deep nesting", GOOD, b"[" * 100_000, "too_deep"),
]


TYPO = """\
apiVersion: fenghuo/v1
kind: Rule
id: typo
hazard: '11A01'
title: {zh: a, en: a}
when:
  kind: threshold
  propertie: water_level
"""


@pytest.mark.parametrize(("payload", "topic", "code"), [(p, t, c) for _, t, p, c in NASTY], ids=[n[0] for n in NASTY])
def test_bad_input_is_quarantined_with_its_reason_and_the_next_good_reading_passes(
    demo: Demo, payload: bytes, topic: str, code: str | None
):
    known = {row["id"] for row in demo.api.get("/api/v1/quarantine")["items"]}
    device = demo.device("bad-input")
    try:
        device.publish(topic, payload)
        row = eventually(
            lambda: next((r for r in demo.api.get("/api/v1/quarantine")["items"] if r["id"] not in known), None),
            what="a quarantine row",
        )
        assert row["topic"] == topic
        assert row["detail"]
        assert code is None or row["code"] == code

        value = round(20 + time.time() % 1, 4)
        device.publish(GOOD, {"t": int(time.time() * 1000), "v": {"water_level": value}})
        eventually(
            lambda: value in [row["v"] for row in demo.api.get(f"/api/v1/stations/{STATION}/latest")["items"]],
            what="the good reading",
        )
    finally:
        device.stop()


def test_a_rule_with_a_typo_changes_nothing_and_names_the_line(demo: Demo):
    before = demo.api.items("/api/v1/rules")
    text = TYPO
    status, problem = demo.api.call("PUT", "/api/v1/rules/typo", text)
    assert status == 422
    assert problem["code"] == "bad_rule"
    assert ':8: unknown key "propertie"' in problem["detail"]
    assert 'did you mean "property"?' in problem["detail"]
    assert demo.api.items("/api/v1/rules") == before


def test_a_station_list_with_a_duplicate_id_is_refused_and_names_it(demo: Demo):
    station = {
        "id": "DUP-1",
        "name": "重复",
        "division": "411528000000",
        "lon": 114.7,
        "lat": 32.3,
        "kind": "river_gauge",
    }
    status, answer = demo.api.call("POST", "/api/v1/stations/import", {"items": [station, station]})
    assert status in {200, 207, 409, 422}
    assert "DUP-1" in str(answer)
