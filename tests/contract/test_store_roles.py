"""The application's role can append to the evidence and cannot undo it."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from store.migrate import migrate
from store.postgres import PostgresStore
from store.roles import can_undo, grant
from tests.contract.records import a_station, an_entry, an_incident, readings

#: A column of each.
APPEND_ONLY = {
    "journal": "data",
    "answer": "document",
    "cap_document": "body",
    "rule_version": "document",
    "rule_signature": "note",
    "fence_version": "document",
    "written_version": "document",
}


@pytest.fixture(params=["postgres_database", "timescale_database"])
def roles(request):
    """Connection strings of the owner and of the application."""
    owner = request.getfixturevalue(request.param)
    migrate(owner)
    role = f"app_{urlsplit(owner).path[3:]}"
    parts = urlsplit(owner)
    app = urlunsplit(parts._replace(netloc=f"{role}:secret@{parts.hostname}:{parts.port}"))
    assert grant(owner, app) == role
    assert grant(owner, app) == role
    yield owner, app
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(f"DROP OWNED BY {role}")
        connection.execute(f"DROP ROLE {role}")


@pytest.fixture
def store(roles):
    opened = PostgresStore(roles[1], pool_size=2)
    yield opened
    opened.close()


def refused(dsn: str, statement: str) -> bool:
    with psycopg.connect(dsn) as connection:
        try:
            connection.execute(statement)
        except psycopg.errors.InsufficientPrivilege:
            return True
    return False


def test_the_application_works(store):
    (station,) = store.put_stations([a_station()], actor="a", at=an_entry().at)
    with store.begin() as tx:
        assert tx.append(readings(station.datastreams[0].number, 1.0, 2.0)) == 2
        tx.save_incidents([an_incident()])
        tx.journal([an_entry()])
    assert len(store.journal()) == 2


@pytest.mark.parametrize(("table", "column"), APPEND_ONLY.items())
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET {column} = NULL",
        "DELETE FROM {table}",
        "TRUNCATE {table}",
        "DROP TABLE {table}",
        "ALTER TABLE {table} DISABLE TRIGGER ALL",
        "ALTER TABLE {table} ADD COLUMN more text",
        "CREATE TRIGGER mine BEFORE INSERT ON {table} EXECUTE FUNCTION note_change()",
    ],
)
def test_what_is_append_only_stays(roles, table, column, statement):
    assert refused(roles[1], statement.format(table=table, column=column))


@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "CREATE TABLE mine (id integer)",
        "DROP FUNCTION refuse_change() CASCADE",
        "DELETE FROM chain_head",
        "DELETE FROM migration",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    ],
)
def test_nothing_else_is_undone(roles, statement):
    assert refused(roles[1], statement)


def test_it_is_known_who_could_undo(roles):
    assert can_undo(roles[0]) is True
    assert can_undo(roles[1]) is False


def test_one_role_for_both_is_refused(postgres_database):
    with pytest.raises(Exception, match="expected an owner and another role"):
        grant(postgres_database, postgres_database)
