from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.journal import Row
from reports.errors import ReportError
from reports.reading import SLACK, recorded_rows, rows_between
from sensing.instant import format_instant
from tests.unit.reports.journals import a_whole_drill, at, chained, entry

DAY = 24 * 60


class Shelf:
    """A journal in memory that counts how often it is asked."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows
        self.asked = 0

    def journal(self, *, since: int = 0, limit: int = 1000, within: str = "") -> list[Row]:
        self.asked += 1
        return [row for row in self.rows if row.seq > since and row.entry.division.startswith(within)][:limit]

    def journal_head(self) -> int:
        return self.rows[-1].seq if self.rows else 0


def a_year() -> Shelf:
    divisions = ("411528000000", "411527000000", "0" * 12)
    return Shelf(chained([entry("rule", day * DAY, division=divisions[day % 3]) for day in range(365)]))


@given(first=st.integers(-5, 370), days=st.integers(0, 40), within=st.sampled_from(["", "4115", "411527", "99"]))
def test_no_row_of_the_period_is_missed(first: int, days: int, within: str):
    shelf = a_year()
    start, end = at(first * DAY), at((first + days) * DAY)
    found = rows_between(shelf, start=start, end=end, within=within)
    inside = [row for row in shelf.journal(limit=999, within=within) if start <= row.entry.at <= end]
    assert [row for row in found if row in inside] == inside
    assert [row.seq for row in found] == [row.seq for row in shelf.journal(limit=999, within=within) if row in found]
    assert all(row.entry.at <= end + SLACK for row in found)
    assert sum(row.entry.at < start - SLACK for row in found) <= 1


def test_a_period_at_the_end_of_a_long_journal_is_found_without_reading_it():
    shelf = a_year()
    rows_between(shelf, start=at(360 * DAY), end=at(365 * DAY))
    assert shelf.asked < 15


def test_too_many_rows_are_refused():
    with pytest.raises(ReportError, match="expected at most 10 journal rows"):
        rows_between(a_year(), start=at(0), end=at(365 * DAY), most=10)


def line(row: Row, **changes: Any) -> str:
    shown = {
        "seq": row.seq, "at": format_instant(row.entry.at), "kind": row.entry.kind, "division": row.entry.division,
        "data": row.entry.data, "previous": row.previous.hex(), "hash": row.hash.hex(),
    }  # fmt: skip
    return json.dumps(shown | changes)


def test_what_a_drill_wrote_is_read_back():
    rows = a_whole_drill()
    assert list(recorded_rows([*map(line, rows), "\n"], name="journal.jsonl")) == rows


@pytest.mark.parametrize(
    "wrong", ["{", "[]", "{}", line(a_whole_drill()[0], at="yesterday"), line(a_whole_drill()[0], hash="xyz"),
              line(a_whole_drill()[0], data=[])],
)  # fmt: skip
def test_a_line_that_is_no_row_is_named(wrong: str):
    with pytest.raises(ReportError, match=r"^run/journal.jsonl:2: expected a journal row as JSON, got"):
        list(recorded_rows([line(a_whole_drill()[0]), wrong], name="run/journal.jsonl"))
