"""The embedded PostgreSQL and broker as `fenghuo demo` runs them: started, crashed, started again."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from signal import Signals

import psutil
import psycopg
import pytest

from fenghuo.embedded import ports
from fenghuo.embedded.errors import AlreadyRunningError, PortTakenError, ServiceError
from fenghuo.embedded.nats import start_nats
from fenghuo.embedded.postgres import start_postgres
from tests.services import broker_users

#: Starts both services in the folder given, leaves a row behind, tells who runs, and waits to be killed.
OWNER = """
import json, pathlib, sys, time
import psycopg
from fenghuo.embedded.nats import start_nats
from fenghuo.embedded.postgres import start_postgres
from tests.services import broker_users
folder = pathlib.Path(sys.argv[1])
database, broker = start_postgres(folder / "postgres"), start_nats(folder / "nats", users=broker_users())
with psycopg.connect(database.dsn) as connection:
    connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
print(json.dumps({"postgres": database.pid, "nats-server": broker.pid}), flush=True)
time.sleep(600)
"""


@pytest.fixture
def folder():
    """A folder whose parent only its owner may enter, like a home folder."""
    parent = Path(tempfile.mkdtemp(prefix="fenghuo-embedded-"))
    yield parent / "data"
    note = parent / "data/postgres/cluster.place"
    if note.exists():
        shutil.rmtree(note.read_text().strip())
    shutil.rmtree(parent)


@pytest.fixture
def crashed(folder):
    """The processes of an owner that was killed; given signals reach its services before that."""

    def crash(*, suspend=False):
        owner = subprocess.Popen(
            [sys.executable, "-c", OWNER, str(folder)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        with owner:
            assert owner.stdout is not None
            pids = json.loads(owner.stdout.readline())
            for pid in pids.values() if suspend else ():
                os.kill(pid, Signals.SIGSTOP)
            owner.kill()
        return pids

    return crash


def family(pid):
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


def user_of(process):
    """Return the user of a process, None for one that has just ended: PostgreSQL keeps starting helpers."""
    try:
        return process.uids().real
    except psutil.NoSuchProcess:
        return None


def is_gone(process):
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def test_data_survives_a_restart_and_the_second_start_is_quick(folder):
    database = start_postgres(folder / "postgres")
    with psycopg.connect(database.dsn) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    database.stop()
    start_nats(folder / "nats", users=broker_users()).stop()

    began = time.perf_counter()
    again, broker = start_postgres(folder / "postgres"), start_nats(folder / "nats", users=broker_users())
    took_s = time.perf_counter() - began
    try:
        assert took_s < 2
        assert again.dsn == database.dsn
        with psycopg.connect(again.dsn) as connection:
            assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    finally:
        again.stop()
        broker.stop()


def test_nothing_runs_after_stop(folder):
    database, broker = start_postgres(folder / "postgres"), start_nats(folder / "nats", users=broker_users())
    processes = family(database.pid) + family(broker.pid)
    assert len(processes) > 3
    database.stop()
    broker.stop()
    psutil.wait_procs(processes, timeout=10)
    assert all(is_gone(process) for process in processes)
    assert not ports.accepts(database.port)
    assert not ports.accepts(broker.mqtt_port)


def test_the_database_never_runs_as_root_and_folders_above_keep_their_modes(folder):
    folder.mkdir()
    above = {path: (path.stat().st_mode, path.stat().st_uid) for path in (folder, *folder.parents)}
    database = start_postgres(folder / "postgres")
    try:
        users = {uid for process in family(database.pid) if (uid := user_of(process)) is not None}
        assert users
        assert 0 not in users
        assert {path: (path.stat().st_mode, path.stat().st_uid) for path in above} == above
    finally:
        database.stop()


def test_the_database_asks_for_its_password(folder):
    database = start_postgres(folder / "postgres")
    try:
        password = (folder / "postgres/password").read_text().strip()
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(database.dsn.replace(password, "guess"))
    finally:
        database.stop()


def test_secrets_are_readable_by_their_owner_only(folder):
    database, broker = start_postgres(folder / "postgres"), start_nats(folder / "nats", users=broker_users())
    try:
        for secret in ("postgres/password", "nats/nats.conf"):
            assert (folder / secret).stat().st_mode & 0o777 == 0o600
        for process in family(database.pid) + family(broker.pid):
            with suppress(psutil.NoSuchProcess):
                assert "-secret" not in " ".join(process.cmdline())
    finally:
        database.stop()
        broker.stop()


@pytest.mark.parametrize(
    "suspend", [False, True], ids=["services die with their owner", "services outlive their owner"]
)
def test_a_killed_run_is_recovered_by_the_next(folder, crashed, suspend):
    pids = crashed(suspend=suspend)
    leftovers = {name: psutil.Process(pid) for name, pid in pids.items() if psutil.pid_exists(pid)}
    if suspend:
        assert set(leftovers) == {"postgres", "nats-server"}
    database, broker = start_postgres(folder / "postgres"), start_nats(folder / "nats", users=broker_users())
    try:
        assert all(is_gone(process) for process in leftovers.values())
        with psycopg.connect(database.dsn) as connection:
            assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    finally:
        database.stop()
        broker.stop()


def test_a_killed_database_is_started_again_with_what_was_committed(folder):
    database = start_postgres(folder / "postgres")
    with psycopg.connect(database.dsn) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    os.kill(database.pid, Signals.SIGKILL)
    database.stop()
    again = start_postgres(folder / "postgres")
    try:
        with psycopg.connect(again.dsn) as connection:
            assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    finally:
        again.stop()


def test_a_half_made_cluster_is_made_anew(folder):
    database = start_postgres(folder / "postgres")
    database.stop()
    note = folder / "postgres/cluster.place"
    place = Path(note.read_text().strip()) if note.exists() else folder / "postgres/cluster"
    (place / "data").rename(place / "data.new")
    again = start_postgres(folder / "postgres")
    again.stop()
    assert not (place / "data.new").exists()
    assert not (place / "password.new").exists()


def test_a_folder_in_use_is_refused_and_its_services_go_on(folder):
    database, broker = start_postgres(folder / "postgres"), start_nats(folder / "nats", users=broker_users())
    try:
        with pytest.raises(AlreadyRunningError, match=rf"nats is in use by process {os.getpid()}"):
            start_nats(folder / "nats", users=broker_users())
        with pytest.raises(AlreadyRunningError, match=rf"postgres is in use by process {os.getpid()}"):
            start_postgres(folder / "postgres")
        assert database.is_running()
        assert broker.is_running()
    finally:
        database.stop()
        broker.stop()


def test_a_taken_port_is_named_with_its_flag_and_the_folder_is_free_again(folder):
    broker = start_nats(folder / "nats", users=broker_users())
    try:
        with pytest.raises(PortTakenError, match=rf"port {broker.mqtt_port} on 127\.0\.0\.1 .* --mqtt-port"):
            start_nats(folder / "other", users=broker_users(), mqtt_port=broker.mqtt_port)
        start_nats(folder / "other", users=broker_users()).stop()
    finally:
        broker.stop()


def test_a_setting_that_the_database_does_not_know_is_reported_in_its_own_words(folder):
    with pytest.raises(
        ServiceError, match=r'(?s)postgres: did not start.*unrecognized configuration parameter "fsink"'
    ):
        start_postgres(folder / "postgres", settings={"fsink": "on"})
    start_postgres(folder / "postgres").stop()


def test_a_cluster_of_another_version_is_refused(folder):
    start_postgres(folder / "postgres").stop()
    note = folder / "postgres/cluster.place"
    place = Path(note.read_text().strip()) if note.exists() else folder / "postgres/cluster"
    (place / "data/PG_VERSION").write_text("12\n")
    with pytest.raises(ServiceError, match="was made by PostgreSQL 12, the installed one is"):
        start_postgres(folder / "postgres")
