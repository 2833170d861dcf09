from __future__ import annotations

from datetime import timedelta

import pytest

from fenghuo.approving import DutyRoster
from incidents.people import Role, User
from incidents.roster import Shift
from store.memory import MemoryStore
from tests.builders import DIVISION, NOW


@pytest.fixture
def store():
    store = MemoryStore()
    for name, role, division in (
        ("li", Role.APPROVER, ""),
        ("wang", Role.APPROVER, "411528000000"),
        ("zhao", Role.APPROVER, "411527000000"),
        ("chen", Role.COMMANDER, ""),
        ("sun", Role.OFFICER, ""),
    ):
        store.put_user(User(name=name, password_hash="", role=role, created=NOW, division=division))
    store.put_user(User(name="gone", password_hash="", role=Role.APPROVER, created=NOW, is_disabled=True))
    return store


def asked(store, role=Role.APPROVER, duty=""):
    return DutyRoster(store).approvers(DIVISION, role=role, duty=duty, at=NOW)


def watch(store, *names, post="watch"):
    shift = Shift(division="", post=post, teams=(names,), since=NOW - timedelta(days=1))
    with store.begin() as tx:
        tx.put_shifts([*tx.shifts(), shift])


def test_without_a_roster_everybody_of_the_division_s_line_with_the_role_is_asked_the_nearest_first(store):
    assert asked(store) == ("wang", "li")


def test_who_has_the_watch_is_asked_and_nobody_else(store):
    watch(store, "sun", "li")
    assert asked(store) == ("li",)


def test_a_watch_that_nobody_with_the_role_stands_is_passed_over(store):
    watch(store, "sun")
    assert asked(store) == ("wang", "li")


def test_a_post_of_its_own_is_looked_up_under_its_name(store):
    watch(store, "li")
    watch(store, "wang", post="leader")
    assert asked(store, duty="leader") == ("wang",)


def test_a_higher_role_is_asked_where_nobody_has_the_role_itself(store):
    assert asked(store, Role.COMMANDER) == ("chen",)
    for name in ("li", "wang"):
        store.put_user(User(name=name, password_hash="", role=Role.OFFICER, created=NOW))
    assert asked(store) == ("chen",)
