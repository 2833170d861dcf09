from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.wire.event import MAX_DEPTH, parse_event
from ingest.wire.refusal import Code, Refusal
from sensing.event import SensedEvent
from tests.unit.ingest.builders import NOW, a_station

DOCUMENT: dict[str, Any] = {
    "t": "2025-11-23T09:06:40+08:00",
    "id": "c07-88213",
    "class": "fire_smoke",
    "confidence": 0.91,
    "loc": [114.07, 31.62],
    "bbox": [0.41, 0.22, 0.08, 0.1],
    "image": {"url": "https://camera/7.jpg", "sha256": "ab" * 32},
    "attrs": {"count": 3, "names": ["息县", None, True, 1.5]},
    "unknown": 1,
}


def parse(body: Any) -> SensedEvent | Refusal:
    payload = body if isinstance(body, bytes) else json.dumps(body).encode()
    return parse_event(payload, station=a_station(), arrived=NOW + 7)


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = {"x": value}
    return value


def test_every_field_of_the_contract_is_read():
    assert parse(DOCUMENT) == SensedEvent(
        station="XY-H03",
        id="c07-88213",
        phenomenon_time=NOW,
        result_time=NOW + 7,
        kind="fire_smoke",
        confidence=0.91,
        lon=114.07,
        lat=31.62,
        bbox=(0.41, 0.22, 0.08, 0.1),
        image_url="https://camera/7.jpg",
        image_sha256="ab" * 32,
        attrs={"count": 3, "names": ["息县", None, True, 1.5]},
    )


def test_an_event_needs_an_id_and_a_class_and_takes_the_rest_from_its_station():
    event = parse({"id": "1", "class": "person"})
    assert isinstance(event, SensedEvent)
    assert (event.phenomenon_time, event.lon, event.lat) == (NOW + 7, 114.73, 32.33)
    assert (event.confidence, event.bbox, event.image_url, event.attrs) == (None, None, "", {})


@pytest.mark.parametrize(
    ("change", "code", "reason"),
    [
        ({"id": None}, Code.WRONG_TYPE, "$.id"),
        ({"id": 5}, Code.WRONG_TYPE, "$.id"),
        ({"id": ""}, Code.MISSING_FIELD, "id: expected a text"),
        ({"id": "x" * 129}, Code.BAD_VALUE, "at most 128"),
        ({"id": "a\0"}, Code.BAD_VALUE, r"'a\x00'"),
        ({"id": "\ud800"}, Code.BAD_VALUE, "ud800"),
        ({"class": " "}, Code.MISSING_FIELD, "class: expected a text"),
        ({"t": 0}, Code.TIME_OUT_OF_RANGE, "t: expected 2000"),
        ({"t": "yesterday"}, Code.BAD_TIME, "yesterday"),
        ({"confidence": "0.9"}, Code.WRONG_TYPE, "$.confidence"),
        ({"confidence": True}, Code.WRONG_TYPE, "$.confidence"),
        ({"confidence": 91}, Code.BAD_VALUE, "confidence: expected 0 to 1, got 91.0"),
        ({"confidence": float("nan")}, Code.BAD_VALUE, "nan"),
        ({"loc": [31.62, 114.07]}, Code.BAD_LOCATION, "swapped"),
        ({"loc": [1]}, Code.WRONG_TYPE, "$.loc"),
        ({"bbox": [0, 0, 640, 480]}, Code.BAD_VALUE, "bbox: expected 0 to 1, got 640"),
        ({"bbox": [0, 0, 1]}, Code.WRONG_TYPE, "$.bbox"),
        ({"image": "https://x"}, Code.WRONG_TYPE, "$.image"),
        ({"image": {"url": "x" * 3000}}, Code.BAD_VALUE, "image.url"),
        ({"attrs": []}, Code.WRONG_TYPE, "$.attrs"),
        ({"attrs": {"a": float("inf")}}, Code.NOT_FINITE, "inf"),
        ({"attrs": {"a": 2**63}}, Code.BAD_VALUE, "64-bit"),
        ({"attrs": {"a\0": 1}}, Code.BAD_VALUE, "NUL"),
        ({"attrs": nested(MAX_DEPTH + 1)}, Code.TOO_DEEP, "at most 16 levels"),
        ({"attrs": nested(64)}, Code.TOO_DEEP, "at most 16 levels"),
    ],
)
def test_each_mistake_has_its_code_and_is_named(change: dict[str, Any], code: Code, reason: str):
    refusal = parse(DOCUMENT | change)
    assert isinstance(refusal, Refusal)
    assert refusal.code is code
    assert reason in refusal.detail


@pytest.mark.parametrize("missing", ["id", "class"])
def test_a_missing_field_is_named(missing: str):
    refusal = parse({key: value for key, value in DOCUMENT.items() if key != missing})
    assert isinstance(refusal, Refusal)
    assert refusal.code is Code.MISSING_FIELD
    assert missing in refusal.detail


@pytest.mark.parametrize("body", [b"", b"[]", b"3", b"{", b"[" * 100_000])
def test_what_is_no_object_is_refused(body: bytes):
    assert isinstance(parse(body), Refusal)


def test_deep_attributes_within_the_limit_are_kept():
    event = parse(DOCUMENT | {"attrs": nested(MAX_DEPTH - 1)})
    assert isinstance(event, SensedEvent)


@given(st.binary())
def test_no_bytes_make_it_raise(payload: bytes):
    parse(payload)


@given(st.dictionaries(st.sampled_from(sorted(DOCUMENT)), st.none() | st.floats() | st.text() | st.lists(st.floats())))
def test_no_values_make_it_raise(change: dict[str, Any]):
    parse(DOCUMENT | change)


def test_an_event_told_again_carries_its_revision():
    event = parse({"id": "1", "class": "person", "rev": 7})
    assert isinstance(event, SensedEvent)
    assert event.revision == 7


@pytest.mark.parametrize("rev", [-1, 2**31, 1.5, "1", None])
def test_a_revision_is_a_whole_number_that_a_database_holds(rev: object):
    refusal = parse({"id": "1", "class": "person", "rev": rev})
    assert isinstance(refusal, Refusal)
    assert refusal.code is Code.WRONG_TYPE
