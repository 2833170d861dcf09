"""Reading: finds the rows of a period in a journal that is asked by sequence number, and reads rows from a file.

Rows are in commit order and an entry carries the instant of its act, so that instants rise with the numbers but for the
few that came late (an answer that waited for its gateway). Two hours more at both ends catch those.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Protocol

from incidents.journal import Entry, Row
from reports.errors import ReportError
from sensing.errors import InstantError
from sensing.instant import parse_instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

#: How far instants may be out of order.
SLACK: Final = timedelta(hours=2)
#: Rows that one report is made of at most.
MOST: Final = 200_000
_PAGE: Final = 5_000


class JournalReader(Protocol):
    """A journal that is asked by sequence number."""

    def journal(self, *, since: int = 0, limit: int = 1000, within: str = "") -> list[Row]:
        """Return rows of a subtree after a sequence number, ascending."""

    def journal_head(self) -> int:
        """Return the newest sequence number, 0 for an empty journal."""


def rows_between(
    journal: JournalReader, *, start: datetime, end: datetime, within: str = "", most: int = MOST
) -> list[Row]:
    """Return the rows of a period, and some before and after it, none of those between left out.

    Args:
        journal: Where they stand.
        start: From when, inclusive.
        end: Until when, inclusive.
        within: Digits of the subtree that they are of; empty: all.
        most: More than this are refused.

    Raises:
        ReportError: If there are more.
    """
    found: list[Row] = []
    since, last = _before(journal, start - SLACK, within=within), end + SLACK
    while page := journal.journal(since=since, limit=_PAGE, within=within):
        found += page
        if len(found) > most:
            raise ReportError(f"expected at most {most} journal rows for one report, got more: shorten its period")
        if page[-1].entry.at > last:
            break
        since = page[-1].seq
    # Only the end is cut off: a row taken out of the middle would look like one that somebody took out.
    while found and found[-1].entry.at > last:
        found.pop()
    return found


def _before(journal: JournalReader, instant: datetime, *, within: str) -> int:
    """Return a sequence number after which every row of an instant and later stands."""
    low, high = 0, journal.journal_head()
    while high - low > 1:
        middle = (low + high) // 2
        rows = journal.journal(since=middle, limit=1, within=within)
        if rows and rows[0].entry.at < instant:
            low = max(middle, rows[0].seq)
        else:
            high = middle
    return low


def recorded_rows(lines: Iterable[str], *, name: str) -> Iterator[Row]:
    """Yield the rows of a file of journal rows, one JSON object a line, as a drill leaves it.

    Args:
        lines: Of the file.
        name: Of the file, for errors.

    Raises:
        ReportError: If a line is no such row; names file and line.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield _row(json.loads(line))
        except (KeyError, TypeError, ValueError, RecursionError, InstantError) as error:
            raise ReportError(f"{name}:{number}: expected a journal row as JSON, got {line[:60]!r}: {error}") from None


def _row(shown: dict[str, Any]) -> Row:
    data = shown["data"]
    if not isinstance(data, dict):
        raise TypeError("data is no object")
    entry = Entry(
        kind=str(shown["kind"]), division=str(shown["division"]), at=parse_instant(str(shown["at"])), data=data
    )
    previous, own = bytes.fromhex(shown["previous"]), bytes.fromhex(shown["hash"])
    return Row(seq=int(shown["seq"]), entry=entry, previous=previous, hash=own)
