"""Whatever people, rules and the clock do: nothing goes out without what the policy asks for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from alerts.approval import content_hash
from alerts.drafting import Composition
from alerts.errors import ApprovalError, UnknownWarningError
from alerts.grant import Person, approved, approved_grant, automatic_grant, person_of, standing
from alerts.policy import Demand, OnTimeout, Release, ReleasePolicy, Turn
from alerts.warning import MessageType, Stage
from incidents.people import CredentialKind, Role, User
from sensing.level import LADDER, Level
from tests.builders import DIVISION, NOW, a_warning, an_incident
from tests.unit.alerts.duty import Duty

WORDS = Composition(
    hazard="11A01", level=Level.RED, division=DIVISION, headline={"zh": "洪水"}, description={"zh": "上涨"}
)
NAMES = ("li", "wang", "zhao")


def a_user(name="li", role=Role.APPROVER, **changes):
    return User(name=name, password_hash="", role=role, created=NOW, **changes)


def test_a_person_who_is_no_more_or_may_not_sign_in_is_nobody():
    assert person_of(None, credential="session") is None
    assert person_of(a_user(is_disabled=True), credential="session") is None
    assert person_of(a_user(), credential="api_key").credential is CredentialKind.API_KEY


def test_leave_is_given_for_one_content_on_grounds():
    draft, demand = a_warning(Level.RED, Stage.DRAFT), Demand(policy=ReleasePolicy(id="p"), release=Release.ONE)
    assert automatic_grant(draft, demand) is None
    assert approved_grant(draft, demand, people=lambda _: None, actor="li") is None
    given = approved(draft, demand, person=Person(name="li", role=Role.APPROVER), now=NOW)
    grant = approved_grant(given, demand, people=lambda _: a_user(), actor="li")
    assert (grant.grounds.value, grant.content) == ("approved", content_hash(draft))
    assert [each.person for each in standing(given, demand, people={"li": a_user()})] == ["li"]
    assert standing(given, demand, people={"li": None}) == []


def test_what_is_issued_already_is_not_approved():
    with pytest.raises(ApprovalError) as refusal:
        approved(
            a_warning(),
            Demand(policy=ReleasePolicy(id="p"), release=Release.ONE),
            person=Person(name="li", role=Role.APPROVER),
            now=NOW,
        )
    assert refusal.value.code == "already_issued"


def a_policy(release, on_timeout):
    turns = (
        Turn(role=Role.APPROVER, within=timedelta(minutes=3)),
        Turn(role=Role.COMMANDER, within=timedelta(minutes=2)),
    )
    return ReleasePolicy(
        id="p", release=release, cancel=release, on_timeout=on_timeout,
        turns=() if release is Release.AUTOMATIC else turns,
    )  # fmt: skip


class Room(RuleBasedStateMachine):
    """A duty room in which anything happens in any order."""

    @initialize(release=st.sampled_from(Release), on_timeout=st.sampled_from(OnTimeout), is_corroborated=st.booleans())
    def open(self, release, on_timeout, is_corroborated):
        self.duty = Duty()
        self.now = NOW
        self.release = release
        self.may_declare = on_timeout is OnTimeout.AUTOMATIC and is_corroborated
        self.duty.write(a_policy(release, on_timeout))
        if is_corroborated:
            with self.duty.store.begin() as tx:
                tx.save_incidents([an_incident(Level.RED, station="B", target="B", rule="other")])

    @rule(level=st.sampled_from([Level.NONE, *LADDER]))
    def measures(self, level):
        if level is not self.duty.level:
            self.duty.goes(level, now=self.now)

    @rule(actor=st.sampled_from(NAMES))
    def writes(self, actor):
        self.duty.by_hand(WORDS, actor=actor, now=self.now)

    @rule(actor=st.sampled_from(NAMES), data=st.data())
    def edits(self, actor, data):
        self._try(data, lambda warning: self.duty.edit(warning, WORDS, actor=actor, now=self.now))

    @rule(
        actor=st.sampled_from(NAMES),
        verb=st.sampled_from(["approve", "approve", "approve", "review", "reject", "cancel", "renew", "sign"]),
        credential=st.sampled_from([CredentialKind.SESSION, CredentialKind.SESSION, CredentialKind.API_KEY]),
        data=st.data(),
    )
    def acts(self, actor, verb, credential, data):
        self._try(data, lambda w: self.duty.act(w, verb, actor=actor, credential=credential, now=self.now))

    @rule(actor=st.sampled_from(NAMES), role=st.sampled_from([Role.OFFICER, Role.APPROVER]))
    def changes_role(self, actor, role):
        self.duty.person(actor, role)

    @rule(minutes=st.integers(min_value=1, max_value=6))
    def waits(self, minutes):
        self.now += timedelta(minutes=minutes)
        self.duty.clock(self.now)

    def _try(self, data, act):
        warnings = self.duty.store.warnings(limit=6)
        if warnings:
            try:
                act(data.draw(st.sampled_from(warnings)))
            except (ApprovalError, UnknownWarningError):
                return

    @invariant()
    def nothing_goes_out_without_what_the_policy_asks(self):
        if not hasattr(self, "duty"):
            return
        for warning in self.duty.store.warnings(limit=1000):
            if warning.sent is not None:
                self._check(warning)
            else:
                assert self.duty.store.deliveries(warning=warning.id) == []

    def _check(self, warning):
        step = next(step for step in warning.steps if step.act == "issued")
        own = {each.person for each in warning.approvals if each.content == content_hash(warning)}
        if step.actor != "policy":
            needed = max(1, self.release.people)
            assert len(own) >= needed
            assert step.actor in own
            assert all(each.credential == "session" for each in warning.approvals)
            assert self.release is not Release.TWO or warning.author not in own
        elif warning.review is None:
            assert self.release is Release.AUTOMATIC
            assert not warning.author
        else:
            assert self.may_declare
            assert not warning.author
            assert warning.message_type is not MessageType.CANCEL


Room.TestCase.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
TestRoom = Room.TestCase
