from __future__ import annotations

import hashlib

from fenghuo.people import PeopleError
from incidents.people import Role


def test_a_user_is_made_and_must_change_the_password_that_somebody_else_chose(run, stored):
    result = run("user", "add", "li", "--role", "officer", "--password", "ten-letters")
    assert (result.exit_code, result.stdout) == (0, "li is officer\n")
    user = stored.user("li")
    assert (user.role, user.must_change) == (Role.OFFICER, True)


def test_the_password_is_asked_for_twice_and_not_shown(run, stored):
    result = run("user", "add", "li", input="ten-letters\nten-letters\n")
    assert result.exit_code == 0
    assert "ten-letters" not in result.output
    assert stored.user("li").role is Role.VIEWER


def test_an_unknown_role_is_refused_with_the_ones_there_are(run, stored):
    result = run("user", "add", "li", "--role", "boss", "--password", "ten-letters")
    assert isinstance(result.exception, PeopleError)
    assert str(result.exception) == "unknown role 'boss', expected one of viewer, officer, administrator"
    assert stored.user("li") is None


def test_a_key_is_printed_alone_on_stdout_and_is_the_one_that_is_stored(run, stored):
    run("user", "add", "li", "--password", "ten-letters")
    result = run("apikey", "add", "li", "--label", "screen wall")
    key = result.stdout.strip()
    assert key.startswith("fh_")
    assert stored.credential(hashlib.sha256(key.encode()).digest()).label == "screen wall"
    assert "shown once" in result.stderr


def test_a_revoked_key_is_useless_and_one_that_never_was_is_said(run, stored):
    run("user", "add", "li", "--password", "ten-letters")
    key = run("apikey", "add", "li", "--label", "x").stdout.strip()
    assert run("apikey", "revoke", key).stdout == "revoked\n"
    assert stored.credential(hashlib.sha256(key.encode()).digest()).revoked is not None
    assert str(run("apikey", "revoke", "fh_other").exception) == "no such key"


def test_the_store_is_closed_also_when_it_was_asked_in_vain(run, stored, monkeypatch):
    closed = []
    monkeypatch.setattr(stored, "close", lambda: closed.append(1))
    run("apikey", "add", "nobody", "--label", "x")
    run("apikey", "revoke", "fh_other")
    assert closed == [1, 1]
