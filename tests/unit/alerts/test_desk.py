from __future__ import annotations

from dataclasses import replace

import pytest

from alerts.approval import Act, Grant, Grounds, content_hash
from alerts.audience import Audience
from alerts.cap import to_cap
from alerts.cap_document import Form
from alerts.desk import Desk
from alerts.errors import ApprovalError, CapError
from alerts.warning import Area, MessageType, Stage
from alerts.world import World
from sensing.level import Level
from store.memory import MemoryStore
from tests.builders import BY_TEST, NOW, a_contact, a_warning, after, an_incident


def leave(draft):
    return Grant(grounds=Grounds.APPROVED, actor="li", content=content_hash(draft))


REFERENCE = "xinyang.fenghuo.example,FH-1,2026-07-19T22:00:00+08:00"


@pytest.fixture
def store():
    return MemoryStore()


def test_nothing_done_writes_nothing(store):
    with store.begin() as tx:
        assert Desk(tx, now=NOW).commit() == []
    assert store.journal() == []


def test_issuing_ends_what_it_replaces_and_queues_one_message_per_recipient(store):
    store.put_contacts([a_contact(), a_contact(id="c-2", address="+8613800000002")], **BY_TEST)
    alert = a_warning()
    update = a_warning(
        Level.ORANGE, Stage.DRAFT, message_type=MessageType.UPDATE, replaces=alert.id, references=(REFERENCE,)
    )
    with store.begin() as tx:
        tx.save_warnings([alert, update])
        desk = Desk(tx, now=after(minutes=1), seal=to_cap)
        desk.issue(update, grant=leave(update))
        changed = desk.commit()
    assert [(w.message_type, w.stage) for w in changed] == [
        (MessageType.ALERT, Stage.SUPERSEDED),
        (MessageType.UPDATE, Stage.ISSUED),
    ]
    assert len(store.deliveries(warning=update.id)) == 3
    acts = [(row.entry.kind, row.entry.data["act"]) for row in store.journal() if row.entry.kind != "contact"]
    assert acts == [("warning", "superseded"), ("warning", "issued"), *[("delivery", "queued")] * 3]


def test_a_warning_for_no_place_is_refused(store):
    nowhere = a_warning(stage=Stage.DRAFT, area=Area(description="某地"))
    with store.begin() as tx, pytest.raises(ApprovalError, match="names no place") as refusal:
        Desk(tx, now=NOW).issue(nowhere, grant=leave(nowhere))
    assert refusal.value.code == "empty_area"


def test_what_stands_is_what_people_were_told_and_what_waits(store):
    incident = an_incident(opened=after(hours=-1))
    alert = a_warning(incident=incident.id)
    update = a_warning(Level.ORANGE, Stage.DRAFT, incident=incident.id, replaces=alert.id, created=after(minutes=1))
    with store.begin() as tx:
        tx.save_incidents([incident])
        tx.save_warnings([alert, update])
        assert Desk(tx, now=after(minutes=2)).standing(incident.id) == (alert, update)


def test_what_ran_out_no_longer_stands_and_its_draft_falls_with_it(store):
    incident = an_incident(opened=after(hours=-1))
    alert = a_warning(incident=incident.id)
    update = a_warning(Level.ORANGE, Stage.DRAFT, incident=incident.id, replaces=alert.id, created=after(minutes=1))
    with store.begin() as tx:
        tx.save_incidents([incident])
        tx.save_warnings([alert, update])
        desk = Desk(tx, now=after(days=2))
        assert desk.standing(incident.id) == (None, None)
        desk.commit()
    assert [warning.stage for warning in reversed(store.warnings())] == [Stage.EXPIRED, Stage.REJECTED]


def test_an_issued_cancel_leaves_nothing_standing(store):
    incident = an_incident(opened=after(hours=-1))
    cancel = a_warning(incident=incident.id, message_type=MessageType.CANCEL)
    with store.begin() as tx:
        tx.save_incidents([incident])
        tx.save_warnings([cancel])
        assert Desk(tx, now=NOW).standing(incident.id) == (None, None)


