from __future__ import annotations

import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.trial.instant import TrialError, format_clock, parse_clock, parse_date
from rules.trial.timeline import Sample, parse_events, parse_samples, parse_statuses
from sensing.quality import Quality

DATE = parse_date("2026-07-19")
HERE = (114.07, 32.13)


def clock(text: str) -> int:
    return parse_clock(text, date=DATE)


def samples(text: str) -> list[Sample]:
    return parse_samples(text, date=DATE)


def test_single_readings_keep_their_order():
    assert [(each.at, each.value) for each in samples("10:05 41.6, 10:00 -0.5")] == [
        (clock("10:05"), 41.6),
        (clock("10:00"), -0.5),
    ]


def test_a_range_repeats_a_value_or_goes_evenly_from_one_to_another():
    assert [each.value for each in samples("10:00..10:10/5m 40")] == [40, 40, 40]
    assert [each.value for each in samples("10:00..11:00/20m 40..43")] == [40, 41, 42, 43]
    assert [each.value for each in samples("10:00..10:00/5m 40..43")] == [40]


def test_marks_say_quality_arrival_and_place_in_any_order():
    (sample,) = samples("10:00 40.2 @10:07 doubtful (114.1 31.6)")
    assert (sample.quality, sample.arrival, sample.lon, sample.lat) == (
        Quality.DOUBTFUL,
        clock("10:07"),
        114.1,
        31.6,
    )
    (plain,) = samples("10:00 1")
    assert plain.arrival == plain.at
    assert math.isnan(plain.lon)


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("10:00", 'expected a time and a value such as 10:05 41.6, got "10:00"'),
        ("10:00 40, ", 'got ""'),
        ("10:00 forty", 'expected a number, or two such as 40..43, got "forty"'),
        ("10:00 1e999", 'expected a number that can be stored, got "1e999"'),
        ("10:00 1 doutful", 'unknown word "doutful", did you mean "doubtful"?'),
        ("10:00..11:00 1", "expected a range of times such as 10:00..11:00/5m"),
        ("11:00..10:00/5m 1", "that goes forward in steps"),
        ("10:00..11:00/5 1", "expected a duration"),
        ("0:00..9999:00/1s 1", "expected at most 100000 readings"),
    ],
)
def test_what_cannot_be_read_is_named(text, detail):
    with pytest.raises(TrialError) as caught:
        samples(text)
    assert detail in str(caught.value)


def test_events_have_class_confidence_facts_and_place():
    first, second = parse_events(
        "10:00 fire_smoke 0.91 count=3 label=smoke, 10:05 person (114 32)", station="C1", date=DATE, place=HERE
    )
    assert (first.kind, first.confidence, first.attrs, (first.lon, first.lat)) == (
        "fire_smoke",
        0.91,
        {"count": 3.0, "label": "smoke"},
        HERE,
    )
    assert (second.confidence, (second.lon, second.lat)) == (None, (114.0, 32.0))
    assert first.id != second.id


def test_a_range_of_events_is_as_many_events():
    found = parse_events("10:00..10:02/1m fire 0.9", station="C1", date=DATE, place=HERE)
    assert [format_clock(each.result_time, date=DATE) for each in found] == ["10:00", "10:01", "10:02"]


def test_a_station_comes_and_goes():
    found = parse_statuses("10:00 online, 10:20 offline", station="C1", division="411500000000", date=DATE)
    assert [(each.is_online, format_clock(each.result_time, date=DATE)) for each in found] == [
        (True, "10:00"),
        (False, "10:20"),
    ]
    with pytest.raises(TrialError, match='did you mean "offline"'):
        parse_statuses("10:00 ofline", station="C1", division="411500000000", date=DATE)


@given(st.text(alphabet="0123456789:./ms@() ,dgoubtfl-", max_size=40))
def test_garbage_is_refused_with_a_reason_and_never_crashes(text):
    with suppress(TrialError):
        assert all(math.isfinite(each.value) for each in samples(text))
