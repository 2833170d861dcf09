from __future__ import annotations

import numpy as np

from api.schema.observation import (
    ObservationShape,
    QuarantineShape,
    aggregate_items,
    event_json,
    observation_items,
    quarantine_json,
)
from sensing.batch import empty_batch, make_batch
from sensing.event import Reject, SensedEvent
from sensing.instant import to_micros
from sensing.quality import Check, Quality
from sensing.stored import QuarantineRow
from tests.unit.api.world import NOW


def test_a_reading_carries_its_quality_and_the_checks_that_lowered_it():
    batch = make_batch(
        datastream=[1, 1],
        phenomenon_time=[to_micros(NOW), to_micros(NOW) + 1500],
        value=[1.0, 2.0],
        quality=[Quality.GOOD, Quality.UNRELIABLE],
        why=[Check.NONE, Check.DEVICE | Check.RANGE],
    )
    items = observation_items(batch)
    assert items[0] == {"t": "2026-07-19T06:00:00Z", "v": 1.0, "q": "good", "why": []}
    assert items[1] == {"t": "2026-07-19T06:00:00.001Z", "v": 2.0, "q": "unreliable", "why": ["device", "range"]}
    for item in items:
        ObservationShape.model_validate(item)


def test_no_readings_are_an_empty_list():
    assert observation_items(empty_batch()) == []


def test_a_bucket_is_told_by_where_it_starts():
    items = aggregate_items(np.array([to_micros(NOW)]), np.array([3.5]))
    assert items == [{"t": "2026-07-19T06:00:00Z", "v": 3.5}]


def test_an_event_shows_its_picture_if_there_is_one():
    event = SensedEvent(
        station="C1",
        id="1",
        phenomenon_time=0,
        result_time=0,
        kind="fire_smoke",
        confidence=None,
        lon=1.0,
        lat=2.0,
        image_url="https://a/b.jpg",
    )
    image = {"url": "https://a/b.jpg", "sha256": "", "kept": False, "why": ""}
    assert event_json(event, image=image)["image"] == image
    assert event_json(event)["image"] is None


def test_quarantine_shows_bytes_that_are_no_text():
    reject = Reject(topic="t", payload=b"\xff\0", code="malformed_json", detail="d", result_time=0)
    shown = quarantine_json(QuarantineRow(id=3, reject=reject))
    assert set(shown) == set(QuarantineShape.model_fields)
    assert (shown["payload"], shown["size"]) == ("�\0", 2)
