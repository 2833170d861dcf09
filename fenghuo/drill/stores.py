"""The store of a drill: in memory, or a database of its own, which must be empty."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg

from sensing.errors import FenghuoError
from store.memory import MemoryStore
from store.migrate import migrate
from store.postgres.failures import translated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.postgres import PostgresStore


#: Tables that somebody made; those of extensions and of the system are nobody's.
_TABLES = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
    ORDER BY 1
"""


class OccupiedError(FenghuoError):
    """A drill was pointed at a database in which there is something."""


@contextmanager
def drill_store(database: str = "") -> Iterator[PostgresStore | MemoryStore]:
    """Open an empty store, and close it afterwards.

    Args:
        database: Connection string of a database for this drill alone; empty: everything is in memory.

    Raises:
        OccupiedError: If the database holds anything: it might be the live one.
    """
    if not database:
        store = MemoryStore()
        try:
            yield store
        finally:
            store.close()
        return
    from store.postgres import PostgresStore

    # Before anything is written: a migration would change the live database before it is seen to be one.
    _require_empty(database)
    migrate(database)
    opened = PostgresStore(database)
    try:
        yield opened
    finally:
        opened.close()


def _require_empty(database: str) -> None:
    """Make sure that a database has no tables.

    Raises:
        OccupiedError: If it has some, whatever they hold.
        StoreError: If the database is away.
    """
    with translated(), psycopg.connect(database, autocommit=True, connect_timeout=5) as connection:
        tables = [name for (name,) in connection.execute(_TABLES)]
    if tables:
        message = f"expected a database without tables for the drill, this one has {len(tables)}, such as {tables[0]!r}"
        raise OccupiedError(message)
