"""A hundred people approve at once: the warning is issued once, and by as many people as its policy asks for."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from alerts.acting import act_by_person
from alerts.approval import content_hash
from alerts.errors import ApprovalError
from alerts.grant import Person
from alerts.policy import Release, ReleasePolicy
from alerts.warning import Stage
from incidents.incident import Remark
from incidents.people import Role, User
from sensing.level import Level
from store.errors import StoreError
from tests.builders import BY_TEST, NOW, a_contact, a_warning, after, an_incident, an_issuer

PEOPLE = [f"p{number:03}" for number in range(20)]


def race(store, draft, *, times):
    """Let everybody approve at once; return how often each outcome came."""

    def approve(number: int) -> str:
        person = Person(name=PEOPLE[number % len(PEOPLE)], role=Role.APPROVER)
        try:
            with store.begin() as tx:
                after_it = act_by_person(
                    tx,
                    draft.id,
                    "approve",
                    person=person,
                    issuer=an_issuer(),
                    now=after(seconds=number),
                    content=content_hash(draft),
                )
        except ApprovalError as error:
            return error.code
        except StoreError as error:
            return "again" if error.retryable else "broken"
        return after_it.stage.value

    with ThreadPoolExecutor(max_workers=8) as pool:
        outcomes = list(pool.map(approve, range(times)))
    return {outcome: outcomes.count(outcome) for outcome in set(outcomes)}


@pytest.fixture
def draft(store):
    for name in PEOPLE:
        store.put_user(User(name=name, password_hash="x", role=Role.APPROVER, created=NOW))
    store.put_contacts([a_contact()], **BY_TEST)
    draft = a_warning(Level.RED, Stage.DRAFT)
    with store.begin() as tx:
        tx.save_warnings([draft])
    return draft


@pytest.mark.parametrize("release", [Release.ONE, Release.TWO])
def test_a_hundred_approvals_at_once_issue_once(store, draft, release):
    store.put_policy(ReleasePolicy(id="p", release=release), author="chen", at=NOW)
    outcomes = race(store, draft, times=100)
    assert outcomes.pop("issued") == 1
    assert outcomes.pop("reviewed", 0) == (1 if release is Release.TWO else 0)
    assert set(outcomes) <= {"already_issued", "same_person", "again"}
    warning = store.warning(draft.id)
    assert warning.stage is Stage.ISSUED
    assert len({each.person for each in warning.approvals}) == release.people
    assert len(store.deliveries(warning=draft.id)) == 2
    issued = [row for row in store.journal(limit=1000) if row.entry.data.get("act") == "issued"]
    assert len(issued) == 1


def test_a_note_that_holds_what_no_text_may_does_not_freeze_the_warning(store, draft):
    def act(verb, minutes, note=""):
        person = Person(name=PEOPLE[0], role=Role.APPROVER)
        with store.begin() as tx:
            return act_by_person(
                tx,
                draft.id,
                verb,
                person=person,
                issuer=an_issuer(),
                now=after(minutes=minutes),
                note=note,
                content=content_hash(tx.warning(draft.id)),
            )

    assert act("approve", 1, "a\0b\ud800").stage is Stage.ISSUED
    assert act("cancel", 2).stage is Stage.ISSUED
    assert store.warning(draft.id).stage is Stage.CANCELLED


def test_a_remark_that_holds_what_no_text_may_hides_no_danger(store):
    remark = Remark(at=NOW, author="li", text="a\0b")
    with store.begin() as tx:
        tx.save_incidents([an_incident(Level.RED, remarks=(remark,))])
    with store.begin() as tx:
        assert len(tx.dangers(hazard="11A01", within="4115")) == 1
