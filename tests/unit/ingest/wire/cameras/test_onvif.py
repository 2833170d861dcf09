"""ONVIF notifications as gateways write them in JSON."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.wire.raw import Memory
from ingest.wire.refusal import Code
from sensing.instant import parse_instant, to_micros
from tests.unit.ingest.wire.cameras.telling import ask, seen

MOTION = "tns1:RuleEngine/CellMotionDetector/Motion"
START, END = "2025-11-23T01:00:00Z", "2025-11-23T01:00:20Z"


def a_notification(
    topic: str = MOTION, *, state: Any = None, at: str = START, operation: str = "Changed", name: str = "IsMotion"
) -> dict[str, Any]:
    data = [] if state is None else [{"Name": name, "Value": state}]
    return {
        "Topic": topic,
        "Message": {
            "UtcTime": at,
            "PropertyOperation": operation,
            "Source": {"SimpleItem": [{"Name": "VideoSourceConfigurationToken", "Value": "1"}]},
            "Data": {"SimpleItem": data},
        },
    }


def test_a_state_is_one_event_from_true_to_false():
    memory = Memory()
    start = seen("onvif+json", a_notification(state="true"), memory=memory)
    end = seen("onvif+json", a_notification(state="false", at=END), memory=memory)
    assert start.id == end.id == f"RuleEngine/CellMotionDetector/Motion:1:{to_micros(parse_instant(START))}"
    assert start.phenomenon_time == end.phenomenon_time == to_micros(parse_instant(START))
    assert start.revision < end.revision
    assert (start.kind, start.attrs["state"], end.attrs["state"], end.attrs["end"]) == ("motion", "start", "end", END)


def test_a_repetition_and_an_end_without_a_start_are_no_events():
    memory = Memory()
    assert not ask("onvif+json", a_notification(state=False), memory=memory).addressed
    assert ask("onvif+json", a_notification(state=True), memory=memory).addressed
    assert not ask("onvif+json", a_notification(state=True, at=END), memory=memory).addressed


def test_a_message_decoded_twice_says_the_same_twice():
    memory = Memory()
    for message in (a_notification(state=True), a_notification(state=False, at=END)):
        assert ask("onvif+json", message, memory=memory) == ask("onvif+json", message, memory=memory)


@pytest.mark.parametrize("operation", ["Initialized", "Deleted"])
def test_the_sync_of_a_state_is_no_event(operation: str):
    raw = ask("onvif+json", a_notification(state=True, operation=operation))
    assert (raw.addressed, raw.refusals) == ((), ())


@pytest.mark.parametrize(
    ("topic", "name", "kind"),
    [
        ("tns1:VideoSource/MotionAlarm", "State", "motion"),
        ("tns1:RuleEngine/FieldDetector/ObjectsInside", "IsInside", "intrusion"),
        ("tns1:RuleEngine/LineDetector/Crossed", "ObjectId", "line_crossed"),
        ("tns1:Device/Trigger/DigitalInput", "LogicalState", "digital_input"),
        ("tns1:Device/HardwareFailure/FanFailure", "Failed", "camera_fault"),
        ("tnsacme:Analytics/FireDetector/Flame", "State", "fire_smoke"),
        ("tnsacme:Analytics/Weather", "Rain", "other"),
    ],
)
def test_the_topic_gives_the_class(topic: str, name: str, kind: str):
    assert seen("onvif+json", a_notification(topic, state="1", name=name)).kind == kind


SPELLINGS: list[Any] = [
    a_notification(state="true"),
    [a_notification(state="true")],
    {"NotificationMessage": [a_notification(state="true")]},
    {
        "wsnt:Topic": {"$": {"Dialect": "…"}, "_": MOTION},
        "wsnt:Message": {
            "tt:Message": {
                "$": {"UtcTime": START, "PropertyOperation": "Changed"},
                "tt:Source": {
                    "tt:SimpleItem": {"$": {"Name": "VideoSourceConfigurationToken", "Value": "1"}},
                },
                "tt:Data": {"tt:SimpleItem": {"$": {"Name": "IsMotion", "Value": "true"}}},
            }
        },
    },
    {
        "topic": MOTION,
        "@UtcTime": START,
        "source": {"VideoSourceConfigurationToken": "1"},
        "data": {"IsMotion": True},
    },
    {
        "Topic": {"@Dialect": "…", "#text": MOTION},
        "Message": {
            "@UtcTime": START,
            "@PropertyOperation": "Changed",
            "Source": {"SimpleItem": {"@Name": "VideoSourceConfigurationToken", "@Value": "1"}},
            "Data": {"SimpleItem": {"@Name": "IsMotion", "@Value": "true"}},
        },
    },
]


@pytest.mark.parametrize("body", SPELLINGS)
def test_every_spelling_says_the_same(body: Any):
    assert seen("onvif+json", body) == seen("onvif+json", SPELLINGS[0])


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, Code.MISSING_FIELD),
        (7, Code.MISSING_FIELD),
        (b"{", Code.MALFORMED_JSON),
        (a_notification(at="noon"), Code.BAD_TIME),
    ],
)
def test_what_cannot_be_taken_says_why(body: Any, code: Code):
    assert [refusal.code for refusal in ask("onvif+json", body).refusals] == [code]


_keys = st.sampled_from(["Topic", "Message", "Source", "Data", "SimpleItem", "Name", "Value", "$", "@UtcTime", "id"])
_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_keys, inner, max_size=5),
)


@given(_values)
def test_no_document_raises(body: Any):
    for codec in ("onvif+json", "dahua+json", "frigate+json", "cam-event+json"):
        ask(codec, body)
