from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rules.trial.instant import TrialError, format_clock, is_clock, parse_clock, parse_date
from sensing.instant import from_micros

DATE = parse_date("2026-07-19")


@pytest.mark.parametrize(
    ("text", "hour", "minute", "second"),
    [("10:05", 2, 5, 0), ("08:00", 0, 0, 0), ("8:00:30", 0, 0, 30)],
)
def test_times_are_in_beijing(text, hour, minute, second):
    assert from_micros(parse_clock(text, date=DATE)) == datetime(2026, 7, 19, hour, minute, second, tzinfo=UTC)


def test_hours_run_on_into_the_next_days():
    assert from_micros(parse_clock("34:05", date=DATE)) == datetime(2026, 7, 20, 2, 5, tzinfo=UTC)


@pytest.mark.parametrize("text", ["10:05", "34:05", "00:00:01"])
def test_a_time_is_shown_as_it_was_written(text):
    assert format_clock(parse_clock(text, date=DATE), date=DATE) == text


def test_parts_of_a_second_are_shown():
    assert format_clock(parse_clock("10:05", date=DATE) + 250_000, date=DATE) == "10:05:00.25"


@pytest.mark.parametrize("text", ["10", "10:5", "10:60", "ten", "-1:00", "１０:05"])
def test_what_is_no_time_is_refused(text):
    assert not is_clock(text)
    with pytest.raises(TrialError, match="expected a time such as 10:05"):
        parse_clock(text, date=DATE)


@pytest.mark.parametrize("text", ["19.7.2026", "2026-02-30", "20260719", "2026-07-19T00:00"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(TrialError, match="expected a date such as 2026-07-19"):
        parse_date(text)
