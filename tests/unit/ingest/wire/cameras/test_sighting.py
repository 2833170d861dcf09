from __future__ import annotations

from ingest.wire.cameras.sighting import Sighting, local_address, place_of, told
from ingest.wire.cameras.vocabulary import EventClass
from ingest.wire.refusal import Code, Refusal
from tests.unit.ingest.builders import NOW
from tests.unit.ingest.wire.cameras.telling import CAMERA


def a_sighting(id_: str = "a", **given: object) -> Sighting:
    return Sighting(id=id_, kind=EventClass.MOTION, time=None, **given)  # type: ignore[arg-type]


def test_one_bad_sighting_never_blocks_the_good_ones():
    fault = Refusal(code=Code.BAD_TIME, detail="t")
    raw = told([fault, a_sighting(confidence=7.0), a_sighting("good")], station=CAMERA, arrived=NOW)
    assert [refusal.code for refusal in raw.refusals] == [Code.BAD_TIME, Code.BAD_VALUE]
    assert [addressed.event.id for addressed in raw.addressed] == ["good"]


def test_a_long_id_is_cut_and_stays_unique():
    raw = told([a_sighting("x" * 200 + end) for end in "ab"], station=CAMERA, arrived=NOW)
    first, second = (addressed.event.id for addressed in raw.addressed)
    assert len(first) == len(second) == 128
    assert first != second


def test_empty_facts_are_left_out():
    raw = told([a_sighting(attrs={"a": "", "b": None, "c": 0, "d": []})], station=CAMERA, arrived=NOW)
    assert raw.addressed[0].event.attrs == {"c": 0}


def test_a_place_needs_both_numbers_and_is_never_zero_zero():
    assert place_of(114.0, 32.0) == (114.0, 32.0)
    assert place_of(0.0, 32.0) == (0.0, 32.0)
    assert place_of(0.0, 0.0) is place_of(None, 1.0) is place_of(1.0, None) is None


def test_a_camera_of_a_recorder_is_named_after_both():
    assert (local_address(CAMERA, "3"), local_address(CAMERA, "")) == ("CAM-1/3", "")
