"""Messages of Frigate."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.wire.cameras.sighting import ENDED
from ingest.wire.refusal import Code
from tests.unit.ingest.wire.cameras.telling import CAMERA, ask, seen

START = 1_763_859_000.5


def a_message(phase: str = "new", **changes: Any) -> dict[str, Any]:
    after = {
        "id": "1763859000.5-abc123",
        "camera": "weir",
        "label": "person",
        "frame_time": START,
        "start_time": START,
        "end_time": None,
        "score": 0.7,
        "top_score": 0.84,
        "false_positive": False,
        "box": [640, 360, 768, 540],
        "entered_zones": ["bank"],
        "has_snapshot": True,
    }
    return {"type": phase, "before": {}, "after": after | changes}


def test_new_update_and_end_are_one_event_that_grows():
    new = seen("frigate+json", a_message())
    update = seen("frigate+json", a_message("update", frame_time=START + 2, top_score=0.9))
    end = seen("frigate+json", a_message("end", frame_time=START + 9, end_time=START + 9, top_score=0.95))
    assert {event.id for event in (new, update, end)} == {"1763859000.5-abc123"}
    assert {event.phenomenon_time for event in (new, update, end)} == {1_763_859_000_500_000}
    assert [event.revision for event in (new, update, end)] == [0, 2000, ENDED]
    assert [event.confidence for event in (new, update, end)] == [0.84, 0.9, 0.95]
    assert end.attrs["end"] == "2025-11-23T00:50:09.500Z"


def test_an_update_is_never_older_than_the_start():
    assert seen("frigate+json", a_message("update")).revision == 1


@pytest.mark.parametrize(
    ("label", "kind"), [("car", "vehicle"), ("dog", "animal"), ("smoke", "fire_smoke"), ("umbrella", "other")]
)
def test_the_label_gives_the_class(label: str, kind: str):
    event = seen("frigate+json", a_message(label=label))
    assert (event.kind, event.attrs["label"]) == (kind, label)


def test_a_box_is_a_part_of_the_picture_when_its_size_is_known():
    noted = replace(CAMERA, notes={"frame_size": "1280x720"})
    event = seen("frigate+json", a_message(), station=noted)
    assert event.bbox == (0.5, 0.5, 0.1, 0.25)
    assert "box_px" not in event.attrs
    of_camera = replace(CAMERA, notes={"frame_size": "1x1", "frame_size/weir": "2560x1440"})
    assert seen("frigate+json", a_message(), station=of_camera).bbox == (0.25, 0.25, 0.05, 0.125)


def test_a_box_of_unknown_size_is_kept_in_pixels():
    event = seen("frigate+json", a_message())
    assert (event.bbox, event.attrs["box_px"]) == (None, [640, 360, 768, 540])


def test_the_picture_is_where_the_station_says():
    noted = replace(CAMERA, notes={"snapshot_url": "http://nvr:5000/api/events/{id}/snapshot.jpg"})
    url = "http://nvr:5000/api/events/1763859000.5-abc123/snapshot.jpg"
    assert seen("frigate+json", a_message(), station=noted).image_url == url
    assert seen("frigate+json", a_message(id="a/../b"), station=noted).image_url.endswith("/a%2F..%2Fb/snapshot.jpg")
    assert not seen("frigate+json", a_message(has_snapshot=False), station=noted).image_url


def test_cameras_are_told_apart_by_their_name():
    assert [told.address for told in ask("frigate+json", a_message()).addressed] == ["CAM-1/weir"]


def test_a_false_positive_is_no_event():
    assert not ask("frigate+json", a_message(false_positive=True)).addressed


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (a_message("gone"), Code.BAD_VALUE),
        (a_message(id=""), Code.MISSING_FIELD),
        (a_message(start_time="soon"), Code.MISSING_FIELD),
        (a_message(start_time=0), Code.TIME_OUT_OF_RANGE),
        ([], Code.BAD_VALUE),
    ],
)
def test_what_cannot_be_taken_says_why(body: Any, code: Code):
    assert [refusal.code for refusal in ask("frigate+json", body).refusals] == [code]


@given(
    st.dictionaries(
        st.sampled_from(sorted(a_message()["after"])), st.none() | st.floats() | st.text() | st.lists(st.integers())
    )
)
def test_no_message_raises(changes: dict[str, Any]):
    ask("frigate+json", a_message("end", **changes), station=replace(CAMERA, notes={"frame_size": "1280x720"}))


@pytest.mark.parametrize("size", ["00x00", "0x720", "1280x00"])
def test_a_frame_without_extent_leaves_the_box_in_pixels(size: str):
    (told,) = ask("frigate+json", a_message(frame_size=size, box=[10, 20, 30, 40])).addressed
    assert told.event.bbox is None
    assert told.event.attrs["box_px"] == [10, 20, 30, 40]
