from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.wire.hj212.times import format_time, parse_time, request_number
from sensing.instant import Micros, to_micros


def utc(*parts: int) -> Micros:
    return to_micros(datetime(*parts, tzinfo=UTC))  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("20160801085857", utc(2016, 8, 1, 0, 58, 57)),
        ("20160801085857223", utc(2016, 8, 1, 0, 58, 57, 223_000)),
        ("201608010858", utc(2016, 8, 1, 0, 58)),
        ("20160801085860", None),
        ("20161301085857", None),
        ("2016-08-01", None),
        ("", None),
        ("２０１６０８０１０８５８５７", None),
        ("00010101000000", utc(1, 1, 1) - 8 * 3600 * 1_000_000),
    ],
)
def test_digits_are_beijing_time(text: str, instant: int | None):
    if text.startswith("0001"):
        assert parse_time(text) in {instant, None}
    else:
        assert parse_time(text) == instant


@given(st.text(alphabet="0123456789", max_size=20))
def test_any_digits_are_a_time_or_none(text: str):
    assert parse_time(text) is None or isinstance(parse_time(text), int)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)))
def test_a_request_number_names_its_instant_to_the_millisecond(at: datetime):
    instant = to_micros(at.replace(tzinfo=UTC))
    number = request_number(instant)
    assert len(number) == 17
    assert parse_time(number) == instant // 1000 * 1000
    assert parse_time(format_time(instant)) == instant // 1_000_000 * 1_000_000
