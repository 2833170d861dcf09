from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from reports.case import facts_of
from reports.facts import Facts
from reports.truth_facts import Detection, is_in, is_near
from tests.unit.reports.journals import NOWHERE, a_danger, a_drill, a_warning, an_incident, at, chained, entry


def judged(*rows: Any, truth: list[dict[str, Any]]) -> Facts:
    return facts_of(chained([a_drill(truth=truth), *rows]), now=at(600))


def test_a_danger_is_detected_when_an_incident_stood_at_its_level_while_it_lasted():
    facts = judged(an_incident(20, "raised", "orange"), truth=[a_danger(45, "orange")])
    (danger,) = facts.dangers or ()
    assert (danger.detection, danger.detected) == (Detection.DETECTED, at(20))
    assert facts.doubted.false == ()


def test_a_lower_level_is_underrated_and_silence_is_missed():
    facts = judged(
        an_incident(20, "raised", "yellow"), truth=[a_danger(45, "red"), a_danger(45, "red", station="XY-H09")]
    )
    assert [each.detection for each in facts.dangers or ()] == [Detection.UNDERRATED, Detection.MISSED]


def test_what_ended_before_the_danger_did_not_detect_it():
    rows = [an_incident(1, "raised", "red"), an_incident(10, "cleared", "none")]
    (danger,) = judged(*rows, truth=[a_danger(45, "red")]).dangers or ()
    assert danger.detection is Detection.MISSED


def test_the_lead_is_from_the_warning_at_that_level_to_the_crossing():
    rows = [
        a_warning(20, "issued", level="yellow", stage="issued"),
        a_warning(31, "issued", id="w-2", stage="issued"),
        a_warning(50, "issued", id="w-3", msgType="Cancel", level="red", stage="issued"),
    ]
    before, after = judged(*rows, truth=[a_danger(45, "orange"), a_danger(25, "orange")]).dangers or ()
    assert (before.lead, after.lead) == (timedelta(minutes=14), timedelta(minutes=-6))


def test_a_warning_that_was_taken_back_or_lowered_before_the_danger_did_not_warn_of_it():
    for back in ({"msgType": "Cancel", "level": "orange"}, {"msgType": "Update", "level": "yellow"}):
        rows = [a_warning(5, "issued", stage="issued"), a_warning(20, "issued", id="w-2", stage="issued", **back)]
        never, late = (
            judged(*rows, truth=[a_danger(45, "orange")]).dangers or (),
            judged(*rows, a_warning(50, "issued", id="w-3", stage="issued"), truth=[a_danger(45, "orange")]).dangers
            or (),
        )
        assert [each.lead for each in never] == [None]
        assert [each.lead for each in late] == [timedelta(minutes=-5)]


def test_a_warning_stands_for_its_division_whichever_gauge_led_to_it():
    rows = [an_incident(20, "raised", "orange"), a_warning(30, "issued", stage="issued")]
    (danger,) = judged(*rows, truth=[a_danger(45, "orange", station="XY-H77")]).dangers or ()
    assert (danger.detection, danger.lead) == (Detection.MISSED, timedelta(minutes=15))


def test_an_incident_is_false_only_where_the_truth_speaks_of_its_hazard():
    rows = [
        an_incident(20, "raised", "red", id="i-1", station="XY-H77", division="411527000000"),
        an_incident(20, "raised", "red", id="i-2", hazard="11B03"),
        an_incident(20, "raised", "red", id="i-3", kind="lost"),
    ]
    doubted = judged(*rows, truth=[a_danger(45, "orange")]).doubted
    assert (doubted.false, doubted.unjudged) == (("i-1",), ("i-2",))


def test_without_a_drill_no_truth_is_recorded():
    facts = facts_of(chained([an_incident(1, "raised", "red")]), now=at(9))
    assert facts.dangers is None
    assert facts.doubted.false == ()


def test_a_danger_without_a_station_is_met_anywhere_in_its_division():
    facts = judged(
        an_incident(20, "raised", "orange"), truth=[a_danger(45, "orange", station="", division="411500000000")]
    )
    assert [each.detection for each in facts.dangers or ()] == [Detection.DETECTED]


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("411500000000", "411528000000", True),
        ("411528000000", "411500000000", True),
        ("411000000000", "411100000000", False),
        ("", "411528000000", True),
        ("x", "411528000000", False),
    ],
)
def test_divisions_are_near_when_one_contains_the_other(one: str, other: str, *, near: bool):
    assert is_near(one, other) is near


def test_a_city_does_not_lie_in_its_county():
    assert is_in("411528100000", "411528000000")
    assert not is_in("411500000000", "411528000000")


def test_what_somebody_changed_in_the_course_of_a_drill_is_the_truth_from_then_on():
    began, earlier = [a_danger(240, "red")], [a_danger(45, "red")]
    changed = entry("drill", 10, division=NOWHERE, act="changed", truth=earlier)
    (danger,) = judged(changed, truth=began).dangers or ()
    assert danger.start == at(45)


def test_people_are_warned_of_what_stands_by_the_warning_of_whatever_stands_for_it():
    rows = [
        an_incident(20, "raised", "orange", inhibited_by=["city"]),
        a_warning(31, "issued", hazard="11B67", division="411500000000", incident="city", stage="issued"),
    ]
    (danger,) = judged(*rows, truth=[a_danger(45, "orange")]).dangers or ()
    assert danger.warned == at(31)
    (danger,) = judged(an_incident(20, "raised", "orange"), rows[1], truth=[a_danger(45, "orange")]).dangers or ()
    assert danger.warned is None


def test_what_is_lower_than_anything_the_truth_speaks_of_is_not_called_false():
    rows = [an_incident(20, "raised", level, id=level, station="XY-H99") for level in ("blue", "yellow")]
    facts = judged(*rows, truth=[a_danger(45, "yellow"), a_danger(45, "orange")])
    assert (facts.doubted.false, facts.doubted.unjudged) == (("yellow",), ("blue",))
