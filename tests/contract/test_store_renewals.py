"""A chain of renewals in every store: its references, what the public feed holds, its names in 12379; and races."""

import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from lxml import etree

from alerts.approval import content_hash
from alerts.cap import to_cap
from alerts.cap_document import Form
from alerts.cn12379 import cn_time
from alerts.cn12379_issue import issue_cn12379
from alerts.cn12379_mapping import Office
from alerts.cn12379_reading import read_cn12379
from alerts.errors import ApprovalError
from alerts.escalation import move_on
from alerts.grant import Person
from alerts.issuing import act_by_person, follow
from alerts.policy import Policy
from alerts.warning import CapStatus, MessageType, Stage
from incidents.people import Role, User
from sensing.level import Level
from tests.builders import an_issuer
from tests.contract.records import a_transition, an_incident, later

YELLOW, ORANGE, RED = Level.YELLOW, Level.ORANGE, Level.RED
LI = Person(name="li", role=Role.APPROVER)
OFFICE = Office(code="41150041600000")
CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"


class _Nobody:
    """A roster on which nobody stands."""

    def approvers(self, division, *, role, duty, at):
        """Return nobody."""
        return ()


def risen(level, seen=None):
    """Return an incident that rose to a level, from where it stood."""
    before = Level.NONE if seen is None else seen.level
    last = a_transition(before=before, after=level)
    fresh = seen or an_incident("i1", level=level, transitions=())
    return replace(fresh, level=level, transitions=(*fresh.transitions, last))


def said(store, incident, now):
    with store.begin() as tx:
        tx.save_incidents([incident])
        return follow(tx, [incident], policy=Policy(), issuer=an_issuer(), now=now)


def look(store, warning):
    """Let the warden look when a warning ends soon; return what was issued then."""
    with store.begin() as tx:
        found = move_on(tx, [warning.id], roster=_Nobody(), groups=dict, issuer=an_issuer(), now=warning.renew_at)
    return next(each for each in found if each.replaces == warning.id)


def act(tx, warning, verb, now, content=""):
    return act_by_person(tx, warning.id, verb, person=LI, issuer=an_issuer(), now=now, content=content)


@pytest.fixture(autouse=True)
def li(store):
    """Whoever approves here."""
    store.put_user(User(name="li", password_hash="", role=Role.APPROVER, created=later(0)))


@pytest.fixture
def chain(store):
    """A yellow Alert that was renewed twice."""
    (alert,) = said(store, risen(YELLOW), later(0))
    first = look(store, alert)
    return alert, first, look(store, first)


def in_feed(store, now):
    return store.in_feed(now=now, status=CapStatus.ACTUAL, must_be_signed=False)


def test_the_feed_holds_the_newest_of_a_chain_only_until_it_expires(store):
    (alert,) = said(store, risen(YELLOW), later(0))
    assert in_feed(store, alert.sent) == [alert.id]
    first = look(store, alert)
    assert in_feed(store, first.sent) == [first.id]
    second = look(store, first)
    assert in_feed(store, second.sent) == [second.id]
    assert in_feed(store, second.expires - timedelta(seconds=1)) == [second.id]
    assert in_feed(store, second.expires) == []


def test_a_renewal_is_a_cap_update_that_refers_to_the_whole_chain_and_moves_the_end(store, chain):
    alert, first, _ = chain
    roots = [etree.fromstring(store.cap_document(each.id, Form.CAP).body) for each in chain]
    kinds = [root.findtext(f"{CAP}msgType") for root in roots]
    assert kinds == ["Alert", "Update", "Update"]
    own = [",".join(root.findtext(f"{CAP}{name}") for name in ("sender", "identifier", "sent")) for root in roots]
    assert [(root.findtext(f"{CAP}references") or "").split() for root in roots] == [[], own[:1], own[:2]]
    ends = [root.findtext(f"{CAP}info/{CAP}expires") for root in roots]
    assert ends == sorted(set(ends))
    assert "继续发布" in roots[2].findtext(f"{CAP}info/{CAP}headline")
    assert to_cap(store.warning(first.id)) == store.cap_document(first.id, Form.CAP).body, "superseded, not edited"
    assert [store.warning(each.id).stage for each in (alert, first)] == [Stage.SUPERSEDED] * 2


def test_a_renewal_names_the_first_message_of_its_event_to_12379_and_the_new_end(store, chain):
    alert, _, second = chain
    with store.begin() as tx:
        message = read_cn12379(issue_cn12379(tx, second, office=OFFICE).body)
        first = issue_cn12379(tx, alert, office=OFFICE)
    assert (message.message_type, message.references) == ("Update", first.identifier)
    assert cn_time(message.expires) == cn_time(second.expires)
    assert message.identifier != first.identifier


