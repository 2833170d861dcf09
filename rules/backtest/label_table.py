"""Label tables: labelled events from a CSV file as offices write it. Pure.

Columns are found by Chinese or English headers; a bad row is named with its number, and the others count. Times
without a zone are Beijing time.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rules.backtest.errors import BacktestError
from rules.backtest.label import LabelledEvent
from sensing.exchange.cell import unescaped
from sensing.exchange.column import columns_of
from sensing.exchange.comma import decoded, read_csv
from sensing.exchange.table import TableError
from sensing.exchange.value import CellError, check_row
from sensing.instant import BEIJING
from sensing.level import LADDER, Level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sensing.exchange.column import Names
    from sensing.exchange.table import Row

LABEL_NAMES: Names = {
    "start": ("开始时间", "起始时间", "发生时间", "开始", "起", "from", "begin", "onset", "start time"),
    "end": ("结束时间", "终止时间", "解除时间", "结束", "止", "to", "until", "end time"),
    "station": ("站码", "站号", "测站编码", "测站代码", "站点编码", "stcd", "station id"),
    "division": ("行政区划", "行政区划代码", "行政区划码", "区划代码", "addvcd", "adcd", "division code"),
    "level": ("等级", "级别", "预警等级", "预警级别", "颜色", "colour", "color"),
    "name": ("名称", "事件", "事件名称", "事件描述", "说明", "备注", "event", "title"),
}

_LEVELS: dict[str, Level] = {
    word: level
    for level, words in zip(
        LADDER,
        (
            ("blue", "蓝色", "蓝", "ⅳ", "iv", "四", "4"),
            ("yellow", "黄色", "黄", "ⅲ", "iii", "三", "3"),
            ("orange", "橙色", "橙", "ⅱ", "ii", "二", "2"),
            ("red", "红色", "红", "ⅰ", "i", "一", "1"),
        ),
        strict=True,
    )
    for word in (unicodedata.normalize("NFKC", each).casefold() for each in words)
}
_LOCAL = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]*(\d{1,2})[:时](?:(\d{1,2})分?)?(?::(\d{1,2})(?:\.0+)?)?)?"
)
_DIVISION = re.compile(r"\d{2}|\d{4}|\d{6}|\d{9}|\d{12}")
#: Digits at which a division code ends.
_ENDS = (2, 4, 6, 9, 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """A row that cannot be used."""

    #: Number that a spreadsheet shows beside it; the header is row 1.
    row: int
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What a table of labels holds."""

    #: In order of their start.
    events: tuple[LabelledEvent, ...]
    bad: tuple[BadRow, ...] = ()
    #: Headers that mean nothing here.
    ignored: tuple[str, ...] = ()


def read_labels(data: bytes, *, origin: str = "labels") -> Labels:
    """Return the labelled events of a CSV file in UTF-8 (with or without mark), UTF-16 or GB18030.

    Raises:
        BacktestError: If the file is no table, or has no column for the start.
    """
    try:
        table = read_csv(decoded(data)[0])
        places, ignored = columns_of(table.header, names=LABEL_NAMES, mapping={}, where=origin)
    except TableError as error:
        raise BacktestError(f"{origin}: {error}") from None
    if "start" not in places:
        has = ", ".join(repr(text) for text in table.header[:20])
        raise BacktestError(f"{origin}: expected a column such as 开始时间 or start, the header has {has}")
    events: list[LabelledEvent] = []
    bad: list[BadRow] = []
    for row in table.rows:
        try:
            events.append(_event(row, places))
        except CellError as error:
            bad.append(BadRow(row=row.number, detail=str(error)))
    events.sort(key=lambda event: event.start)
    return Labels(events=tuple(events), bad=tuple(bad), ignored=ignored)


def _event(row: Row, places: Mapping[str, int]) -> LabelledEvent:
    check_row(row)
    cells = {name: unescaped(row.cells[at]).strip() for name, at in places.items()}
    start = instant_of("start", cells["start"])
    end = instant_of("end", cells["end"]) if cells.get("end") else start
    if end < start:
        raise CellError(f"end: expected an instant not before the start {cells['start']!r}, got {cells['end']!r}")
    return LabelledEvent(
        start=start,
        end=end,
        station=cells.get("station", ""),
        division=_division(cells.get("division", "")),
        level=_level(cells.get("level", "")),
        name=cells.get("name", "")[:200],
    )


def instant_of(field: str, cell: str) -> datetime:
    """Return the instant of a cell as offices write it; without a zone it is Beijing time.

    Raises:
        CellError: If it is no time; ``field`` is what it is called there.
    """
    text = unicodedata.normalize("NFKC", cell).strip()
    try:
        if found := _LOCAL.fullmatch(text):
            return datetime(*(int(part or 0) for part in found.groups()), tzinfo=BEIJING).astimezone(UTC)  # type: ignore[misc,arg-type]
        instant = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise CellError(f"{field}: expected a time such as 2026-07-19 14:03, got {cell[:40]!r}") from None
    aware = instant if instant.tzinfo is not None else instant.replace(tzinfo=BEIJING)
    return aware.astimezone(UTC)


def _division(cell: str) -> str:
    code = unicodedata.normalize("NFKC", cell).strip()
    if code and not _DIVISION.fullmatch(code):
        raise CellError(f"division: expected a code of 2, 4, 6, 9 or 12 digits, got {cell[:40]!r}")
    return next((code[:end] for end in _ENDS if not code[end:].strip("0")), code)


def _level(cell: str) -> Level:
    word = unicodedata.normalize("NFKC", cell).strip().casefold().removesuffix("预警").removesuffix("级")
    if not word or word == "none":
        return Level.NONE
    if word not in _LEVELS:
        raise CellError(f"level: expected blue, yellow, orange or red (蓝 黄 橙 红, Ⅳ Ⅲ Ⅱ Ⅰ), got {cell[:40]!r}")
    return _LEVELS[word]
