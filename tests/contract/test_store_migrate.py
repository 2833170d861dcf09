"""An empty database becomes the schema, once, and nothing that does not fit is guessed at."""

import re
import threading

import psycopg
import pytest

from store.errors import MigrationError, StoreError
from store.migrate import Migration, migrate, migrations
from store.postgres import PostgresStore

NAMES = [migration.name for migration in migrations()]


@pytest.fixture(params=["postgres_database", "timescale_database"])
def database(request: pytest.FixtureRequest) -> str:
    return request.getfixturevalue(request.param)


def ask(dsn: str, query: str):
    with psycopg.connect(dsn) as connection:
        return connection.execute(query).fetchall()


def test_an_empty_database_takes_every_step_and_then_none(database):
    assert migrate(database) == NAMES
    assert migrate(database) == []
    assert ask(database, "SELECT name FROM migration ORDER BY name") == [(name,) for name in NAMES]


def test_an_older_database_takes_the_steps_it_lacks(database):
    steps = migrations()
    for n in range(1, len(steps) + 1):
        assert migrate(database, steps=steps[:n]) == [steps[n - 1].name]
    assert migrate(database) == []


def test_a_second_database_of_the_same_server_is_migrated_too(database):
    migrate(database)
    store = PostgresStore(database)
    assert store.stations() == []
    store.close()


def test_timescaledb_is_used_where_it_is_loaded(postgres_database, timescale_database):
    for dsn, edition in ((postgres_database, r"postgresql"), (timescale_database, r"timescaledb \(.+\)")):
        migrate(dsn)
        store = PostgresStore(dsn)
        assert re.fullmatch(edition, store.edition)
        store.close()


def test_processes_that_start_at_once_migrate_once(postgres_database):
    applied: list[list[str]] = []
    threads = [threading.Thread(target=lambda: applied.append(migrate(postgres_database))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(applied) == [[], [], [], NAMES]


def test_a_step_that_fails_names_its_file_and_leaves_nothing(postgres_database):
    good = Migration(name="0001_good", text="CREATE TABLE good (a int)")
    bad = Migration(name="0002_bad", text="CREATE TABLE half (a int); SELECT nonsense")
    with pytest.raises(MigrationError, match=r'migrations/0002_bad\.sql: column "nonsense" does not exist'):
        migrate(postgres_database, steps=[good, bad])
    assert ask(postgres_database, "SELECT name FROM migration") == [("0001_good",)]
    assert ask(postgres_database, "SELECT to_regclass('half')") == [(None,)]


def test_a_database_that_is_away_is_retryable():
    with pytest.raises(StoreError, match="database away") as caught:
        migrate("postgresql://nobody@127.0.0.1:1/nothing")
    assert caught.value.retryable


def test_instants_have_a_zone(postgres_database):
    migrate(postgres_database)
    assert not ask(
        postgres_database,
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_schema = 'public' AND data_type IN ('timestamp without time zone', 'date', 'time') "
        # A day in Beijing, by which messages are counted: no instant.
        "AND (table_name, column_name) <> ('channel', 'day')",
    )


def test_every_column_of_a_reading_says_what_it_holds(postgres_database):
    migrate(postgres_database)
    assert not ask(
        postgres_database,
        "SELECT attname FROM pg_attribute WHERE attrelid = 'observation'::regclass "
        "AND attnum > 0 AND col_description(attrelid, attnum) IS NULL",
    )


@pytest.mark.parametrize("table", ["journal", "rule_version", "rule_signature", "rule_backtest", "fence_version"])
@pytest.mark.parametrize("change", ["UPDATE {} SET at = now()", "DELETE FROM {}", "TRUNCATE {}"])
def test_append_only_tables_refuse_every_change(postgres_database, table, change):
    migrate(postgres_database)
    refused = pytest.raises(psycopg.errors.RestrictViolation, match=f"{table} is append-only")
    with psycopg.connect(postgres_database) as connection, refused:
        connection.execute(change.format(table))
