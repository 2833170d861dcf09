"""Makes room for what comes back: a restore fills an empty database, or one that it was told to empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

from fenghuo.backup import catalogue
from fenghuo.backup.catalogue import MEMORY, SQL
from fenghuo.backup.errors import BackupError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fenghuo.backup.catalogue import Connection
    from store.migrate import Migration


def require_alone(connection: Connection) -> None:
    """Keep every migrator away, and refuse if a process of Fenghuo is connected.

    Raises:
        BackupError: If one is: it would go on with what it knows of the database before.
    """
    ((is_owned,),) = connection.execute(SQL["own_schema"]).fetchall()
    ((others,),) = connection.execute(SQL["others"]).fetchall()
    if others or not is_owned:
        raise BackupError(
            f"expected nobody but this command at the database, found {others or 1} connections of Fenghuo: "
            "stop `fenghuo serve` first"
        )


def make_room(connection: Connection, *, steps: Sequence[Migration], is_replacing: bool) -> None:
    """Take everything of ours out of a database, inside the caller's transaction.

    Raises:
        BackupError: If rows would be lost and nobody said that they may be.
    """
    schema = catalogue.read_schema(connection, steps=steps)
    used = [table.name for table in schema.tables if _has_rows(connection, table.name)]
    if used and not is_replacing:
        raise BackupError(
            f"expected an empty database, found rows in {', '.join(used[:5])}{' …' if len(used) > 5 else ''}: "  # noqa: PLR2004
            "choose another one, or say --replace to lose what is there"
        )
    # One by one, the referring ones first: TimescaleDB drops a hypertable in a statement of its own only.
    for table in reversed(schema.tables):
        connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(table.name)))
    connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(MEMORY)))
    for signature in schema.routines:
        # As the server itself wrote it, quoted where it has to be.
        connection.execute(sql.SQL("DROP FUNCTION {}").format(sql.SQL(signature)))


def _has_rows(connection: Connection, table: str) -> bool:
    query = sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(table))
    ((has_rows,),) = connection.execute(query).fetchall()
    return bool(has_rows)
