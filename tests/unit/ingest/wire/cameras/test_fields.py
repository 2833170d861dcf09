from __future__ import annotations

from typing import Any

import pytest

from ingest.wire.cameras.fields import (
    MAX_TEXT,
    instant_text,
    list_of,
    mapping_of,
    number_of,
    shown_instant,
    text_of,
    truth_of,
    unit_box,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [(" a ", "a"), (7, "7"), (1.5, "1.5"), (True, ""), (None, ""), ([], ""), ("x" * 999, "x" * MAX_TEXT), (10**99, "")],
)
def test_text_may_be_a_number(value: Any, text: str):
    assert text_of(value) == text


@pytest.mark.parametrize(
    ("value", "number"),
    [(1, 1.0), ("1.5", 1.5), ("nan", None), (1e999, None), (10**999, None), (True, None), ("x", None), (None, None)],
)
def test_a_number_may_be_text_and_is_finite(value: Any, number: float | None):
    assert number_of(value) == number


@pytest.mark.parametrize(
    ("value", "truth"),
    [(True, True), ("TRUE", True), (1, True), ("0", False), ("off", False), ("2", None), (None, None)],
)
def test_a_truth_may_be_written_in_many_ways(value: Any, truth: object):
    assert truth_of(value) is truth


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-11-23T09:00:00", "2025-11-23T09:00:00+08:00"),
        ("2025-11-23 09:00:00.25", "2025-11-23T09:00:00.25+08:00"),
        ("2025/1/3 9:00:00", "2025-01-03T09:00:00+08:00"),
        ("2025-11-23T09:00:00Z", "2025-11-23T09:00:00Z"),
        ("2025-11-23T09:00:00+0800", "2025-11-23T09:00:00+08:00"),
        ("2025-11-23T09:00:00-03:30", "2025-11-23T09:00:00-03:30"),
        ("noon", "noon"),
        ("", ""),
    ],
)
def test_a_time_without_a_zone_is_beijing_time(text: str, expected: str):
    assert instant_text(text) == expected


def test_one_item_is_an_array_of_one():
    assert (list_of(1), list_of([1]), list_of(None)) == ([1], [1], [])
    assert (mapping_of({"a": 1}), mapping_of([])) == ({"a": 1}, {})


def test_an_instant_is_shown_in_utc():
    assert shown_instant(1_763_859_000_500_000) == "2025-11-23T00:50:00.500Z"


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ((0.1, 0.2, 0.3, 0.4), (0.1, 0.2, 0.3, 0.4)),
        ((-0.1, 0.9, 0.3, 0.4), (0.0, 0.9, 0.2, 0.1)),
        ((1.0, 0.0, 0.5, 0.5), None),
        ((0.5, 0.5, -0.1, 0.1), None),
    ],
)
def test_a_box_is_cut_at_the_edge(box: tuple[float, ...], expected: tuple[float, ...] | None):
    assert unit_box(*box) == expected
