from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensing.errors import InstantError
from sensing.instant import BEIJING, format_instant, from_micros, parse_instant, span_micros, to_micros

instants = st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC))


@given(instants)
def test_microseconds_lose_nothing(instant):
    assert from_micros(to_micros(instant)) == instant


@given(instants)
def test_the_printed_instant_reads_back_to_the_millisecond(instant):
    rounded = instant.replace(microsecond=instant.microsecond // 1000 * 1000)
    assert parse_instant(format_instant(rounded)) == rounded


def test_an_offset_is_taken_into_account():
    assert parse_instant("2026-07-19T14:03:22+08:00") == datetime(2026, 7, 19, 6, 3, 22, tzinfo=UTC)


def test_beijing_is_eight_hours_ahead_all_year():
    assert datetime(2026, 1, 1, tzinfo=UTC).astimezone(BEIJING).hour == 8
    assert datetime(2026, 7, 1, tzinfo=UTC).astimezone(BEIJING).hour == 8


@pytest.mark.parametrize(
    "text", ["2026-07-19T14:03:22", "yesterday", "", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00+08:00"]
)
def test_a_text_that_is_no_instant_with_a_zone_is_refused(text):
    with pytest.raises(InstantError, match="expected an RFC 3339 instant"):
        parse_instant(text)


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(InstantError, match="expected an instant with a zone"):
        to_micros(datetime(2026, 1, 1))


def test_a_span_is_counted_in_microseconds():
    assert span_micros(timedelta(minutes=10)) == 600_000_000
