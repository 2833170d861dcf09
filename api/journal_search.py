"""Journal search: who did what, looked for backwards, so much at a time that nobody waits long for nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from api.ports import Journal
    from incidents.journal import Row

#: Rows that one request looks at, of the kind that is asked for.
MOST: Final = 20_000
_PAGE: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What somebody looks for."""

    #: Part of the name of who did it, in whatever case; empty: anybody.
    actor: str
    #: Empty: every kind.
    kind: str
    #: Only what was asked for from somewhere, not what the system did by itself.
    is_act: bool
    within: str

    def matches(self, row: Row) -> bool:
        """Return whether a row of that kind is meant."""
        data = row.entry.data
        if self.is_act and "from" not in data:
            return False
        return self.actor.casefold() in str(data.get("actor", "")).casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found, the newest first."""

    rows: Sequence[Row]
    #: Rows before this one were not looked at; None: there are none.
    rest: int | None


def searched(journal: Journal, sought: Sought, *, before: int, limit: int) -> Found:
    """Look from a sequence number backwards until enough is found, or enough was looked at."""
    rows: list[Row] = []
    looked = 0
    while looked < MOST:
        page = journal.journal_before(before=before, limit=_PAGE, within=sought.within, kind=sought.kind)
        for row in page:
            before = row.seq
            if sought.matches(row):
                rows.append(row)
                if len(rows) == limit:
                    return Found(rows=rows, rest=before if before > 1 else None)
        looked += len(page)
        if len(page) < _PAGE:
            return Found(rows=rows, rest=None)
    return Found(rows=rows, rest=before)


def last_before(journal: Journal, until: datetime | None, *, within: str) -> int:
    """Return the sequence number of the last row before an instant, by halving: the journal is in the order of time."""
    low, high = 0, journal.journal_head()
    while until is not None and low < high:
        middle = (low + high) // 2
        found = journal.journal(since=middle, limit=1, within=within)
        if not found or found[0].entry.at >= until:
            high = middle
        else:
            low = found[0].seq
    return high
