"""Weeks are made when a reading needs one, by however many processes at once."""

import threading

import psycopg
import pytest

from sensing.batch import make_batch
from store.errors import StoreError
from store.migrate import migrate
from store.postgres import PostgresStore
from store.postgres.partitions import WEEK, Partitions, mondays
from tests.contract.records import T0, readings


@pytest.fixture
def migrated(postgres_database: str) -> str:
    migrate(postgres_database)
    return postgres_database


def weeks(dsn: str) -> list[str]:
    with psycopg.connect(dsn) as connection:
        found = connection.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'observation'::regclass ORDER BY 1"
        )
        return [name for (name,) in found]


def test_each_week_gets_a_partition_that_begins_on_its_monday(migrated):
    (monday,) = mondays(readings(1, 1.0).phenomenon_time)
    store = PostgresStore(migrated)
    with store.begin() as tx:
        tx.append(
            make_batch(datastream=[1, 1, 1, 1], phenomenon_time=[monday - 1, monday, T0, monday + WEEK], value=[0] * 4)
        )
    assert weeks(migrated) == ["observation_20260706", "observation_20260713", "observation_20260720"]
    store.close()


def test_many_writers_need_the_same_new_weeks_at_once(migrated):
    times = [T0 + week * WEEK for week in range(4)]
    stores = [PostgresStore(migrated, pool_size=1) for _ in range(4)]
    start = threading.Barrier(4)
    stored: list[int] = []

    def work(store, number):
        start.wait()
        with store.begin() as tx:
            stored.append(tx.append(make_batch(datastream=[number] * 4, phenomenon_time=times, value=range(4))))

    threads = [threading.Thread(target=work, args=pair) for pair in zip(stores, range(1, 5), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stored == [4] * 4
    assert len(weeks(migrated)) == 4
    assert stores[0].count_observations() == 16
    for store in stores:
        store.close()


def test_a_week_stays_when_the_transaction_that_asked_for_it_does_not(migrated):
    store = PostgresStore(migrated)

    def fail():
        with store.begin() as tx:
            tx.append(readings(1, 1.0))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert len(weeks(migrated)) == 1
    with store.begin() as tx:
        assert tx.append(readings(1, 1.0)) == 1
    store.close()


@pytest.mark.parametrize("n", [3, 600])
def test_a_week_dropped_by_somebody_else_is_made_again_at_the_next_try(migrated, n):
    store = PostgresStore(migrated)
    batch = readings(1, *map(float, range(n)), step=1)
    with store.begin() as tx:
        tx.append(batch)
    with psycopg.connect(migrated) as connection:
        connection.execute("DROP TABLE observation_20260713")

    def append():
        with store.begin() as tx:
            return tx.append(batch)

    with pytest.raises(StoreError):
        append()
    assert append() == n
    store.close()


def test_weeks_that_are_known_need_no_connection():
    partitions = Partitions("postgresql://127.0.0.1:1/")
    partitions._known.update(mondays(readings(1, 1.0).phenomenon_time))
    partitions.ensure(readings(1, 1.0, 2.0).phenomenon_time)
    partitions.forget()
    with pytest.raises(StoreError) as caught:
        partitions.ensure(readings(1, 1.0).phenomenon_time)
    assert caught.value.retryable
