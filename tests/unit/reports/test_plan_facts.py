from __future__ import annotations

from typing import Any

import pytest

from reports.case import facts_of
from reports.plan_facts import Outcome
from tests.unit.reports.journals import (
    NOWHERE,
    a_drill,
    a_flood,
    a_warning,
    an_incident,
    at,
    chained,
    entry,
    expected,
    told,
    village,
)


def outcome(*more: Any, now: float = 400, key: str = "expect", **wanted: Any) -> Outcome:
    began = a_drill(until=None, **{key: [expected("x", wanted.pop("kind"), wanted.pop("by"), **wanted)]})
    rows = sorted([began, *a_flood(), *more], key=lambda each: each.at)
    (fact,) = facts_of(chained(rows), now=at(now)).plan
    return fact.outcome


@pytest.mark.parametrize(
    ("wanted", "came"),
    [
        ({"kind": "incident", "by": 20, "level": "orange"}, Outcome.MET),
        ({"kind": "incident", "by": 10, "level": "orange"}, Outcome.LATE),
        ({"kind": "incident", "by": 99, "level": "red"}, Outcome.MISSED),
        ({"kind": "warning", "by": 31, "hazard": "11A"}, Outcome.MET),
        ({"kind": "warning", "by": 31, "hazard": "11B"}, Outcome.MISSED),
        ({"kind": "warning", "by": 60, "channel": "mqtt"}, Outcome.MISSED),
        ({"kind": "warning", "by": 60, "division": "411527000000"}, Outcome.MISSED),
        ({"kind": "warning", "by": 60, "station": "XY-H09"}, Outcome.MISSED),
        ({"kind": "approval", "by": 29}, Outcome.LATE),
        ({"kind": "rollcall", "by": 60, "division": village(0)}, Outcome.MET),
        ({"kind": "dark_village", "by": 90}, Outcome.LATE),
        ({"kind": "task", "by": 10, "level": "orange"}, Outcome.MET),
        ({"kind": "cancel", "by": 280}, Outcome.MISSED),
        ({"kind": "cancel", "by": 900}, Outcome.PENDING),
        ({"kind": "no_stand_down", "by": 280, "level": "orange"}, Outcome.KEPT),
        ({"kind": "comment", "by": 100}, Outcome.MISSED),
        ({"kind": "of another version", "by": 100}, Outcome.MISSED),
    ],
    ids=str,
)
def test_an_expectation_is_met_late_or_missed(wanted: dict[str, Any], came: Outcome):
    assert outcome(**wanted) is came


@pytest.mark.parametrize("act", [{"msgType": "Cancel"}, {"level": "blue"}])
def test_a_stand_down_violates_what_must_hold(act: dict[str, str]):
    stood_down = a_warning(100, "issued", id="w-2", replaces="w-1", stage="issued", **act)
    assert outcome(stood_down, kind="no_stand_down", by=280, level="orange") is Outcome.VIOLATED
    assert outcome(stood_down, kind="no_stand_down", by=90) is Outcome.KEPT


def test_what_must_never_happen_is_violated_by_it_within_its_window_only():
    assert outcome(key="never", kind="warning", by=280) is Outcome.VIOLATED
    assert outcome(key="never", kind="warning", by=280, **{"from": expected("", "", 60)["by"]}) is Outcome.KEPT


def test_a_comment_answers_the_journalist():
    said = entry("drill", 50, division=NOWHERE, act="comment", inject="press", text="…")
    assert outcome(said, kind="comment", by=60) is Outcome.MET


def test_a_village_that_does_not_answer_is_no_incident_of_a_hazard():
    dark = an_incident(50, "raised", "orange", id="i-9", kind="dark_village", hazard="", station="")
    assert outcome(dark, kind="incident", by=60, hazard="11B67") is Outcome.MISSED
    assert outcome(dark, kind="incident", by=60, hazard="11A01") is Outcome.MET


def test_what_is_expected_may_come_earlier_once_somebody_acted_early():
    wanted = {"kind": "incident", "level": "orange", "by": 30}
    assert outcome(**wanted, **{"from": told(25)}) is Outcome.MISSED
    earlier = entry(
        "drill", 10, division=NOWHERE, act="changed", truth=[], expect=[expected("x", **wanted, **{"from": told(15)})]
    )
    assert outcome(earlier, **wanted, **{"from": told(25)}) is Outcome.MET
