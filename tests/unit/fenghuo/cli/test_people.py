from __future__ import annotations

import hashlib
import json

from fenghuo.people import AUTHOR, PeopleError
from geo.errors import DivisionError
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
    assert str(result.exception) == "unknown role 'boss', expected one of " + ", ".join(Role)
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


def test_a_user_belongs_to_a_division_and_stays_there_when_the_password_changes(run, stored):
    run("user", "add", "li", "--division", "411528000000", "--password", "ten-letters")
    run("user", "add", "li", "--role", "officer", "--password", "other-letters")
    assert (stored.user("li").role, stored.user("li").division) == (Role.OFFICER, "411528000000")
    assert isinstance(
        run("user", "add", "li", "--division", "4115", "--password", "ten-letters").exception, DivisionError
    )


def test_people_are_listed_without_a_secret(run, stored):
    run("user", "add", "li", "--division", "411528000000", "--password", "ten-letters")
    run("user", "add", "an", "--role", "commander", "--password", "ten-letters")
    run("user", "disable", "an")
    assert run("user", "list").stdout == "an\tcommander\tall\tdisabled\nli\tviewer\t411528000000\n"
    (an, li) = json.loads(run("user", "list", "--json").stdout)
    assert (an["is_disabled"], li["division"]) == (True, "411528000000")


def test_a_role_and_a_place_are_changed_without_a_password(run, stored):
    run("user", "add", "li", "--password", "ten-letters")
    before = stored.user("li").password_hash
    result = run("user", "role", "li", "approver", "--division", "411528000000")
    assert result.stdout == "li is approver of 411528000000\n"
    assert run("user", "role", "li", "approver", "--division", "all").stdout == "li is approver of all\n"
    assert stored.user("li").password_hash == before
    assert "`fenghuo user list`" in str(run("user", "role", "nobody", "viewer").exception)


def test_a_disabled_user_loses_every_key_and_gets_none_back(run, stored):
    run("user", "add", "li", "--password", "ten-letters")
    key = run("apikey", "add", "li", "--label", "x").stdout.strip()
    run("user", "disable", "li")
    assert run("user", "enable", "li").stdout == "li is enabled\n"
    assert stored.credential(hashlib.sha256(key.encode()).digest()).revoked is not None
    assert not stored.user("li").is_disabled


def test_keys_are_listed_and_ended_by_their_id(run, stored):
    run("user", "add", "li", "--password", "ten-letters")
    key = run("apikey", "add", "li", "--label", "screen wall", "--days", "1").stdout.strip()
    listed = run("apikey", "list").stdout
    id_, user, label, expires, seen = listed.strip().split("\t")
    assert (user, label, seen) == ("li", "screen wall", "never used")
    assert expires.startswith("until ")
    assert key not in listed
    assert run("apikey", "revoke", id_).stdout == "revoked\n"
    assert run("apikey", "list").stdout == ""


def test_what_is_done_at_the_command_line_is_journalled_without_a_secret(run, stored):
    run("user", "add", "li", "--password", "ten-letters")
    key = run("apikey", "add", "li", "--label", "x").stdout.strip()
    run("apikey", "revoke", key)
    run("user", "disable", "li")
    rows = [row.entry.data for row in stored.journal() if row.entry.kind == "user"]
    assert [(row["act"], row["actor"]) for row in rows] == [
        (act, AUTHOR) for act in ("added", "key_made", "key_revoked", "changed")
    ]
    assert not any(word in str(rows) for word in (key, "ten-letters", "argon2"))
