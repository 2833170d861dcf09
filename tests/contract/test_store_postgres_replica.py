"""What is read from a standby is never older than it is said to be; the primary answers where the standby cannot."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from fenghuo.database import open_replica
from fenghuo.settings import load
from store.migrate import migrate
from store.postgres import PostgresStore
from store.postgres.replica import Look, Replica
from tests.builders import BY_TEST
from tests.contract.records import a_station, at, readings
from tests.running import eventually
from tests.standby import Pair, a_pair, kill_all

SPAN = {"start": at(-600), "end": at(600)}


@pytest.fixture
def pair(service_folder: Path) -> Iterator[Pair]:
    with a_pair(service_folder / f"pair-{secrets.token_hex(3)}") as made:
        migrate(made.primary.dsn)
        yield made


@pytest.fixture
def primary(pair: Pair) -> Iterator[PostgresStore]:
    store = PostgresStore(pair.primary.dsn)
    store.put_stations([a_station()], **BY_TEST)
    yield store
    store.close()


@pytest.fixture
def replica(pair: Pair, primary: PostgresStore) -> Iterator[Replica]:
    # As the settings of a process say it: both hosts, of which the standby is meant.
    made = open_replica(
        load({"database": {"replica_url": pair.dsn, "replica_behind": 3}}),
        primary=primary,
    )
    assert made is not None
    yield made
    made.close()


def put(store: PostgresStore, second: float) -> None:
    with store.begin() as tx:
        tx.append(readings(1, 2.5, start=second))


def follows(replica: Replica) -> Look | None:
    look = replica.look()
    return look if look.staleness is not None else None


def count(look: Look) -> int:
    return len(look.observations(1, **SPAN))


def test_reads_are_the_standbys_while_it_follows_and_say_how_old_they_are(pair, primary, replica):
    put(primary, 1.0)
    look = eventually(lambda: (found := follows(replica)) and count(found) == 1 and found, what="the standby follows")
    assert look.staleness <= timedelta(seconds=3)
    eventually(lambda: replica.trouble == "", what="all is well")
    # It stands still: the next reading is the primary's alone, and the standby's answer says that it is older.
    pair.on_standby("SELECT pg_wal_replay_pause()")
    put(primary, 2.0)
    assert count(look) == 1
    eventually(lambda: replica.look().staleness is None, what="it was found too old")
    assert count(replica.look()) == 2
    assert "more than 3 s behind" in replica.trouble
    pair.on_standby("SELECT pg_wal_replay_resume()")
    assert count(eventually(lambda: follows(replica), what="it follows again")) == 2


def test_every_read_of_a_series_is_answered_alike_by_a_standby(primary, replica):
    put(primary, 1.0)
    look = eventually(lambda: (found := follows(replica)) and count(found) == 1 and found, what="the standby follows")
    # Whatever a standby refuses would be answered by the primary, and nobody would see it.
    look._primary = None
    hour = timedelta(hours=1)
    for series in (look, primary):
        starts, values = series.aggregate(1, **SPAN, every=hour, how="count")
        assert (len(starts), values.tolist()) == (1, [1.0])
        starts, values = series.aggregate(1, **SPAN, every=hour / 2, how="max", offset=hour / 4)
        assert len(starts) == len(values) == 1
        assert [len(batch) for batch, _ in series.history([1], **SPAN)].count(1) == 1
        assert len(series.beside(1, **SPAN)) == 0
        assert len(series.readings_at(SPAN["end"], since=SPAN["start"])) == 1


def test_a_standby_that_dies_in_the_middle_costs_no_answer(pair, primary, replica):
    put(primary, 1.0)
    look = eventually(lambda: (found := follows(replica)) and count(found) == 1 and found, what="the standby follows")
    kill_all(pair.standby.pid)
    assert count(look) == 1
    eventually(lambda: replica.look().staleness is None, what="its death was noticed")
    assert "database away" in replica.trouble


def test_a_standby_that_has_become_the_primary_is_no_standby_to_read_from(pair, primary, replica):
    put(primary, 1.0)
    look = eventually(lambda: (found := follows(replica)) and count(found) == 1 and found, what="the standby follows")
    pair.promote()
    eventually(lambda: replica.look().staleness is None, what="its promotion was noticed")
    assert count(look) == 1


def test_without_a_standby_the_primary_answers(postgres_database):
    migrate(postgres_database)
    primary = PostgresStore(postgres_database)
    primary.put_stations([a_station()], **BY_TEST)
    replica = Replica("host=127.0.0.1 port=1 dbname=none", primary=primary, most_behind=timedelta(seconds=3))
    put(primary, 1.0)
    assert count(replica.look()) == 1
    assert replica.look().staleness is None
    eventually(lambda: "refused" in replica.trouble, what="its absence was noticed")
    replica.close()
    primary.close()
