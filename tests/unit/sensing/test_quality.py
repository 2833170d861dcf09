from __future__ import annotations

from sensing.quality import Check, Quality


def test_a_worse_quality_is_a_higher_number():
    assert Quality.GOOD < Quality.DOUBTFUL < Quality.UNRELIABLE


def test_failed_checks_are_listed_by_name():
    assert (Check.RANGE | Check.DEVICE).keys == ["device", "range"]


def test_no_failed_check_lists_nothing():
    assert Check.NONE.keys == []
