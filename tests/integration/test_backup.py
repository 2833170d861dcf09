"""The drill: a site is saved, lost, and set up again on another machine, by the commands that people type."""

import json
import os
import subprocess
import sys

import psycopg
import pytest

from store.postgres import PostgresStore
from tests.contract.records import readings
from tests.contract.tending import append
from tests.integration.saved import PICTURE, a_folder, another, everything, filled, hash_of, rows


@pytest.fixture
def command(tmp_path):
    """Runs ``fenghuo`` in a process of its own against one database and evidence folder."""

    def run(*words, dsn: str, pictures: str = "a", code: int = 0, stdin: bytes = b"") -> subprocess.CompletedProcess:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("FENGHUO_")},
            "FENGHUO_DATABASE__URL": dsn,
            "FENGHUO_PERSONAL__KEY_FILE": os.environ["FENGHUO_PERSONAL__KEY_FILE"],
            "FENGHUO_EVIDENCE__FOLDER": str(tmp_path / pictures),
        }
        argv = [sys.executable, "-m", "fenghuo", *map(str, words)]
        done = subprocess.run(argv, env=environment, input=stdin, capture_output=True, timeout=120)
        assert done.returncode == code, done.stderr.decode()
        return done

    return run


def test_a_lost_site_comes_back_on_another_machine(postgres_database, timescale_database, tmp_path, command):
    store = filled(postgres_database, a_folder(tmp_path / "a"))
    before, tables = everything(store), rows(postgres_database)
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    saved = json.loads(command("backup", shelf, "--json", dsn=postgres_database).stdout)
    assert saved["tables"] == {name: len(found) for name, found in tables.items()}
    assert saved["standing"]["deliveries waiting"] == 2
    store.close()

    command("backup", "--verify", saved["file"], dsn="")
    done = command("restore", saved["file"], "--json", dsn=timescale_database, pictures="b")
    restored = json.loads(done.stdout)
    assert (restored["journal"], restored["tables"]) == ("whole", saved["tables"])
    assert b"observation: " in done.stderr
    assert a_folder(tmp_path / "b").get(hash_of(PICTURE)).data == PICTURE
    assert command("audit", "verify", dsn=timescale_database).stdout.startswith(b"the journal is whole up to row")
    store = PostgresStore(timescale_database, pool_size=2)
    assert everything(store) == before
    store.close()


def test_a_pipe_will_do_and_stdout_holds_nothing_else(postgres_database, tmp_path, command):
    filled(postgres_database, a_folder(tmp_path / "a")).close()
    archive = command("backup", "-", dsn=postgres_database).stdout
    with another(postgres_database) as dsn:
        done = command("restore", "-", dsn=dsn, pictures="b", stdin=archive)
        assert b"journal: " in done.stdout
        assert rows(dsn) == rows(postgres_database)


def test_a_restore_into_a_full_database_needs_a_word(postgres_database, tmp_path, command):
    store = filled(postgres_database, a_folder(tmp_path / "a"))
    path = tmp_path / "b.tar"
    command("backup", path, dsn=postgres_database)
    before = rows(postgres_database)
    append(store, readings(1, 1.0, start=1))
    command("restore", path, "--replace", dsn=postgres_database, code=1)
    store.close()
    refused = command("restore", path, dsn=postgres_database, code=1)
    assert refused.stderr.decode().splitlines()[-1].startswith("fenghuo: expected an empty database, found rows in ")
    command("restore", path, "--replace", dsn=postgres_database)
    assert rows(postgres_database) == before


def test_a_journal_that_was_broken_before_gives_exit_code_3(postgres_database, tmp_path, command):
    filled(postgres_database, a_folder(tmp_path / "a")).close()
    with psycopg.connect(postgres_database) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("DELETE FROM journal WHERE seq = 2")
    path = tmp_path / "b.tar"
    command("backup", path, dsn=postgres_database)
    with another(postgres_database) as dsn:
        done = command("restore", path, dsn=dsn, code=3)
        assert b"row 2 is missing" in done.stdout
        assert rows(dsn) == rows(postgres_database)


def test_a_folder_keeps_the_newest(postgres_database, tmp_path, command):
    filled(postgres_database, a_folder(tmp_path / "a")).close()
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    old = [f"fenghuo-2026071{day}T000000Z.tar" for day in (1, 2)]
    for name in old:
        (shelf / name).write_bytes(b"")
    made = json.loads(command("backup", shelf, "--keep", 2, "--json", dsn=postgres_database).stdout)
    assert made["removed"] == old[:1]
    assert sorted(path.name for path in shelf.iterdir()) == sorted([old[1], made["file"].rpartition("/")[2]])
