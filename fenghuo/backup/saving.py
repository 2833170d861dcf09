"""Makes a backup of a system that goes on running.

Everything is read in one transaction that sees one instant, on one connection, behind the weakest lock there is:
nobody who reads or writes waits. Only emptied weeks are not given back to the disk meanwhile; TRUNCATE would take away
what the snapshot still has to see, so the lock is there before the snapshot is.
"""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import psycopg
from psycopg import sql

from fenghuo import __version__
from fenghuo.backup import catalogue
from fenghuo.backup.archive import picture_name, piece_name
from fenghuo.backup.catalogue import SQL
from fenghuo.backup.errors import BackupError
from fenghuo.backup.manifest import FORMAT, HEADER, MANIFEST, Applied, Count, Header, Manifest, encoded
from fenghuo.backup.members import Writer
from fenghuo.backup.pieces import cut, deflated
from store.migrate import migrations, pending
from store.queries import named_queries

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fenghuo.backup.catalogue import Connection, Schema
    from fenghuo.backup.manifest import Table
    from store.evidence.folder import PictureFolder
    from store.migrate import Migration

_MIGRATE: Final = named_queries("migrate")
_JOURNAL: Final = named_queries("journal")
#: Rows of the list of pictures that are asked for at once.
_PAGE: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What a backup holds."""

    header: Header
    manifest: Manifest
    #: Bytes of the archive.
    size: int
    #: Tables of the schema that are not ours and not in it.
    left_out: tuple[str, ...]


def save(
    dsn: str,
    write: Callable[[bytes], object],
    *,
    pictures: PictureFolder | None,
    told: Callable[[str], None],
    steps: Sequence[Migration] | None = None,
) -> Saved:
    """Write a backup.

    Args:
        dsn: libpq connection string of the database.
        write: Takes the archive, bytes after bytes.
        pictures: The evidence folder; None: pictures are left out.
        told: Takes a line of progress.
        steps: Every migration of this version.

    Raises:
        BackupError: If the database is not one of this version.
        StoreError: If the database is away.
    """
    wanted = migrations() if steps is None else steps
    with catalogue.connected(dsn) as connection:
        applied = _applied(connection, wanted)
        before = catalogue.read_schema(connection, steps=wanted)
        connection.autocommit = False
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        with connection.transaction():
            _hold(connection, before)
            schema = catalogue.read_schema(connection, steps=wanted)
            if schema != before or _applied(connection, wanted) != applied:
                raise BackupError("the schema changed while the backup began: try again")
            work = _Saving(connection, Writer(write), schema=schema, told=told)
            header = work.header(applied, has_pictures=pictures is not None)
            manifest = work.body(header, pictures=pictures)
    return Saved(header=header, manifest=manifest, size=work.writer.size, left_out=schema.foreign)


def _applied(connection: Connection, wanted: Sequence[Migration]) -> tuple[Applied, ...]:
    """Return the migrations that ran, which must be those of this version."""
    if connection.execute(SQL["is_migrated"]).fetchall() != [(True,)]:
        raise BackupError("expected a database of Fenghuo, this one has no schema of it: look at FENGHUO_DATABASE__URL")
    applied = dict(connection.execute(_MIGRATE["applied"]).fetchall())
    if missing := pending(wanted, applied=applied):
        raise BackupError(
            f"the database lacks {missing[0].name}: run `fenghuo migrate`, or back it up with the version that made it"
        )
    return tuple(Applied(name=name, checksum=checksum) for name, checksum in sorted(applied.items()))


def _hold(connection: Connection, schema: Schema) -> None:
    """Keep the tables as they are; LOCK comes before the statement that fixes what the transaction sees."""
    names = sql.SQL(", ").join(sql.Identifier(table.name) for table in schema.tables)
    connection.execute(sql.SQL("LOCK TABLE {} IN ACCESS SHARE MODE").format(names))


class _Saving:
    """One backup in the making."""

    def __init__(self, connection: Connection, writer: Writer, *, schema: Schema, told: Callable[[str], None]) -> None:
        self.connection = connection
        self.writer = writer
        self.schema = schema
        self.told = told

    def header(self, applied: tuple[Applied, ...], *, has_pictures: bool) -> Header:
        """Write the first member."""
        ((version, timescale, created),) = self.connection.execute(SQL["server"]).fetchall()
        weeks = catalogue.read_weeks(self.connection)
        header = Header(
            format=FORMAT,
            fenghuo=__version__,
            created=created,
            server=f"PostgreSQL {version}" + (f", TimescaleDB {timescale}" if timescale else ""),
            migrations=applied,
            tables=tuple(replace(table, weeks=weeks.get(table.name, ())) for table in self.schema.tables),
            has_pictures=has_pictures,
        )
        self.writer.put(HEADER, encoded(header))
        return header

    def body(self, header: Header, *, pictures: PictureFolder | None) -> Manifest:
        """Write everything that follows."""
        with ThreadPoolExecutor(max_workers=2, thread_name_prefix="fenghuo-deflate") as executor:
            tables = {table.name: self._table(table, executor) for table in header.tables}
        kept, size, missing = self._pictures(pictures) if pictures else (0, 0, ())
        ((journal_head,),) = self.connection.execute(_JOURNAL["head"]).fetchall()
        heads = self.connection.execute(_JOURNAL["chain_heads"]).fetchall()
        manifest = Manifest(
            tables=tables,
            sequences=catalogue.read_sequences(self.connection, self.schema.sequences),
            chain_heads={division: head.hex() for division, head in heads},
            journal_head=journal_head,
            standing=catalogue.standing(self.connection),
            pictures=kept,
            picture_bytes=size,
            missing_pictures=missing,
        )
        self.writer.put(MANIFEST, encoded(manifest))
        self.writer.seal()
        return manifest

    def _table(self, table: Table, executor: ThreadPoolExecutor) -> Count:
        digest, size = hashlib.sha256(), 0
        # A query, because neither a partitioned table nor a hypertable has rows of its own to copy.
        query = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT (FORMAT binary)").format(
            sql.SQL(", ").join(sql.Identifier(column.name) for column in table.columns), sql.Identifier(table.name)
        )
        with self.connection.cursor() as cursor:
            with cursor.copy(query) as copy:
                for number, (raw, small) in enumerate(deflated(cut(copy), executor=executor), start=1):
                    digest.update(raw)
                    size += len(raw)
                    self.writer.put(piece_name(table.name, number), small)
            rows = cursor.rowcount
        if rows:
            self.told(f"{table.name}: {rows:,} rows")
        return Count(rows=rows, size=size, sha256=digest.hexdigest())

    def _pictures(self, folder: PictureFolder) -> tuple[int, int, tuple[str, ...]]:
        """Write the pictures that events refer to; return their number and bytes, and which are gone."""
        kept, size, missing = 0, 0, []
        with self.connection.cursor(name="pictures") as cursor:
            cursor.itersize = _PAGE
            for sha256, was_here in cursor.execute(SQL["pictures"]):
                picture = folder.get(sha256)
                if picture is not None:
                    self.writer.put(picture_name(sha256), picture.data)
                    kept, size = kept + 1, size + len(picture.data)
                elif was_here:
                    missing.append(sha256)
        if kept:
            self.told(f"{kept:,} pictures")
        return kept, size, tuple(missing)
