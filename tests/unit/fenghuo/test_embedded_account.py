import os

import pytest

from fenghuo.embedded import account
from fenghuo.embedded.account import Account
from fenghuo.embedded.errors import ServiceError

STRANGER = Account(name="stranger", uid=54321, gid=54321)


def ourselves():
    return Account(name="me", uid=os.getuid(), gid=os.getgid())


def test_an_ordinary_user_stays_who_he_is(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert account.unprivileged() is None


def test_root_becomes_an_account_without_privileges(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    chosen = account.unprivileged()
    assert chosen is not None
    assert chosen.name in account.CANDIDATES
    assert chosen.uid != 0


def test_a_system_without_such_an_account_is_told_so(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(account, "CANDIDATES", ("nosuchuser",))
    with pytest.raises(ServiceError, match="no account nosuchuser"):
        account.unprivileged()


def test_an_account_of_another_system_is_read_from_its_own_file(tmp_path):
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/passwd").write_text("root:x:0:0::/:/bin/sh\npostgres:x:100:102:PostgreSQL:/var:/bin/sh\n")
    assert account.named("postgres", root=tmp_path) == Account(name="postgres", uid=100, gid=102)
    assert account.named("nobody", root=tmp_path) is None


def test_the_owner_enters_his_folder_and_a_stranger_does_not(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    assert account.can_enter(closed, ourselves())
    assert not account.can_enter(closed, STRANGER)


def test_one_closed_folder_above_is_enough_to_keep_a_stranger_out(tmp_path):
    (tmp_path / "closed").mkdir(mode=0o700)
    opened = tmp_path / "closed/opened"
    opened.mkdir()
    opened.chmod(0o777)
    assert not account.can_enter(opened, STRANGER)


def test_a_folder_that_is_not_there_yet_is_judged_by_those_above(tmp_path):
    assert account.can_enter(tmp_path / "later/still", ourselves())


def test_the_owner_bits_count_for_the_owner_even_when_others_may_more(tmp_path):
    odd = tmp_path / "odd"
    odd.write_text("")
    odd.chmod(0o044)
    assert not account.can_read(odd, ourselves())
