from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.wire.refusal import Code, Refusal
from ingest.wire.sl651.bcd import digits_of, instant, instant_of, minute_stamp, number, stamp, step
from sensing.instant import BEIJING, Micros, to_micros
from tests.unit.ingest.wire.sl651.making import MINUTE, SENT


@pytest.mark.parametrize(
    ("raw", "decimals", "value"),
    [
        ("00041500", 3, 41.5),
        ("000005", 1, 0.5),
        ("FF0125", 1, -12.5),
        ("FF00", 1, 0.0),
        ("FF1234", 2, -12.34),
        ("FFFFFF", 1, None),
        ("FF", 0, None),
        ("99", 0, 99.0),
    ],
)
def test_digits_make_a_number(raw: str, decimals: int, value: float | None):
    assert number(bytes.fromhex(raw), decimals) == value


@pytest.mark.parametrize("raw", ["0A00", "F012", "FFFA", "00FF"])
def test_other_letters_are_refused(raw: str):
    refused = number(bytes.fromhex(raw), 0)
    assert isinstance(refused, Refusal)
    assert refused.code is Code.BAD_VALUE


@given(st.integers(-999_999, 9_999_999), st.integers(0, 7))
def test_what_is_written_is_read(digits: int, decimals: int):
    value = digits / 10**decimals
    assert number(digits_of(value, size=4, decimals=decimals), decimals) == value


def test_missing_is_written_as_ones():
    assert digits_of(None, size=3, decimals=1) == b"\xff\xff\xff"


def test_a_number_too_large_is_a_broken_promise():
    with pytest.raises(ValueError, match="at most 4 digits"):
        digits_of(12345, size=2, decimals=0)


def test_times_are_beijing_times():
    assert instant(bytes.fromhex("251123090000")) == SENT
    assert instant(bytes.fromhex("2511230901")) == SENT + MINUTE
    assert stamp(Micros(SENT)).hex() == "251123090000"
    assert minute_stamp(Micros(SENT)).hex() == "2511230900"


def test_every_year_is_one_of_this_century():
    assert instant_of("591011155111") == to_micros(datetime(2059, 10, 11, 15, 51, 11, tzinfo=BEIJING))


@pytest.mark.parametrize("digits", ["251323090000", "FFFFFFFFFFFF", "2511", "251123250000", "", "25112309000A"])
def test_what_is_no_time_is_refused(digits: str):
    refused = instant_of(digits)
    assert isinstance(refused, Refusal)
    assert refused.code is Code.BAD_TIME


def test_a_step_is_days_hours_minutes():
    assert step(bytes.fromhex("000005")) == 5 * MINUTE
    assert step(bytes.fromhex("010203")) == (24 * 60 + 2 * 60 + 3) * MINUTE
    assert step(b"\xff\xff\xff") == 0


@pytest.mark.parametrize("digits", ["", "00", "0015", "00000500"])
def test_a_step_of_another_length_is_none(digits: str):
    assert step(bytes.fromhex(digits)) == 0
