"""Auditing: the journal as a stream of stored rows, on a connection of its own that sees one instant."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import psycopg

from incidents.audit import Line
from store.postgres.failures import translated
from store.queries import named_queries

if TYPE_CHECKING:
    from collections.abc import Iterator

_SQL = named_queries("journal")
#: Rows fetched at once; as many are in memory.
_PAGE: Final = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A journal at one instant."""

    head_seq: int
    #: Last hash of each division's chain, as kept apart from the rows.
    heads: dict[str, bytes]
    #: Every row from the start on.
    lines: Iterator[Line]


@contextmanager
def journal_at_once(dsn: str, *, start: int = 1) -> Iterator[Standing]:
    """Read the journal from a row on, all of it as it is now; writers go on meanwhile.

    Raises:
        StoreError: If the database is away, or holds no journal.
    """
    with translated(), psycopg.connect(dsn, connect_timeout=5, options="-c timezone=UTC") as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        ((head_seq,),) = connection.execute(_SQL["head"]).fetchall()
        heads: dict[str, bytes] = dict(connection.execute(_SQL["chain_heads"]).fetchall())
        yield Standing(head_seq=head_seq, heads=heads, lines=_lines(connection, start))


def _lines(connection: psycopg.Connection[Any], start: int) -> Iterator[Line]:
    with translated(), connection.cursor(name="journal", binary=True) as cursor:
        cursor.execute(_SQL["lines"], {"start": start})
        while page := cursor.fetchmany(_PAGE):
            yield from map(Line._make, page)
