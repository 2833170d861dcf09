from __future__ import annotations

import json

import pytest

from fenghuo.backup.errors import BackupError, DamagedError
from fenghuo.backup.members import Writer
from fenghuo.settings import SettingsError
from store.errors import StoreError
from tests.unit.fenghuo.backup.test_archive import WHOLE


@pytest.fixture
def whole(tmp_path):
    """A backup of two tables and a picture."""
    path = tmp_path / "b.tar"
    with path.open("wb") as file:
        writer = Writer(file.write)
        for name, data in WHOLE:
            writer.put(name, data)
        writer.seal()
    return path


@pytest.fixture
def _away(monkeypatch) -> None:
    monkeypatch.setenv("FENGHUO_DATABASE__URL", "postgresql://127.0.0.1:1/none")


def test_a_backup_is_verified_without_a_database(run, whole):
    result = run("backup", "--verify", whole)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[:2] == ["observation  1", "station      1"]
    assert json.loads(run("backup", "--verify", whole, "--json").stdout)["pictures"] == 1


def test_a_damaged_backup_is_named(run, whole):
    data = bytearray(whole.read_bytes())
    data[2000] ^= 1
    whole.write_bytes(data)
    error = run("backup", "--verify", whole).exception
    assert isinstance(error, DamagedError)
    assert str(error).startswith(f"{whole}: ")


@pytest.mark.usefixtures("_away")
def test_a_damaged_backup_is_refused_before_the_database_is_asked(run, whole):
    whole.write_bytes(whole.read_bytes()[:-1])
    assert isinstance(run("restore", whole).exception, DamagedError)


@pytest.mark.usefixtures("_away")
def test_pictures_need_a_folder_or_a_word(run, whole, tmp_path, monkeypatch):
    error = run("restore", whole).exception
    assert str(error) == "the backup holds pictures: set FENGHUO_EVIDENCE__FOLDER, or say --without-pictures"
    # With the word, or a folder, it goes on to the database.
    assert isinstance(run("restore", whole, "--without-pictures").exception, StoreError)
    monkeypatch.setenv("FENGHUO_EVIDENCE__FOLDER", str(tmp_path / "pictures"))
    assert isinstance(run("restore", whole).exception, StoreError)


def test_a_file_that_is_missing_is_said_to_be(run, tmp_path):
    error = run("backup", "--verify", tmp_path / "no.tar").exception
    assert (type(error), str(error)) == (BackupError, f"{tmp_path / 'no.tar'}: No such file or directory")


@pytest.mark.usefixtures("_away")
def test_a_backup_that_fails_leaves_no_file(run, tmp_path):
    assert isinstance(run("backup", tmp_path).exception, StoreError)
    assert list(tmp_path.iterdir()) == []


def test_only_a_folder_keeps_a_number(run, tmp_path):
    error = run("backup", tmp_path / "b.tar", "--keep", 3).exception
    assert str(error) == f"--keep needs a folder, {tmp_path / 'b.tar'} is none"


@pytest.mark.usefixtures("_away")
def test_a_folder_that_is_not_there_does_not_become_a_file(run, tmp_path):
    error = run("backup", f"{tmp_path}/no/").exception
    assert isinstance(error, BackupError)
    assert "No such file or directory" in str(error)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [("backup", "b.tar"), ("restore", "b.tar")])
def test_a_database_has_to_be_set(run, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    assert isinstance(run(*words).exception, SettingsError)
