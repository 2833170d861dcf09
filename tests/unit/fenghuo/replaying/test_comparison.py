from __future__ import annotations

from typing import Any

from fenghuo.replaying.comparison import differences


def warning(at: str, *, level: str = "orange", station: str = "XY-H03") -> dict[str, str]:
    return {
        "at": at, "hazard": "11A01", "level": level, "type": "Update", "division": "411528000000", "station": station,
    }  # fmt: skip


def outcome(*warnings: dict[str, str], **changes: str) -> Any:
    facts = {"lead": "000:10:00", "found": "detected", "met": "met", "digest": "ab"} | changes
    danger = {"from": "010:00:00", "hazard": "11A01", "level": "red", "place": "XY-H03", "outcome": facts["found"]}
    return {
        "id": "x",
        "digest": facts["digest"],
        "warnings": [*warnings],
        "dangers": [danger | {"lead": facts["lead"]}],
        "expected": [{"id": "called", "outcome": facts["met"]}],
    }


def test_the_same_outcome_differs_in_nothing():
    assert differences(outcome(warning("001:00:00")), outcome(warning("001:00:00"))) == []


def test_another_journal_is_told_where_nothing_else_differs():
    assert differences(outcome(), outcome(digest="cd")) == ["another journal with the same outcome: ab → cd"]
    assert differences(outcome(), outcome(digest="cd", met="missed")) == ["expectation called: met → missed"]


def test_a_warning_that_is_missing_or_added_is_told():
    assert differences(outcome(warning("001:00:00")), outcome()) == [
        "missing: 001:00:00 11A01 orange Update 411528000000 XY-H03"
    ]
    assert differences(outcome(), outcome(warning("001:00:00"))) == [
        "added: 001:00:00 11A01 orange Update 411528000000 XY-H03"
    ]


def test_one_that_comes_at_another_time_is_told_once():
    before, after = outcome(warning("003:00:00")), outcome(warning("001:30:00"))
    assert differences(before, after) == [
        "earlier by 1 h 30 min: 003:00:00 11A01 orange Update 411528000000 XY-H03 → 001:30:00"
    ]
    assert differences(outcome(warning("001:00:00")), outcome(warning("001:00:20"))) == [
        "later by 0 min 20 s: 001:00:00 11A01 orange Update 411528000000 XY-H03 → 001:00:20"
    ]


def test_another_level_at_the_same_place_and_time_is_one_difference_not_two():
    before, after = outcome(warning("001:00:00")), outcome(warning("001:10:00", level="red"))
    assert differences(before, after) == [
        "level changed: 001:00:00 11A01 orange Update 411528000000 XY-H03 → 001:10:00 red"
    ]


def test_another_level_long_after_is_another_warning():
    before, after = outcome(warning("001:00:00")), outcome(warning("003:00:01", level="red"))
    assert [line.split(":")[0] for line in differences(before, after)] == ["missing", "added"]


def test_a_danger_that_is_missed_or_has_less_lead_is_told():
    assert differences(outcome(), outcome(found="missed", lead="")) == [
        "danger 11A01 red at XY-H03 from 010:00:00: detected → missed"
    ]
    assert differences(outcome(), outcome(lead="-000:05:00")) == [
        "danger 11A01 red at XY-H03 from 010:00:00: lead 000:10:00 → -000:05:00"
    ]


def test_an_expectation_that_is_no_longer_met_is_told():
    assert differences(outcome(), outcome(met="missed")) == ["expectation called: met → missed"]
