"""Targets as people and programs write them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.errors import ApprovalError
from alerts.target import Aim, Stretch
from alerts.target_document import parse_target, target_document

WHOLE = {
    "divisions": ["411528"],
    "polygons": [[[114.5, 32.2], [114.9, 32.2], [114.9, 32.6], [114.5, 32.2]]],
    "circles": [{"lon": 114.7, "lat": 32.4, "radius_m": 2000}],
    "fences": ["dam"],
    "reaches": [{"from": "A", "to": "C"}, {"from": "A", "hours": 6, "width_m": 500}],
    "groups": ["防汛队"],
}


def test_a_target_is_read_as_it_is_written():
    target = parse_target(WHOLE)
    assert target.divisions == ("411528000000",)
    assert target.circles == ((114.7, 32.4, 2000.0),)
    assert target.stretches == (Stretch(station="A", until="C"), Stretch(station="A", hours=6.0, width_m=500.0))
    assert parse_target(target_document(target)) == target


def test_a_journal_row_does_without_rings():
    assert target_document(parse_target(WHOLE), has_rings=False)["polygons"] == []


RING = WHOLE["polygons"][0]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"polygon": []}, "target: unknown key 'polygon', did you mean \"polygons\"?"),
        ({"divisions": ["41152"]}, "target.divisions[0]: expected a division code of 2, 4, 6, 9 or 12 digits"),
        ({"polygons": [RING[:-1]]}, "target.polygons[0]: expected a ring of 4 to"),
        ({"polygons": [[*RING[:-1], [1, 1]]]}, "target.polygons[0]: expected a closed ring"),
        ({"polygons": [[[lat, lon] for lon, lat in RING]]}, "positions are [lon, lat], these look swapped"),
        ({"polygons": [[[float("nan"), 1], *RING[1:]]]}, "target.polygons[0][0]: expected [lon, lat]"),
        ({"circles": [{"lon": 32.4, "lat": 114.7, "radius_m": 9}]}, "these look swapped"),
        ({"circles": [{"lon": 1, "lat": 2}]}, "target.circles[0].radius_m: expected a number above 0"),
        ({"circles": [{"lon": 1, "lat": 2, "radius_m": float("nan")}]}, "radius_m: expected a number above 0"),
        ({"reaches": [{"from": "A"}]}, "target.reaches[0]: expected one of to, hours and distance_m, got none"),
        ({"reaches": [{"from": "A", "to": "B", "hours": 1}]}, "got to and hours"),
        ({"groups": ["a,b"]}, "target.groups[0]: expected 1 to 64 characters without commas"),
        ({"fences": "dam"}, "target.fences: expected a list of at most"),
    ],
)
def test_what_cannot_be_meant_is_told_where(change, message):
    with pytest.raises(ApprovalError) as refusal:
        parse_target(change)
    assert refusal.value.code == "bad_target"
    assert message in str(refusal.value)


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(sorted(WHOLE)), inner, max_size=4),
    max_leaves=12,
)


@given(_JSON)
def test_garbage_is_a_target_or_a_refusal(document):
    with suppress(ApprovalError):
        assert isinstance(parse_target(document), Aim)
