"""Fills a database from a backup: all of it or nothing.

Schema, rows, later migrations and checks are one transaction, so a damaged archive, a full disk or a pulled plug
leaves the database as it was. The schema is made by the migrations, never copied: partitions and chunks come out as the
edition at hand makes them, and an archive of one edition fills the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from psycopg import sql

from fenghuo.backup import catalogue, clearing
from fenghuo.backup.archive import Archive, Picture, Piece
from fenghuo.backup.catalogue import SQL
from fenghuo.backup.errors import BackupError, DamagedError
from incidents.journal import verify
from store.errors import MigrationError
from store.evidence.folder import Outcome
from store.migrate import apply, migrations, pending
from store.postgres import journal
from store.postgres.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from fenghuo.backup.catalogue import Connection
    from fenghuo.backup.manifest import Header, Manifest, Table
    from incidents.journal import Broken, Row
    from store.evidence.folder import PictureFolder
    from store.migrate import Migration

#: Journal rows read at once.
_PAGE: Final = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came back."""

    header: Header
    manifest: Manifest
    #: Rows by table, counted in the database.
    rows: dict[str, int]
    #: Migrations that the archive did not have yet.
    migrated: tuple[str, ...]
    #: Hashes of pictures that the evidence folder did not take, with the reason.
    refused_pictures: dict[str, str]
    #: Where the journal is broken; it was so when it was saved.
    broken: Broken | None


def restore(
    archive: Archive,
    dsn: str,
    *,
    pictures: PictureFolder | None,
    is_replacing: bool,
    told: Callable[[str], None],
    steps: Sequence[Migration] | None = None,
) -> Restored:
    """Fill a database.

    Args:
        archive: What is restored.
        dsn: libpq connection string of the database; the role must be able to make tables there.
        pictures: The evidence folder; None: pictures are passed over.
        is_replacing: Whether what is in the database may be lost.
        told: Takes a line of progress.
        steps: Every migration of this version.

    Raises:
        BackupError: If the archive is damaged or newer than this version, or the database is in use.
        StoreError: If the database is away, or has no room.
    """
    wanted = migrations() if steps is None else list(steps)
    later = _later(archive.header, wanted)
    with catalogue.connected(dsn) as connection:
        clearing.require_alone(connection)
        with connection.transaction():
            clearing.make_room(connection, steps=wanted, is_replacing=is_replacing)
            apply(connection, wanted[: len(wanted) - len(later)])
            work = _Loading(connection, archive, steps=wanted, told=told)
            work.fill(pictures)
            apply(connection, later)
            work.compare_standing()
            restored = Restored(
                header=archive.header,
                manifest=work.manifest,
                rows=work.rows,
                migrated=tuple(step.name for step in later),
                refused_pictures=work.refused,
                broken=_broken(connection, work.manifest),
            )
        connection.execute(SQL["refresh_statistics"])
    return restored


def _later(header: Header, wanted: Sequence[Migration]) -> list[Migration]:
    """Return the migrations that an archive does not have yet."""
    applied = {migration.name: migration.checksum for migration in header.migrations}
    try:
        return pending(wanted, applied=applied)
    except MigrationError as error:
        raise BackupError(
            f"the backup was made by Fenghuo {header.fenghuo} and does not fit this one: {error}"
        ) from None


class _Loading:
    """One restore under way."""

    def __init__(
        self, connection: Connection, archive: Archive, *, steps: Sequence[Migration], told: Callable[[str], None]
    ) -> None:
        self.connection = connection
        self.archive = archive
        self.told = told
        self.schema = catalogue.read_schema(connection, steps=steps)
        self.rows: dict[str, int] = {}
        self.refused: dict[str, str] = {}
        self._columns = {table.name: table for table in archive.header.tables}

    @property
    def manifest(self) -> Manifest:
        """Return what the archive says of itself; it has been read to its end."""
        if self.archive.manifest is None:
            raise DamagedError("it was not read to its end")
        return self.archive.manifest

    def fill(self, pictures: PictureFolder | None) -> None:
        """Copy everything in and check that it is there."""
        self._require_same_columns()
        for table, parts in groupby(self.archive.parts(), key=_table_of):
            if table:
                self._copy(self._columns[table], (part.data for part in parts if isinstance(part, Piece)))
            else:
                self._keep((part for part in parts if isinstance(part, Picture)), pictures)
        self.connection.execute(SQL["check_references"])
        for sequence in self.manifest.sequences:
            self.connection.execute(
                "SELECT setval(%s::text::regclass, %s, %s)",
                (sql.Identifier(sequence.name).as_string(), sequence.value, sequence.is_called),
            )
        self._count()

    def compare_standing(self) -> None:
        """Check that what was going on still is."""
        found = catalogue.standing(self.connection)
        if found != self.manifest.standing:
            raise BackupError(f"expected {self.manifest.standing}, the database has {found}")

    def _require_same_columns(self) -> None:
        there = {table.name: table.columns for table in self.schema.tables}
        for table in self.archive.header.tables:
            if there.pop(table.name, None) != table.columns:
                raise BackupError(f"table {table.name} of the backup is not the one that its migrations make")
        if there:
            raise BackupError(f"the backup has no table {next(iter(there))}, which its migrations make")

    def _copy(self, table: Table, pieces: Iterable[bytes]) -> None:
        if table.name in self.schema.partitioned:
            self._make_weeks(table)
        query = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(
            sql.Identifier(table.name), sql.SQL(", ").join(sql.Identifier(column.name) for column in table.columns)
        )
        with self.connection.cursor() as cursor:
            with cursor.copy(query) as copy:
                for piece in pieces:
                    copy.write(piece)
            if cursor.rowcount:
                self.told(f"{table.name}: {cursor.rowcount:,} rows")

    def _make_weeks(self, table: Table) -> None:
        """Make the partitions that rows need; the migration that makes such a table brings the function along."""
        query = sql.SQL("SELECT {}(%s::text::timestamp AT TIME ZONE 'UTC')").format(
            sql.Identifier(f"add_{table.name}_week")
        )
        for week in table.weeks:
            self.connection.execute(query, (week,))

    def _keep(self, pictures: Iterator[Picture], folder: PictureFolder | None) -> None:
        kept = 0
        for picture in pictures:
            outcome = folder.put(picture.data, sha256=picture.sha256) if folder else Outcome.KEPT
            if outcome is Outcome.KEPT:
                kept += 1
            else:
                self.refused[picture.sha256] = outcome.value
        if folder:
            self.told(f"{kept:,} pictures")

    def _count(self) -> None:
        for name, count in self.manifest.tables.items():
            query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))
            ((rows,),) = self.connection.execute(query).fetchall()
            if rows != count.rows:
                raise BackupError(f"table {name}: expected {count.rows} rows, the database counts {rows}")
            self.rows[name] = rows


def _table_of(part: Piece | Picture) -> str:
    """Return the table that a part belongs to, empty for a picture."""
    return part.table if isinstance(part, Piece) else ""


def _broken(connection: Connection, manifest: Manifest) -> Broken | None:
    """Return where the restored journal is broken, by the heads that the backup wrote down."""
    heads = {division: bytes.fromhex(head) for division, head in manifest.chain_heads.items()}
    return verify(_journal(Session(connection)), heads=heads, head_seq=manifest.journal_head)


def _journal(session: Session) -> Iterator[Row]:
    since = 0
    while page := journal.read(session, since=since, limit=_PAGE):
        yield from page
        since = page[-1].seq
