from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rules.backtest.errors import BacktestError
from rules.backtest.label_table import read_labels
from sensing.level import Level

CHINESE = (
    "站码,开始时间,结束时间,预警等级,行政区划,备注\nXY-H03,2026-07-19 14:00,2026/7/19 16:30,Ⅱ级,411528000000,王家坝\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_office_files_are_read_in_every_encoding_as_beijing_time(encoding: str):
    (event,) = read_labels(CHINESE.encode(encoding)).events
    assert event.start == datetime(2026, 7, 19, 6, tzinfo=UTC)
    assert event.end == datetime(2026, 7, 19, 8, 30, tzinfo=UTC)
    assert (event.station, event.division, event.level, event.name) == ("XY-H03", "411528", Level.ORANGE, "王家坝")


def test_instants_with_a_zone_keep_it_and_an_event_without_an_end_is_an_instant():
    (event,) = read_labels(b"start,station\n2026-07-19T06:00:00Z,A\n").events
    assert event.start == event.end == datetime(2026, 7, 19, 6, tzinfo=UTC)
    assert event.level is Level.NONE


@pytest.mark.parametrize(
    ("text", "level"),
    [("蓝", 1), ("黄色预警", 2), ("三级", 2), ("Ⅰ", 4), ("RED", 4), ("4", 1), ("orange", 3), ("none", 0)],
)
def test_levels_are_read_as_people_write_them(text: str, level: int):
    (event,) = read_labels(f"start,level\n2026-07-19,{text}\n".encode()).events
    assert event.level == level


@pytest.mark.parametrize(
    ("row", "detail"),
    [
        ("yesterday,,", "start: expected a time such as"),
        (",,", ""),
        ("2026-13-01,,", "start: expected a time such as"),
        ("2026-07-19,2026-07-18,", "end: expected an instant not before the start"),
        ("2026-07-19,,purple", "level: expected blue"),
    ],
)
def test_a_bad_row_is_named_and_the_others_count(row: str, detail: str):
    found = read_labels(f"start,end,level\n2026-07-01,,\n{row}\n".encode())
    assert len(found.events) == 1
    if detail:
        assert found.bad[0].row == 3
        assert found.bad[0].detail.startswith(detail)


def test_unknown_columns_are_named_and_a_missing_start_is_refused():
    assert read_labels(b"start,weather\n2026-07-19,fine\n").ignored == ("weather",)
    with pytest.raises(BacktestError, match="expected a column such as"):
        read_labels(b"a,b\n1,2\n")
    with pytest.raises(BacktestError, match=r"labels\.csv: "):
        read_labels(b"", origin="labels.csv")
