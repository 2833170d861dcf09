"""Alerts of Hikvision cameras."""

from __future__ import annotations

import pytest

from ingest.wire.cameras.sighting import ENDED
from ingest.wire.raw import Memory
from ingest.wire.refusal import Code
from tests.unit.ingest.wire.cameras.telling import ask, seen

TARGET = """<DetectionRegionList><DetectionRegionEntry><detectionTarget>human</detectionTarget>
<TargetRect><X>0.5</X><Y>0.25</Y><width>0.1</width><height>0.2</height></TargetRect>
</DetectionRegionEntry></DetectionRegionList>"""


def an_alert(
    type_: str = "linedetection", *, state: str = "active", at: str = "2025-11-23T08:50:00+08:00", rest: str = ""
) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<EventNotificationAlert version="2.0" xmlns="http://www.hikvision.com/ver20/XMLSchema">
<ipAddress>192.0.2.7</ipAddress><channelID>1</channelID><dateTime>{at}</dateTime><activePostCount>1</activePostCount>
<eventType>{type_}</eventType><eventState>{state}</eventState><eventDescription>line crossing</eventDescription>{rest}
</EventNotificationAlert>"""


def test_an_alert_is_an_event_with_its_box():
    event = seen("hikvision+xml", an_alert(rest=TARGET))
    assert (event.kind, event.bbox, event.phenomenon_time) == (
        "line_crossed",
        (0.5, 0.25, 0.1, 0.2),
        1_763_859_000_000_000,
    )
    assert event.id == "linedetection:1:1763859000000000"
    assert event.attrs == {
        "type": "linedetection",
        "target": "human",
        "description": "line crossing",
        "channel": "1",
        "state": "start",
    }


def test_repetitions_belong_to_the_start_and_inactive_ends_it():
    memory = Memory()
    start = seen("hikvision+xml", an_alert(), memory=memory)
    assert not ask("hikvision+xml", an_alert(at="2025-11-23T08:50:01+08:00"), memory=memory).addressed
    end = seen("hikvision+xml", an_alert(state="inactive", at="2025-11-23T08:50:02"), memory=memory)
    assert (start.id, ENDED, "2025-11-23T00:50:02Z") == (end.id, end.revision, end.attrs["end"])
    after = seen("hikvision+xml", an_alert(at="2025-11-23T08:50:03+08:00"), memory=memory)
    assert after.id != start.id


def test_the_sign_of_life_is_no_event():
    raw = ask("hikvision+xml", an_alert("videoloss", state="inactive"))
    assert (raw.addressed, raw.refusals) == ((), ())


@pytest.mark.parametrize(
    ("type_", "kind"),
    [("VMD", "motion"), ("shelteralarm", "camera_fault"), ("fireDetection", "fire_smoke"), ("zzz", "other")],
)
def test_the_type_gives_the_class(type_: str, kind: str):
    assert seen("hikvision+xml", an_alert(type_)).kind == kind


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<a/>", Code.WRONG_TYPE),
        (an_alert(""), Code.MISSING_FIELD),
        (an_alert(state="perhaps"), Code.BAD_VALUE),
        (an_alert(at="noon"), Code.BAD_TIME),
        ("<EventNotificationAlert>", Code.MALFORMED_FRAME),
    ],
)
def test_what_cannot_be_taken_says_why(body: str, code: Code):
    assert [refusal.code for refusal in ask("hikvision+xml", body).refusals] == [code]
