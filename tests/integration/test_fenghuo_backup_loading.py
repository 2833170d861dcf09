"""What was saved comes back, in either edition of the database, or nothing changes."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import psycopg
import pytest

from fenghuo.backup.errors import BackupError, DamagedError
from incidents.journal import Fault, verify
from store.errors import StoreError
from store.migrate import Migration, migrations
from store.postgres import PostgresStore
from tests.builders import BY_TEST
from tests.contract.records import a_reject, a_station, an_entry, an_event, readings
from tests.contract.tending import WEEK, append, tend
from tests.integration.saved import (
    DATABASES,
    GONE,
    PICTURE,
    a_folder,
    another,
    everything,
    filled,
    hash_of,
    put_back,
    rows,
    taped,
)


@pytest.fixture
def other() -> Iterator[Callable[[str], str]]:
    """Makes an empty database beside another, on the same server."""
    with ExitStack() as stack:
        yield lambda dsn: stack.enter_context(another(dsn))


@pytest.mark.parametrize("target", DATABASES)
@pytest.mark.parametrize("source", DATABASES)
def test_everything_comes_back_in_either_edition(request, other, tmp_path, source, target):
    origin = request.getfixturevalue(source)
    store = filled(origin, a_folder(tmp_path / "a"))
    before, tables = everything(store), rows(origin)
    tape = taped(origin, a_folder(tmp_path / "a"))
    assert everything(store) == before
    store.close()
    dsn = other(origin) if source == target else request.getfixturevalue(target)
    restored = put_back(tape.data, dsn, a_folder(tmp_path / "b"))

    assert rows(dsn) == tables
    assert restored.rows == {name: len(found) for name, found in tables.items()}
    assert restored.broken is None
    assert restored.manifest.standing == {"deliveries waiting": 2, "incidents open": 1, "warnings in force": 0}
    assert a_folder(tmp_path / "b").get(hash_of(PICTURE)).data == PICTURE
    assert restored.manifest.missing_pictures == (GONE,)
    store = PostgresStore(dsn, pool_size=2)
    assert everything(store) == before
    goes_on(store, before)
    store.close()


def goes_on(store: PostgresStore, before: dict) -> None:
    """What is written next collides with nothing, and what waited is still sent."""
    highest = max(row.id for row in before["quarantine"])
    (new,) = store.put_stations([a_station("C")], **BY_TEST)
    assert new.datastreams[0].number == 1 + max(s.number for station in before["stations"] for s in station.datastreams)
    append(store, readings(1, 7.0, start=1), readings(2, 8.0, start=30 * WEEK), readings(1, 9.0, start=2 * 86_400 + 7))
    with store.begin() as tx:
        tx.put_rejects([a_reject()])
        tx.put_events([an_event("e9")])
        tx.journal([an_entry(9)])
        assert {delivery.id for delivery in tx.claim_deliveries(channel="sms", now=an_entry(99).at, limit=9)} == {
            "d1",
            "d2",
        }
    assert max(row.id for row in store.quarantine()) > highest
    assert store.count_observations() == before["count"] + 3
    tend(store, close=31 * WEEK, pack=12 * WEEK)
    assert store.count_observations() == before["count"] + 3
    head, heads = store.journal_head(), store.chain_heads()
    assert verify(store.journal(limit=10_000), heads=heads, head_seq=head) is None


def test_no_table_of_the_schema_is_forgotten(postgres_database, tmp_path):
    filled(postgres_database, a_folder(tmp_path)).close()
    held = taped(postgres_database).saved.manifest.tables
    assert {name: bool(found) for name, found in rows(postgres_database).items()} == dict.fromkeys(held, True)


@pytest.mark.parametrize("database", DATABASES)
def test_a_damaged_backup_leaves_the_database_as_it_was(request, other, tmp_path, database):
    dsn = request.getfixturevalue(database)
    filled(dsn, a_folder(tmp_path)).close()
    data, before = taped(dsn).data, rows(dsn)
    place = data.index(b"table/station/")
    damaged = {
        "cut off": data[:-2000],
        "cut off in the middle": data[: len(data) // 2],
        "changed": data[: place + 600] + bytes([data[place + 600] ^ 1]) + data[place + 601 :],
        "longer": data + b"\0",
    }
    empty = other(dsn)
    for what, changed in damaged.items():
        with pytest.raises(DamagedError):
            put_back(changed, empty)
        with psycopg.connect(empty) as connection:
            found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchall()
        assert found == [(0,)], what
        with pytest.raises(DamagedError):
            put_back(changed, dsn, is_replacing=True)
        assert rows(dsn) == before, what


def test_an_older_backup_is_brought_to_the_newest_schema(postgres_database, other, tmp_path):
    filled(postgres_database, a_folder(tmp_path)).close()
    data, dsn = taped(postgres_database).data, other(postgres_database)
    text = "ALTER TABLE warning ADD COLUMN colour text NOT NULL DEFAULT 'red'; CREATE TABLE later (id integer)"
    restored = put_back(data, dsn, steps=[*migrations(), Migration(name="9999_later", text=text)])
    assert restored.migrated == ("9999_later",)
    with psycopg.connect(dsn) as connection:
        assert connection.execute("SELECT colour FROM warning").fetchall() == [("red",)]


def test_a_newer_backup_is_refused(postgres_database, other, tmp_path):
    filled(postgres_database, a_folder(tmp_path)).close()
    data = taped(postgres_database).data
    with pytest.raises(BackupError, match=r"does not fit this one: migration .* is unknown here"):
        put_back(data, other(postgres_database), steps=migrations()[:-1])


def test_a_broken_journal_comes_back_as_it_was_and_is_named(postgres_database, other, tmp_path):
    filled(postgres_database, a_folder(tmp_path)).close()
    with psycopg.connect(postgres_database) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("""UPDATE journal SET data = '{"act":"nothing"}' WHERE seq = 2""")
    restored = put_back(taped(postgres_database).data, dsn := other(postgres_database))
    assert (restored.broken.fault, restored.broken.seq) == (Fault.HASH, 2)
    assert rows(dsn) == rows(postgres_database)


def test_a_picture_that_the_folder_does_not_take_is_named(postgres_database, other, tmp_path):
    from store.evidence.folder import PictureFolder

    filled(postgres_database, a_folder(tmp_path / "a")).close()
    tape = taped(postgres_database, a_folder(tmp_path / "a"))
    small = PictureFolder(tmp_path / "b", most_bytes=10, largest=10, referenced=set)
    restored = put_back(tape.data, other(postgres_database), small)
    assert restored.refused_pictures == {hash_of(PICTURE): "too_large"}


def test_a_database_that_is_away_is_a_store_error(postgres_database, tmp_path):
    filled(postgres_database, a_folder(tmp_path)).close()
    with pytest.raises(StoreError, match="database away"):
        put_back(taped(postgres_database).data, "postgresql://127.0.0.1:1/none")
