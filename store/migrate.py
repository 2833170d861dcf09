"""Brings a database to the schema that this version of Fenghuo works with.

``store/migrations/NNNN_words.sql`` are run in order, each in a transaction of its own, and remembered with
their checksum: one that was edited after it ran, or one that this version does not know, is refused rather
than guessed at. Several processes may start at once; one migrates, the others wait and find it done.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

import psycopg

from store.errors import MigrationError
from store.postgres.failures import translated
from store.queries import named_queries

if TYPE_CHECKING:
    from collections.abc import Sequence

_FILE = re.compile(r"\d{4}_[a-z0-9_]+\.sql")
_SQL = named_queries("migrate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One step of the schema."""

    #: File name without ``.sql``: number and words.
    name: str
    #: SQL statements.
    text: str

    @property
    def checksum(self) -> str:
        """Return the SHA-256 of the text, hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def migrations() -> list[Migration]:
    """Return every migration of this version, oldest first."""
    found = [file for file in files("store").joinpath("migrations").iterdir() if _FILE.fullmatch(file.name)]
    found.sort(key=lambda file: file.name)
    return [Migration(name=file.name.removesuffix(".sql"), text=file.read_text("utf-8")) for file in found]


def migrate(dsn: str, *, steps: Sequence[Migration] | None = None) -> list[str]:
    """Apply the migrations that a database lacks; return their names, oldest first.

    Args:
        dsn: libpq connection string or URL; the role must own the database's schema.
        steps: What to apply; this version's migrations unless given.

    Raises:
        MigrationError: If the database is not on the way of these migrations, or one of them fails.
        StoreError: If the database is away.
    """
    wanted = migrations() if steps is None else list(steps)
    with translated(), psycopg.connect(dsn, autocommit=True, connect_timeout=5) as connection:
        connection.execute(_SQL["lock"])
        connection.execute(_SQL["create_table"])
        applied: dict[str, str] = dict(connection.execute(_SQL["applied"]).fetchall())
        missing = pending(wanted, applied=applied)
        apply(connection, missing)
    return [migration.name for migration in missing]


def pending(wanted: Sequence[Migration], *, applied: dict[str, str]) -> list[Migration]:
    """Return the migrations that are still to be applied.

    Args:
        wanted: Every migration, oldest first.
        applied: Checksum by name of those that ran.

    Raises:
        MigrationError: If one ran with another text, one is unknown here, or a new one comes before an old one.
    """
    names = {migration.name for migration in wanted}
    if unknown := sorted(applied.keys() - names):
        raise MigrationError(f"migration {unknown[0]} is unknown here: the database belongs to a newer version")
    for migration in wanted:
        if applied.get(migration.name, migration.checksum) != migration.checksum:
            raise MigrationError(f"migrations/{migration.name}.sql was edited after it ran: write a new one instead")
    missing = [migration for migration in wanted if migration.name not in applied]
    if missing and applied and missing[0].name < max(applied):
        raise MigrationError(f"migration {missing[0].name} comes before {max(applied)}, which has run already")
    return missing


def apply(connection: psycopg.Connection, steps: Sequence[Migration]) -> None:
    """Apply migrations one by one; inside a transaction of the caller's they are part of it.

    Args:
        connection: To the database; nobody else migrates it meanwhile.
        steps: Oldest first.

    Raises:
        MigrationError: If one of them fails.
    """
    connection.execute(_SQL["create_table"])
    for migration in steps:
        _apply(connection, migration)


def _apply(connection: psycopg.Connection, migration: Migration) -> None:
    try:
        with connection.transaction():
            connection.execute(migration.text)
            connection.execute(_SQL["remember"], {"name": migration.name, "checksum": migration.checksum})
    except psycopg.errors.OperationalError:
        raise
    except psycopg.Error as error:
        message = f"migrations/{migration.name}.sql: {str(error).strip()}"
        raise MigrationError(message) from error
