"""Columns at the edge: what the headers of an uploaded table were taken for, before anything is read by them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.exchange import FIELDS, KINDS, kind_of, taken_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sensing.exchange.table import Table

#: Rows shown of each column.
SHOWN = 3
#: Characters shown of a cell.
_LONGEST = 120


def columns_answer(tables: Sequence[Table], *, kind: str = "") -> dict[str, Any]:
    """Return each table with its columns: header, field that it was taken for, and what stands in it.

    Args:
        tables: Of one file.
        kind: What the rows are; empty: told by the sheet or the header.
    """
    is_alone = len(tables) == 1
    return {
        "tables": [_table(table, kind=kind or kind_of(table, is_alone=is_alone)) for table in tables],
        "fields": {each: list(FIELDS[each]) for each in KINDS},
    }


def _table(table: Table, *, kind: str) -> dict[str, Any]:
    taken = taken_for(table.header, kind=kind) if kind else {}
    return {
        "name": table.name,
        "kind": kind,
        "rows": len(table.rows),
        "columns": [
            {
                "header": header,
                "field": taken.get(place, ""),
                "sample": [row.cells[place][:_LONGEST] for row in table.rows[:SHOWN] if place < len(row.cells)],
            }
            for place, header in enumerate(table.header)
            if header
        ],
    }
