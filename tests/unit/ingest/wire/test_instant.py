from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.wire.instant import EARLIEST, MAX_AHEAD, Time, resolve_instant
from ingest.wire.refusal import Code, Refusal
from sensing.instant import from_micros, to_micros
from tests.unit.ingest.builders import NOW, NOW_MS


@pytest.mark.parametrize(
    ("t", "micros"),
    [
        (None, NOW),
        (NOW_MS, NOW),
        (NOW_MS + 0.5, NOW + 500),
        (float(NOW_MS), NOW),
        ("2025-11-23T01:06:40Z", NOW),
        ("2025-11-23T09:06:40+08:00", NOW),
        ("2025-11-23t01:06:40.25z", NOW + 250_000),
        (EARLIEST // 1000, EARLIEST),
        ((NOW + MAX_AHEAD) // 1000, NOW + MAX_AHEAD),
    ],
)
def test_every_way_to_write_a_time_names_the_same_instant(t: Time, micros: int):
    assert resolve_instant(t, arrived=NOW) == micros


@pytest.mark.parametrize(
    ("t", "code", "reason"),
    [
        (0, Code.TIME_OUT_OF_RANGE, "got 0"),
        ("1970-01-01T00:00:00Z", Code.TIME_OUT_OF_RANGE, "2000-01-01T00:00:00Z to 2025-11-24T01:06:40Z"),
        (EARLIEST // 1000 - 1, Code.TIME_OUT_OF_RANGE, "expected 2000"),
        ("2099-01-01T00:00:00Z", Code.TIME_OUT_OF_RANGE, "2099"),
        ((NOW + MAX_AHEAD) // 1000 + 1, Code.TIME_OUT_OF_RANGE, "a day after arrival"),
        (NOW_MS // 1000, Code.TIME_OUT_OF_RANGE, "is it in seconds?"),
        (NOW, Code.TIME_OUT_OF_RANGE, "is it in microseconds?"),
        (NOW * 1000, Code.TIME_OUT_OF_RANGE, "is it in nanoseconds?"),
        (-1, Code.TIME_OUT_OF_RANGE, "got -1"),
        (10**400, Code.TIME_OUT_OF_RANGE, "expected"),
        (float("nan"), Code.TIME_OUT_OF_RANGE, "nan"),
        (float("-inf"), Code.TIME_OUT_OF_RANGE, "inf"),
        ("2025-11-23T01:06:40", Code.BAD_TIME, "with a zone"),
        ("2025-11-23 09:06", Code.BAD_TIME, "with a zone"),
        ("2025-02-30T00:00:00Z", Code.BAD_TIME, "2025-02-30"),
        ("0001-01-01T00:00:00+08:00", Code.BAD_TIME, "0001"),
        ("1763860000000", Code.BAD_TIME, "'1763860000000'"),
        ("", Code.BAD_TIME, "got ''"),
        ("\ud800", Code.BAD_TIME, "ud800"),
    ],
)
def test_a_time_that_cannot_be_believed_is_refused_with_a_hint(t: Time, code: Code, reason: str):
    refusal = resolve_instant(t, arrived=NOW)
    assert isinstance(refusal, Refusal)
    assert refusal.code is code
    assert reason in refusal.detail


@given(st.datetimes(datetime(2000, 1, 2), datetime(2025, 11, 23), timezones=st.timezones()))
def test_rfc_3339_round_trips(instant: datetime):
    # Zones of the nineteenth century have offsets in seconds, which RFC 3339 cannot write; these years have none.
    found = resolve_instant(instant.isoformat(), arrived=NOW)
    assert isinstance(found, int)
    assert abs(from_micros(found) - instant.astimezone(UTC)) < timedelta(microseconds=1)
    assert found == to_micros(instant)


@given(st.one_of(st.integers(), st.floats(), st.text()))
def test_nothing_makes_it_raise_or_leave_the_window(t: Time):
    found = resolve_instant(t, arrived=NOW)
    assert isinstance(found, Refusal) or EARLIEST <= found <= NOW + MAX_AHEAD
