"""Events of Dahua cameras."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.wire.cameras.sighting import ENDED
from ingest.wire.raw import Memory
from ingest.wire.refusal import Code
from tests.unit.ingest.builders import NOW
from tests.unit.ingest.wire.cameras.telling import ask, seen, through_the_door

UTC = 1_763_859_000


def an_event(action: str = "Pulse", code: str = "CrossLineDetection", **data: Any) -> dict[str, Any]:
    return {"Action": action, "Code": code, "Index": 3, "Data": {"UTC": UTC, "UTCMS": 250, "Name": "weir"} | data}


def test_a_pulse_is_an_event_with_its_box():
    box = {"ObjectType": "Human", "BoundingBox": [4096, 2048, 8192, 6144]}
    event = seen("dahua+json", an_event(Object=box))
    assert (event.kind, event.bbox) == ("line_crossed", (0.5, 0.25, 0.5, 0.5))
    assert event.phenomenon_time == UTC * 1_000_000 + 250_000
    assert event.id == f"CrossLineDetection:3:{event.phenomenon_time}:weir"
    assert event.attrs == {
        "state": "pulse",
        "code": "CrossLineDetection",
        "rule": "weir",
        "target": "person",
        "channel": "3",
    }


def test_start_and_stop_are_one_event():
    memory = Memory()
    start = seen("dahua+json", an_event("Start", "VideoMotion"), memory=memory)
    stop = seen("dahua+json", an_event("Stop", "VideoMotion", UTC=UTC + 7), memory=memory)
    assert (start.id, start.phenomenon_time) == (stop.id, stop.phenomenon_time)
    assert (start.revision, stop.revision, stop.attrs["end"]) == (0, ENDED, "2025-11-23T00:50:07.250Z")


def test_a_stop_without_a_start_is_no_event():
    raw = ask("dahua+json", an_event("Stop"))
    assert (raw.addressed, raw.refusals) == ((), ())


def test_the_true_utc_wins_and_local_text_stands_in():
    assert seen("dahua+json", an_event(RealUTC=UTC + 60)).phenomenon_time == (UTC + 60) * 1_000_000 + 250_000
    local = {"Action": "Pulse", "Code": "AlarmLocal", "Data": {"LocaleTime": "2025-11-23 08:50:00"}}
    assert seen("dahua+json", local).phenomenon_time == UTC * 1_000_000
    assert seen("dahua+json", {"Action": "Pulse", "Code": "AlarmLocal"}).phenomenon_time == NOW


def test_a_channel_leads_to_the_camera_behind_the_recorder():
    decoded = through_the_door("dahua+json", b'{"Action":"Pulse","Code":"VideoLoss","Index":3}')
    assert not decoded.rejects
    assert [(event.station, event.lon, event.lat, event.kind) for event in decoded.events] == [
        ("CAM-3", 1.0, 2.0, "camera_fault")
    ]


def test_a_channel_that_is_not_registered_is_refused_when_the_recorder_has_an_address():
    decoded = through_the_door("dahua+json", b'{"Action":"Pulse","Code":"VideoLoss","Index":4}')
    assert [reject.code for reject in decoded.rejects] == [Code.ADDRESS_MISMATCH]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"Action": "Pulse"}, Code.MISSING_FIELD),
        (an_event("Dance"), Code.BAD_VALUE),
        (an_event(UTC=1), Code.TIME_OUT_OF_RANGE),
        (b"", Code.MALFORMED_JSON),
    ],
)
def test_what_cannot_be_taken_says_why(body: Any, code: Code):
    assert [refusal.code for refusal in ask("dahua+json", body).refusals] == [code]


@given(
    st.dictionaries(
        st.sampled_from(["UTC", "UTCMS", "Object", "Name", "LocaleTime"]), st.none() | st.floats() | st.text()
    )
)
def test_no_event_raises(data: dict[str, Any]):
    ask("dahua+json", an_event(**data))
