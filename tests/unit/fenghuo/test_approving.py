from __future__ import annotations

from datetime import timedelta

import pytest

import fenghuo.approving
from alerts.drafting import Composition
from alerts.errors import TemplateError
from alerts.warning import Stage
from fenghuo.approving import ApprovalChore, DutyRoster, StuckError
from incidents.people import Role, User
from incidents.roster import Shift
from sensing.level import Level
from store.memory import MemoryStore
from tests.builders import DIVISION, NOW, after
from tests.unit.alerts.duty import Duty

BY_HAND = Composition(
    hazard="11A01", level=Level.RED, division=DIVISION, headline={"zh": "息县洪水"}, description={"zh": "水位上涨。"}
)


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


def test_one_warning_at_which_the_clock_fails_does_not_stop_the_clock_of_the_others(monkeypatch):
    duty, move_on = Duty(), fenghuo.approving.move_on
    (bad,) = duty.goes(Level.RED)
    good = duty.by_hand(BY_HAND)

    def failing(tx, ids, **facts):
        if bad.id in ids:
            raise TemplateError("no words", origin="t.yaml")
        return move_on(tx, ids, **facts)

    monkeypatch.setattr(fenghuo.approving, "move_on", failing)
    chore = ApprovalChore(duty.store, issuer=duty.issuer)
    with pytest.raises(StuckError, match=bad.id):
        chore(NOW)
    assert duty.store.warning(good.id).asking.is_told
    assert not duty.store.warning(bad.id).asking.is_told
    monkeypatch.undo()
    assert chore(NOW) == after(minutes=10)
    assert duty.store.warning(bad.id).asking.is_told
    assert duty.store.warning(bad.id).stage is Stage.DRAFT


def test_people_and_stations_are_asked_for_once_however_many_drafts_wait(monkeypatch):
    duty, asked = Duty(), []
    for _ in range(5):
        duty.by_hand(BY_HAND)
    on_duty = duty.store.on_duty
    monkeypatch.setattr(duty.store, "on_duty", lambda *args, **facts: asked.append(args) or on_duty(*args, **facts))
    ApprovalChore(duty.store, issuer=duty.issuer)(NOW)
    assert asked == [(DIVISION,)]
