"""Routes about the journal as a whole."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.answer import answer, instant_parameter, number_cursor, page
from api.auth import Administrator, Viewer, check_everywhere
from api.given import Parts
from api.journal import row_json
from api.journal_search import Sought, last_before, searched
from api.ports import Store
from api.query import Cursor, Limit
from api.schema.journal import JournalPage, VerdictShape
from incidents.journal import Fault, Row, verify

router = APIRouter(prefix="/api/v1/journal", tags=["journal"])

#: Rows that one request looks at; ``fenghuo audit verify`` looks at all of them.
MOST = 200_000
_PAGE = 2_000


@router.get("/verify", response_model=VerdictShape)
def verify_journal(*, caller: Administrator, parts: Parts) -> Response:
    """Recompute the hash chains from the first row on; says where they break first, and how far it looked."""
    check_everywhere(caller.within, what="the journal is checked")
    # In this order: people go on writing meanwhile.
    head = parts.store.journal_head()
    heads = parts.store.chain_heads()
    rows = _Counted(_rows(parts.store))
    broken = verify(rows, heads=heads, head_seq=head)
    is_cut = rows.count >= MOST
    if broken is not None and broken.fault is Fault.MISSING_TAIL and is_cut:
        broken = None
    shown = None if broken is None else {"fault": broken.fault.value, "seq": broken.seq}
    return answer({"rows": rows.count, "until": rows.last, "is_all": not is_cut, "broken": shown})


@router.get("/search", response_model=JournalPage)
def search_journal(
    *,
    caller: Viewer,
    parts: Parts,
    actor: Annotated[str, Query(max_length=100, description="Part of the name of who did it.")] = "",
    kind: Annotated[str, Query(max_length=50, description="Of what the rows tell; empty: of everything.")] = "",
    acts: Annotated[
        bool, Query(description="Only what was asked for from somewhere, by a person or a program.")
    ] = False,
    before: Annotated[str | None, Query(max_length=40, description="Only what was before this instant.")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """Search the journal backwards; a page may be short or empty, and `next` says where to go on looking."""
    start = number_cursor(cursor)
    if start is None:
        until = None if before is None else instant_parameter(before, name="before")
        start = last_before(parts.store, until, within=caller.within) + 1
    sought = Sought(actor=actor, kind=kind, is_act=acts, within=caller.within)
    found = searched(parts.store, sought, before=start, limit=limit)
    return page([row_json(row, role=caller.role) for row in found.rows], cursor=found.rest)


class _Counted:
    """Rows that pass by, and how many did."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        #: Rows so far, and the sequence number of the last one.
        self.count = self.last = 0

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.count, self.last = self.count + 1, row.seq
            yield row


def _rows(store: Store) -> Iterator[Row]:
    """Return the rows from the first on, as many as one request looks at."""
    last = count = 0
    while count < MOST and (page := store.journal(since=last, limit=min(_PAGE, MOST - count))):
        yield from page
        last, count = page[-1].seq, count + len(page)
