"""A backup of a running system holds one instant, whole, and is in nobody's way."""

import hashlib
import io

import psycopg
import pytest

from fenghuo.backup import catalogue
from fenghuo.backup.archive import Archive
from fenghuo.backup.errors import BackupError
from store.migrate import migrate, migrations
from tests.builders import BY_TEST
from tests.contract.records import a_reject, a_station, an_entry, at, readings
from tests.contract.tending import WEEK, append
from tests.integration.saved import DATABASES, a_folder, another, filled, put_back, rows, taped


def counted(data: bytes) -> dict[str, int]:
    archive = Archive(io.BytesIO(data).read)
    assert sum(1 for _ in archive.parts())
    return {name: count.rows for name, count in archive.manifest.tables.items()}


@pytest.mark.parametrize("database", DATABASES)
def test_what_is_written_meanwhile_is_in_it_wholly_or_not_at_all(request, database, tmp_path):
    dsn = request.getfixturevalue(database)
    store = filled(dsn, a_folder(tmp_path))
    before = rows(dsn)
    written = []

    def write(_: str) -> None:
        """Between two tables, write into all of them; a week that was not there before included."""
        written.append(append(store, readings(8, 1.0, start=(40 + len(written)) * WEEK)))
        store.put_stations([a_station(f"N-{len(written)}")], **BY_TEST)
        with store.begin() as tx:
            tx.put_rejects([a_reject()])
            tx.journal([an_entry(len(written))])

    tape = taped(dsn, told=write)
    assert len(written) > 20
    counts = counted(tape.data)
    assert counts == {name: len(found) for name, found in before.items()}
    store.close()


@pytest.mark.parametrize("database", DATABASES)
def test_packing_meanwhile_takes_no_reading_out_of_it_and_waits_for_nothing(request, database, tmp_path, monkeypatch):
    dsn = request.getfixturevalue(database)
    store = filled(dsn, a_folder(tmp_path))
    before, count, packed = rows(dsn), store.count_observations(), []

    def pack(connection: catalogue.Connection) -> dict[str, tuple[str, ...]]:
        """Pack right after the snapshot was taken, before a table was looked at."""
        store.close_hours(at(15 * WEEK))
        while store.roll_up():
            pass
        packed.append(store.pack(at(15 * WEEK)))
        return read_weeks(connection)

    read_weeks = catalogue.read_weeks
    monkeypatch.setattr(catalogue, "read_weeks", pack)
    data = taped(dsn).data
    assert packed[0] > 1000
    assert store.count_observations() == count
    assert counted(data) == {name: len(found) for name, found in before.items()}
    # What could not be given back to the disk then, is in the next round.
    store.pack(at(15 * WEEK))
    assert left(dsn) == 0
    store.close()


def left(dsn: str) -> int:
    """Return the bytes of weeks that hold nothing but readings that were packed."""
    with psycopg.connect(dsn) as connection:
        query = "SELECT coalesce(sum(pg_relation_size(inhrelid)), 0)::bigint FROM pg_inherits WHERE inhparent = %s"
        (parent,) = connection.execute("SELECT 'observation'::regclass::oid").fetchone()
        return connection.execute(query, (parent,)).fetchone()[0]


def test_two_backups_of_the_same_state_hold_the_same(postgres_database, tmp_path):
    filled(postgres_database, a_folder(tmp_path)).close()
    first, second = (taped(postgres_database).saved for _ in range(2))
    assert first.manifest == second.manifest
    assert first.header.tables == second.header.tables


def test_what_is_not_ours_is_left_out_and_named(postgres_database, tmp_path):
    filled(postgres_database, a_folder(tmp_path)).close()
    with psycopg.connect(postgres_database) as connection:
        connection.execute("CREATE TABLE somebody_else (x integer)")
    saved = taped(postgres_database).saved
    assert saved.left_out == ("somebody_else",)
    assert "somebody_else" not in saved.manifest.tables


def test_pictures_that_are_gone_are_named_and_those_never_fetched_are_not(postgres_database, tmp_path):
    filled(postgres_database, a_folder(tmp_path / "a")).close()
    saved = taped(postgres_database, a_folder(tmp_path / "b")).saved
    assert saved.manifest.pictures == 0
    assert len(saved.manifest.missing_pictures) == 2
    assert "ab" * 32 not in saved.manifest.missing_pictures
    assert taped(postgres_database).saved.header.has_pictures is False


def test_a_table_of_many_pieces_comes_back(postgres_database, tmp_path):
    store = filled(postgres_database, a_folder(tmp_path))
    with psycopg.connect(postgres_database) as connection:
        connection.execute(
            "INSERT INTO quarantine (result_time, topic, station, code, detail, payload) "
            "SELECT now(), 't', 's', 'c', 'd', sha256(n::text::bytea) || decode(repeat('ab', 4000), 'hex') "
            "FROM generate_series(1, 3000) AS n"
        )
    store.close()
    data = taped(postgres_database).data
    assert b"table/quarantine/000003.zlib" in data
    with another(postgres_database) as other:
        put_back(data, other)
        assert rows(other)["quarantine"] == rows(postgres_database)["quarantine"]


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        (None, "expected a database of Fenghuo, this one has no schema of it"),
        (migrations()[:-1], f"the database lacks {migrations()[-1].name}: run `fenghuo migrate`"),
    ],
)
def test_a_database_that_is_not_of_this_version_is_refused(postgres_database, steps, message):
    if steps:
        migrate(postgres_database, steps=steps)
    with pytest.raises(BackupError, match=message):
        taped(postgres_database)


def test_the_archive_is_hashed_as_it_was_copied(postgres_database, tmp_path):
    store = filled(postgres_database, a_folder(tmp_path))
    tape = taped(postgres_database)
    query = "COPY (SELECT * FROM device) TO STDOUT (FORMAT binary)"
    with psycopg.connect(postgres_database) as connection, connection.cursor().copy(query) as copy:
        data = b"".join(bytes(part) for part in copy)
    found = tape.saved.manifest.tables["device"]
    assert (found.rows, found.size, found.sha256) == (1, len(data), hashlib.sha256(data).hexdigest())
    store.close()
