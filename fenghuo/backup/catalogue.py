"""What a database consists of, asked of its own catalogue, so that no table can be forgotten.

A table is ours when a migration speaks of it; what somebody else put into the same schema is neither saved nor touched.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, timedelta
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from fenghuo.backup.errors import BackupError
from fenghuo.backup.manifest import Column, Sequence, Table
from store.postgres.failures import translated
from store.queries import named_queries

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from store.migrate import Migration

SQL: Final = named_queries("snapshot")
#: Where migrations are remembered: told by the header of a backup, not copied.
MEMORY: Final = "migration"
#: Long statements are expected, waiting for somebody else's lock is not.
_SESSION: Final = "-c timezone=UTC -c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c lock_timeout=30s"
_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)
_WORD: Final = re.compile(r"\w+")

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """Our part of a database."""

    #: Every table, each after those that it refers to.
    tables: tuple[Table, ...]
    #: Those of them that are partitioned natively.
    partitioned: frozenset[str]
    #: Names of sequences.
    sequences: tuple[str, ...]
    #: Signatures of functions.
    routines: tuple[str, ...]
    #: Tables of somebody else.
    foreign: tuple[str, ...]


@contextmanager
def connected(dsn: str) -> Iterator[Connection]:
    """Connect for a backup or a restore; the driver's errors come out as store errors."""
    target = make_conninfo(
        dsn, application_name="fenghuo-backup", connect_timeout="5", client_encoding="utf8", options=_SESSION
    )
    with translated(), psycopg.connect(target, autocommit=True) as connection:
        yield connection


def read_schema(connection: Connection, *, steps: Collection[Migration]) -> Schema:
    """Return what of ours a database consists of.

    Args:
        connection: To it.
        steps: Every migration of this version: what they speak of is ours.
    """
    words = {MEMORY}.union(*(_WORD.findall(step.text) for step in steps))
    found = {row[0]: row for row in connection.execute(SQL["tables"]).fetchall() if row[0] != MEMORY}
    ours = {name: row for name, row in found.items() if name in words}
    references = [pair for pair in connection.execute(SQL["references"]).fetchall() if set(pair) <= ours.keys()]
    tables = {
        name: Table(name=name, columns=tuple(Column(name=c, type=t) for c, t in zip(*row[2:], strict=True)))
        for name, row in ours.items()
    }
    return Schema(
        tables=tuple(tables[name] for name in in_order(ours, references)),
        partitioned=frozenset(name for name, row in ours.items() if row[1]),
        sequences=tuple(row[0] for row in connection.execute(SQL["sequences"]).fetchall()),
        routines=tuple(sign for name, sign in connection.execute(SQL["routines"]).fetchall() if name in words),
        foreign=tuple(sorted(found.keys() - words)),
    )


def in_order(tables: Collection[str], references: Collection[tuple[str, str]]) -> list[str]:
    """Return tables by name, each after those that it refers to.

    Args:
        tables: Names.
        references: Pairs of a table and another that it refers to.

    Raises:
        BackupError: If tables refer to each other in a circle, which COPY cannot fill.
    """
    sorter = TopologicalSorter[str]()
    for table in sorted(tables):
        sorter.add(table, *sorted(parent for child, parent in references if child == table))
    try:
        return list(sorter.static_order())
    except CycleError as error:
        raise BackupError(f"tables refer to each other in a circle: {' → '.join(error.args[1])}") from None


def read_weeks(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Return, by table that is cut by time, the Mondays of the weeks in which it holds rows."""
    spans = connection.execute(SQL["partition_spans"]).fetchall()
    ((has_hypertables,),) = connection.execute(SQL["has_hypertables"]).fetchall()
    if has_hypertables:
        spans += connection.execute(SQL["chunk_spans"]).fetchall()
    candidates: dict[tuple[str, str], set[datetime]] = {}
    for table, column, start, end in spans:
        candidates.setdefault((table, column), set()).update(mondays(start, end))
    return {
        table: tuple(f"{week:%Y-%m-%d}" for week in sorted(weeks) if _is_used(connection, table, column, week))
        for (table, column), weeks in candidates.items()
    }


def mondays(start: datetime, end: datetime) -> Iterator[datetime]:
    """Yield the Mondays 00:00 UTC of the weeks that a span touches."""
    day = start.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    day -= day.weekday() * _DAY
    while day < end:
        yield day
        day += _WEEK


def _is_used(connection: Connection, table: str, column: str, week: datetime) -> bool:
    query = sql.SQL("SELECT EXISTS (SELECT FROM {table} WHERE {column} >= {start} AND {column} < {end})").format(
        table=sql.Identifier(table), column=sql.Identifier(column), start=week, end=week + _WEEK
    )
    ((is_used,),) = connection.execute(query).fetchall()
    return bool(is_used)


def read_sequences(connection: Connection, names: Collection[str]) -> tuple[Sequence, ...]:
    """Return where sequences stand."""
    query = sql.SQL("SELECT last_value, is_called FROM {}")
    rows = [(name, *connection.execute(query.format(sql.Identifier(name))).fetchall()[0]) for name in names]
    return tuple(Sequence(name=name, value=value, is_called=is_called) for name, value, is_called in rows)


def standing(connection: Connection) -> dict[str, int]:
    """Return how many of what is still going on."""
    return dict(connection.execute(SQL["standing"]).fetchall())
