"""One store after another: the twin, plain PostgreSQL, TimescaleDB; each test finds it empty."""

from collections.abc import Iterator

import psycopg
import pytest

from store.memory import MemoryStore
from store.migrate import migrate
from store.postgres import PostgresStore
from store.sealing import PLAIN, Keys, Seals
from tests.services import fresh_database

#: With these every value that leads to a person is sealed on plain PostgreSQL; on TimescaleDB none is.
SEALS = Seals(Keys(current="k1", sealing={"k1": bytes(32)}, index=bytes(range(32))))
#: Everything that a test can have written. Append-only tables refuse this outside a replica's session.
WIPE = """
SET session_replication_role = replica;
TRUNCATE station, datastream, station_status, station_link, observation, latest, event, evidence, quarantine, journal,
    chain_head, rule_version, rule_signature, rule_backtest, fence_version,
    division_version, river_version,
    cap_document, foreign_message, foreign_refusal, foreign_poll,
    situation, silence, task, procedure_version,
    incident, warning, written_version, contact, delivery, delivery_message, inbound, channel, channel_link,
    pushed_receipt, screen, site, rollcall, rollcall_call, rollcall_place, rollcall_news, task_link,
    answer, answer_private, seal_key,
    person, credential, second_factor, sign_on, login_try, duty_shift,
    device, mark, correction,
    review_due, review_limits,
    revision, reading_beside, series_fence, rollup, late_hour, closed_span, observation_packed,
    kept_since, ownership, told RESTART IDENTITY CASCADE
"""


@pytest.fixture(scope="session")
def plain_store(postgres_dsn: str) -> Iterator[tuple[PostgresStore, str]]:
    yield from _migrated(postgres_dsn, seals=SEALS)


@pytest.fixture(scope="session")
def timescale_store(timescale_dsn: str) -> Iterator[tuple[PostgresStore, str]]:
    yield from _migrated(timescale_dsn)


def _migrated(server: str, *, seals: Seals = PLAIN) -> Iterator[tuple[PostgresStore, str]]:
    with fresh_database(server) as dsn:
        migrate(dsn)
        store = PostgresStore(dsn, seals=seals)
        yield store, dsn
        store.close()


@pytest.fixture(params=["memory", "plain_store", "timescale_store"])
def store(request: pytest.FixtureRequest) -> Iterator[MemoryStore | PostgresStore]:
    """An empty store of each kind."""
    if request.param == "memory":
        twin = MemoryStore()
        yield twin
        twin.close()
        return
    real, dsn = request.getfixturevalue(request.param)
    yield real
    wipe(dsn)


def wipe(dsn: str) -> None:
    """Empty a store for the next test."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(WIPE)
