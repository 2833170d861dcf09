"""The real TimescaleDB that other integration tests rely on."""

import shutil

import psycopg
import pytest

from fenghuo.embedded.claim import Claim
from fenghuo.embedded.errors import ServiceError
from tests import timescale


def test_a_hypertable_can_be_made(timescale_database):
    with psycopg.connect(timescale_database) as connection:
        connection.execute("CREATE EXTENSION timescaledb")
        connection.execute("CREATE TABLE reading (at timestamptz NOT NULL, value float8)")
        connection.execute("SELECT create_hypertable('reading', by_range('at'))")
        found = connection.execute("SELECT hypertable_name FROM timescaledb_information.hypertables").fetchall()
    assert found == [("reading",)]


def test_each_database_is_empty(postgres_database, timescale_database):
    for database in (postgres_database, timescale_database):
        with psycopg.connect(database) as connection:
            found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        assert found == (0,)


def test_a_crashed_session_is_cleared_and_a_living_one_is_not(timescale_dsn):
    root = timescale.a_root()
    sessions = root / timescale.SESSIONS.relative_to("/")
    (sessions / "crashed").mkdir()
    (sessions / "crashed/postgres.pid").write_text("{}")
    with Claim(sessions / "living"):
        installation = timescale.Installation(programs=timescale.PROGRAMS, account=None, root=root)
        timescale.clear_crashed_sessions(installation)
        assert (sessions / "living").exists()
    assert not (sessions / "crashed").exists()
    shutil.rmtree(sessions / "living")
    with psycopg.connect(timescale_dsn) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.parametrize(
    ("machine", "complaint"),
    [
        ({"is_root": False}, r"lacks root rights \(debootstrap and chroot need them\)$"),
        ({"is_root": True, "debootstrap": None}, r"lacks the Debian package debootstrap \(deploy/test-packages\.sh"),
        ({"is_root": False, "debootstrap": None}, r"lacks root rights .* and the Debian package debootstrap"),
    ],
)
def test_a_machine_that_lacks_something_is_told_what(machine, complaint):
    with pytest.raises(ServiceError, match=complaint):
        timescale.require(**machine)