def test_a_renewal_told_anew_after_a_lapse_begins_an_event_of_its_own(store):
    (alert,) = said(store, risen(YELLOW), later(0))
    gone = alert.expires + timedelta(minutes=5)
    with store.begin() as tx:
        move_on(tx, [alert.id], roster=_Nobody(), groups=dict, issuer=an_issuer(), now=gone)
    anew = store.warnings(limit=1)[0]
    root = etree.fromstring(store.cap_document(anew.id, Form.CAP).body)
    assert (root.findtext(f"{CAP}msgType"), root.find(f"{CAP}references")) == ("Alert", None)
    assert in_feed(store, gone) == [anew.id]
    with store.begin() as tx:
        assert read_cn12379(issue_cn12379(tx, anew, office=OFFICE).body).references == ""


def beside(store, first, second):
    """Do the second while the first has not committed yet; return what became of the second."""
    outcome = []

    def other() -> None:
        try:
            with store.begin() as tx:
                outcome.append(second(tx))
        except ApprovalError as error:
            outcome.append(error.code)

    thread = threading.Thread(target=other)
    with store.begin() as tx:
        first(tx)
        thread.start()
        time.sleep(0.2)
    thread.join(timeout=20)
    return outcome[0]


def rising(seen, level, now):
    def rise(tx):
        after = risen(level, seen)
        tx.save_incidents([after])
        return follow(tx, [after], policy=Policy(), issuer=an_issuer(), now=now)

    return rise


def test_who_approves_in_the_instant_in_which_the_level_changes_has_not_read_it(store):
    seen = risen(ORANGE)
    (draft,) = said(store, seen, later(0))
    read = content_hash(draft)
    outcome = beside(store, rising(seen, RED, later(60)), lambda tx: act(tx, draft, "approve", later(60), read))
    assert outcome == "content_changed"
    (still,) = store.warnings()
    assert (still.stage, still.level, still.approvals) == (Stage.DRAFT, RED, ())
    assert store.deliveries(warning=draft.id) == []


def test_a_level_that_changes_in_the_instant_of_an_approval_is_an_update_of_what_went_out(store):
    seen = risen(ORANGE)
    (draft,) = said(store, seen, later(0))
    read = content_hash(draft)
    beside(store, lambda tx: act(tx, draft, "approve", later(60), read), rising(seen, RED, later(61)))
    update, alert = store.warnings()
    assert (alert.stage, alert.level, content_hash(alert)) == (Stage.ISSUED, ORANGE, read)
    assert (update.message_type, update.stage, update.level, update.replaces) == (
        MessageType.UPDATE,
        Stage.DRAFT,
        RED,
        alert.id,
    )


def test_a_renewal_approved_in_the_instant_in_which_the_level_changes_is_refused(store):
    seen = risen(RED)
    (draft,) = said(store, seen, later(0))
    with store.begin() as tx:
        alert = act(tx, draft, "approve", later(1), content_hash(draft))
    renewal = look(store, alert)
    assert renewal.is_renewal
    read, now = content_hash(store.warning(renewal.id)), alert.renew_at + timedelta(minutes=1)
    outcome = beside(store, rising(seen, ORANGE, now), lambda tx: act(tx, renewal, "approve", now, read))
    assert outcome == "content_changed"
    assert [each.stage for each in store.warnings()] == [Stage.DRAFT, Stage.ISSUED]


def test_an_approval_and_a_level_change_that_run_free_leave_one_of_two_ends(store):
    """Neither waits for the other on purpose; whoever is first, nothing goes out that nobody read."""
    ends = set()
    for number in range(12):
        seen = replace(risen(ORANGE), id=f"r{number}", rule=f"rule-{number}", situation="")
        (draft,) = said(store, seen, later(0))
        start, outcome = threading.Barrier(2), []
        rise = rising(seen, RED, later(60))

        def approve(draft=draft, start=start, outcome=outcome) -> None:
            start.wait(10)
            try:
                with store.begin() as tx:
                    outcome.append(act(tx, draft, "approve", later(60), content_hash(draft)).stage)
            except ApprovalError as error:
                outcome.append(error.code)

        thread = threading.Thread(target=approve)
        thread.start()
        start.wait(10)
        with store.begin() as tx:
            rise(tx)
        thread.join(timeout=20)
        ends.add((outcome[0], *((each.stage, each.level) for each in store.warnings(incident=seen.id))))
    assert ends <= {
        ("content_changed", (Stage.DRAFT, RED)),
        (Stage.ISSUED, (Stage.DRAFT, RED), (Stage.ISSUED, ORANGE)),
    }
