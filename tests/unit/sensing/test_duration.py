from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensing.duration import LONGEST, format_duration, parse_duration
from sensing.errors import DurationError


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("90s", timedelta(seconds=90)),
        ("10m", timedelta(minutes=10)),
        ("1h30m", timedelta(minutes=90)),
        ("2d", timedelta(days=2)),
        ("1d2h3m4s", timedelta(days=1, hours=2, minutes=3, seconds=4)),
        ("1.5s", timedelta(seconds=1.5)),
        ("0.000001s", timedelta(microseconds=1)),
        ("0s", timedelta(0)),
        ("0", timedelta(0)),
    ],
)
def test_durations_are_read(text, span):
    assert parse_duration(text) == span


@pytest.mark.parametrize(
    "text", ["", "10", "m", "30m1h", "1m1m", "-5m", "1.5h", "10 m", "10M", "5min", "1e3s", "١0m", "10m\n"]
)
def test_anything_else_is_refused_with_an_example(text):
    with pytest.raises(DurationError, match="expected a duration such as 90s, 10m, 1h30m or 2d, got"):
        parse_duration(text)


@pytest.mark.parametrize("text", ["367d", "99999999d99999999h"])
def test_more_than_a_year_is_refused(text):
    with pytest.raises(DurationError, match="expected at most 366d"):
        parse_duration(text)


@given(st.timedeltas(min_value=timedelta(0), max_value=LONGEST))
def test_what_is_written_is_read_back(span):
    assert parse_duration(format_duration(span)) == span


@pytest.mark.parametrize("text", ["0s", "1d", "1h30m", "1m30s", "0.5s", "1h0.25s"])
def test_durations_are_written_as_people_do(text):
    assert format_duration(parse_duration(text)) == text
