"""A database that goes away is said to be away; once it is back, the same store works again."""

import socket
import threading
import time
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from store.bell import TOPICS
from store.errors import StoreError
from store.migrate import migrate
from store.postgres import PostgresStore
from store.postgres.session import Database
from tests.contract.proxy import a_proxy
from tests.contract.records import a_user, an_entry, an_incident, readings


@pytest.fixture
def migrated(postgres_database: str) -> str:
    migrate(postgres_database)
    return postgres_database


def kill_connections(dsn: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE application_name = 'fenghuo' AND datname = current_database()"
        )


def test_a_restart_between_two_calls_is_not_noticed(migrated):
    store = PostgresStore(migrated)
    store.put_user(a_user())
    kill_connections(migrated)
    assert store.user("li") == a_user()
    store.close()


def test_a_restart_inside_a_transaction_is_retryable_and_leaves_nothing(migrated):
    store = PostgresStore(migrated)

    def interrupted():
        with store.begin() as tx:
            tx.append(readings(1, 1.0))
            kill_connections(migrated)
            tx.append(readings(1, 2.0))

    with pytest.raises(StoreError) as caught:
        interrupted()
    assert caught.value.retryable
    with store.begin() as tx:
        assert tx.append(readings(1, 1.0)) == 1
    store.close()


@pytest.mark.parametrize("is_kept", [True, False])
def test_of_a_commit_that_was_not_answered_the_receipt_tells_whether_it_was_kept(migrated, monkeypatch, is_kept):
    store = PostgresStore(migrated)
    commit = psycopg.Connection.commit

    def unanswered(connection):
        if is_kept:
            commit(connection)
        connection.close()
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    def write():
        with store.begin() as tx:
            tx.journal([an_entry()])
            monkeypatch.setattr(psycopg.Connection, "commit", unanswered)

    with pytest.raises(StoreError) as caught:
        write()
    monkeypatch.setattr(psycopg.Connection, "commit", commit)
    assert caught.value.retryable
    assert store.is_committed(caught.value.receipt) is is_kept
    assert store.journal_head() == is_kept
    store.close()


def test_a_commit_that_finds_the_database_gone_is_retryable(migrated):
    store = PostgresStore(migrated)

    def interrupted():
        with store.begin() as tx:
            tx.put_user(a_user())
            kill_connections(migrated)

    with pytest.raises(StoreError) as caught:
        interrupted()
    assert caught.value.retryable
    assert store.users() == []
    store.close()


def test_the_first_call_after_the_network_heals_finds_the_database_however_long_it_was_away(migrated):
    with a_proxy(migrated) as (proxy, dsn):
        store = PostgresStore(dsn, patience=0.3)
        store.ping()
        proxy.cut()
        for _ in range(8):
            with pytest.raises(StoreError) as caught:
                store.ping()
            assert caught.value.retryable
            time.sleep(0.3)
        proxy.heal()
        store.ping()
        with store.begin() as tx:
            assert tx.append(readings(1, 1.0)) == 1
        store.close()


def test_a_cut_network_is_retryable_until_it_heals(migrated):
    with a_proxy(migrated) as (proxy, dsn):
        store = PostgresStore(dsn, patience=0.3)
        store.ping()
        proxy.cut()
        for _ in range(3):
            with pytest.raises(StoreError) as caught:
                store.ping()
            assert caught.value.retryable
            assert caught.value.retry_after > 0
        proxy.heal()
        deadline = time.monotonic() + 10
        while True:
            try:
                store.ping()
                break
            except StoreError:
                assert time.monotonic() < deadline
        store.close()


def test_a_store_waits_for_news_through_a_cut_network(migrated):
    with a_proxy(migrated) as (proxy, dsn):
        store = PostgresStore(dsn, patience=0.3)
        while store.wait(0.3):
            pass
        proxy.cut()
        assert store.wait(0.1) == set()
        proxy.heal()
        # Whatever was said meanwhile was not heard: everything counts as changed.
        assert store.wait(10) == TOPICS
        store.close()


def test_a_database_that_is_not_there_is_retryable():
    with pytest.raises(StoreError, match="database away") as caught:
        PostgresStore("postgresql://nobody@127.0.0.1:1/nothing", patience=0.2)
    assert caught.value.retryable


def test_a_database_without_a_schema_says_what_to_do(postgres_database):
    with pytest.raises(StoreError, match="run `fenghuo migrate`") as caught:
        PostgresStore(postgres_database)
    assert not caught.value.retryable


def test_more_callers_than_connections_wait_for_each_other(migrated):
    store = PostgresStore(migrated, pool_size=2)
    results: list[int] = []

    def work(number):
        with store.begin() as tx:
            results.append(tx.append(readings(number, 1.0, 2.0)))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [2] * 8
    store.close()


def test_a_session_speaks_utc(migrated):
    database = Database(migrated, pool_size=1, patience=5)
    with database.session() as session:
        assert session.rows("SHOW timezone") == [("UTC",)]
        assert session.run("SELECT 1") == 1
        assert session.row("SELECT 1 WHERE false") is None
        with pytest.raises(StoreError, match="expected one row, got 2"):
            session.raw("SELECT generate_series(1, 2)")
    database.close()


def test_of_two_writers_in_a_circle_one_is_told_that_the_other_came_first(migrated):
    store = PostgresStore(migrated)
    with store.begin() as tx:
        tx.save_incidents([an_incident("i1"), an_incident("i2", target="XY-H04")])
    both_hold_one = threading.Barrier(2)
    told: list[StoreError] = []

    def work(first, second):
        try:
            with store.begin() as tx:
                tx.incident(first)
                both_hold_one.wait()
                tx.incident(second)
        except StoreError as error:
            told.append(error)

    threads = [threading.Thread(target=work, args=order) for order in (("i1", "i2"), ("i2", "i1"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (error,) = told
    assert error.retryable
    assert str(error).startswith("another writer came first: deadlock detected")
    store.close()


def test_a_host_that_vanished_without_a_word_does_not_keep_from_the_one_that_answers(migrated):
    # What takes a connection and never says anything is like a machine that lost its power.
    with socket.create_server(("127.0.0.1", 0)) as silent:
        parts = urlsplit(migrated)
        login, _, host = parts.netloc.rpartition("@")
        both = f"{login}@127.0.0.1:{silent.getsockname()[1]},{host}"
        store = PostgresStore(urlunsplit(parts._replace(netloc=both, query="target_session_attrs=read-write")))
        store.put_user(a_user())
        kill_connections(migrated)
        assert store.user("li") == a_user()
        store.close()
