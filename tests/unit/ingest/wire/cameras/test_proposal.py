"""Messages of the form cam.event/1."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.wire.cameras.sighting import ENDED
from ingest.wire.raw import Memory
from ingest.wire.refusal import Code
from sensing.quality import Check, Quality
from tests.unit.ingest.wire.cameras.telling import ask, seen

DEVICE = "41150200001320000001"


def a_message(**changes: Any) -> dict[str, Any]:
    message = {
        "schema": "cam.event/1",
        "event_id": "01JD",
        "device_id": DEVICE,
        "seq": 1842,
        "type": "smoke",
        "state": "start",
        "time": "2025-11-23T08:50:00.000+08:00",
        "end_time": None,
        "confidence": 0.93,
        "model": {"name": "fire-det", "version": "3.1.0"},
        "bbox": [0.41, 0.22, 0.07, 0.05],
        "location": {"lon": 114.0312, "lat": 31.9911, "crs": "EPSG:4490", "radius_m": 250, "method": "ray_dem"},
        "image": {"url": "https://camera.example/7.jpg", "sha256": "AB" * 32, "bytes": 183_220},
        "masked": True,
    }
    return message | changes


def test_everything_said_is_kept():
    (told,) = ask("cam-event+json", a_message()).addressed
    event = told.event
    assert (told.address, told.has_place) == (DEVICE, True)
    assert (event.id, event.kind, event.confidence) == ("01JD", "fire_smoke", 0.93)
    assert (event.lon, event.lat, event.bbox) == (114.0312, 31.9911, (0.41, 0.22, 0.07, 0.05))
    assert (event.image_url, event.image_sha256) == ("https://camera.example/7.jpg", "ab" * 32)
    assert event.attrs == {
        "type": "smoke",
        "state": "start",
        "model": {"name": "fire-det", "version": "3.1.0"},
        "masked": True,
        "radius_m": 250,
        "located_by": "ray_dem",
    }


def test_start_update_and_end_are_one_event():
    memory = Memory()
    start = seen("cam-event+json", a_message(), memory=memory)
    update = seen("cam-event+json", a_message(state="update", time="2025-11-23T08:50:09+08:00"), memory=memory)
    end = seen("cam-event+json", a_message(state="end", time="2025-11-23T08:50:19+08:00"), memory=memory)
    assert {event.phenomenon_time for event in (start, update, end)} == {1_763_859_000_000_000}
    assert [event.revision for event in (start, update, end)] == [0, 1842, ENDED]


@pytest.mark.parametrize(
    ("flag", "quality", "why"),
    [
        ("N", Quality.GOOD, Check.NONE),
        ("D", Quality.UNRELIABLE, Check.FAULT),
        ("S", Quality.DOUBTFUL, Check.MANUAL),
        ("?", Quality.DOUBTFUL, Check.NONE),
    ],
)
def test_a_gauge_that_was_read_is_a_reading(flag: str, quality: Quality, why: Check):
    reading = {"name": "water_level_m", "value": 41.62, "datum": "1985", "gauge_zero_m": 38.0, "quality": flag}
    raw = ask("cam-event+json", a_message(type="water_gauge", reading=reading))
    (taken,) = raw.readings
    assert (taken.source, taken.property, taken.unit, taken.value) == ("water_level_m", "water_level", "m", 41.62)
    assert (taken.quality, taken.why, taken.address, taken.time) == (quality, why, DEVICE, 1_763_859_000_000_000)
    assert raw.addressed[0].event.attrs["gauge_zero_m"] == 38.0


def test_a_reading_may_leave_the_unit_to_the_registry():
    (taken,) = ask("cam-event+json", a_message(reading={"name": "water_level", "value": 1})).readings
    assert (taken.property, taken.unit) == ("water_level", "")


def test_a_shifted_datum_is_converted():
    event = seen("cam-event+json", a_message(location={"lon": 114.07, "lat": 32.13, "crs": "GCJ-02"}))
    assert 0.003 < 114.07 - event.lon < 0.007
    assert 0.001 < abs(32.13 - event.lat) < 0.004


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"schema": "cam.event/2"}, Code.BAD_VALUE),
        ({"event_id": ""}, Code.MISSING_FIELD),
        ({"state": "maybe"}, Code.BAD_VALUE),
        ({"time": "noon"}, Code.BAD_TIME),
        ({"confidence": 7}, Code.BAD_VALUE),
        ({"location": {"lon": 1, "lat": 2, "crs": "moon"}}, Code.BAD_LOCATION),
    ],
)
def test_what_cannot_be_taken_says_why(changes: dict[str, Any], code: Code):
    assert [refusal.code for refusal in ask("cam-event+json", a_message(**changes)).refusals] == [code]


@given(
    st.dictionaries(st.sampled_from(sorted(a_message())), st.none() | st.floats() | st.text() | st.lists(st.floats()))
)
def test_no_message_raises(changes: dict[str, Any]):
    ask("cam-event+json", a_message(**changes))