def test_a_desk_sees_its_own_work(store):
    incident = an_incident(opened=after(hours=-1))
    draft = a_warning(Level.RED, Stage.DRAFT, incident=incident.id)
    with store.begin() as tx:
        tx.save_incidents([incident])
        desk = Desk(tx, now=NOW, seal=to_cap)
        assert desk.standing(incident.id) == (None, None)
        desk.draft(draft, actor="li")
        assert desk.standing(incident.id) == (None, draft)
        issued = desk.issue(draft, grant=leave(draft))
        assert desk.standing(incident.id) == (issued, None)
        desk.put(replace(issued, stage=Stage.CANCELLED), Act.CANCELLED, actor="li")
        assert desk.standing(incident.id) == (None, None)
        desk.commit()


def test_a_refusal_leaves_nothing_behind_on_the_desk(store, monkeypatch):
    incident = an_incident(opened=after(hours=-1))
    alert = a_warning(incident=incident.id)
    update = a_warning(Level.ORANGE, Stage.DRAFT, incident=incident.id, replaces=alert.id, created=after(minutes=1))
    with store.begin() as tx:
        tx.save_incidents([incident])
        tx.save_warnings([alert, update])
        desk = Desk(tx, now=after(minutes=2), seal=to_cap)
        monkeypatch.setattr(Audience, "recipients", lambda *_: [a_contact(world=World.DRILL)])
        with pytest.raises(ApprovalError, match="is of the drill"):
            desk.issue(update, grant=leave(update))
        assert desk.commit() == []
    assert store.warning(alert.id).stage is Stage.ISSUED


def test_the_journal_names_no_recipient_in_full_and_tells_many_at_once(store):
    store.put_contacts([a_contact(id=f"c{n}", name="王敏敏", address=f"+86138000{n:05}") for n in range(25)], **BY_TEST)
    draft = a_warning(Level.RED, Stage.DRAFT)
    with store.begin() as tx:
        tx.save_warnings([draft])
        desk = Desk(tx, now=NOW, seal=to_cap)
        desk.issue(draft, grant=leave(draft))
        desk.commit()
    rows = [row.entry.data for row in store.journal() if row.entry.kind == "delivery"]
    assert len(rows) < 25
    assert "王敏敏" not in repr(rows)


def test_a_storm_of_updates_asks_for_what_it_has_only_once(store, monkeypatch):
    incident = an_incident(opened=after(hours=-1))
    alert = a_warning(incident=incident.id)
    update = a_warning(Level.ORANGE, Stage.DRAFT, incident=incident.id, replaces=alert.id, created=after(minutes=1))
    with store.begin() as tx:
        tx.save_incidents([incident])
        tx.save_warnings([alert])
        desk, asked = Desk(tx, now=after(minutes=2), seal=to_cap), []
        desk.look_up([incident.id])
        monkeypatch.setattr(tx, "warning", asked.append)
        desk.issue(desk.draft(update, actor="li"), grant=leave(update))
        assert asked == []


def test_a_desk_that_was_not_told_how_messages_are_signed_issues_nothing():
    store = MemoryStore()
    draft = a_warning(Level.RED, Stage.DRAFT)
    with store.begin() as tx:
        tx.save_warnings([draft])
        with pytest.raises(CapError, match="nobody said how its message is signed"):
            Desk(tx, now=NOW).issue(draft, grant=leave(draft))
    assert store.warnings()[0].stage is Stage.DRAFT
    assert store.deliveries() == []


def test_what_is_issued_is_kept_as_the_bytes_that_left():
    store = MemoryStore()
    draft = a_warning(Level.RED, Stage.DRAFT)
    with store.begin() as tx:
        desk = Desk(tx, now=NOW, seal=lambda warning: to_cap(warning) + b"<!-- sealed -->")
        warning = desk.issue(draft, grant=leave(draft))
        desk.commit()
    assert store.cap_document(warning.id, Form.CAP).body == to_cap(warning) + b"<!-- sealed -->"
