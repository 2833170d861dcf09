"""An act's journal rows say from where it came, and hash what it changed."""

from __future__ import annotations

from dataclasses import replace

from incidents.journal import verify
from incidents.origin import Origin, acting_from
from tests.contract.records import a_contact, an_entry, an_incident, later

HERE = Origin(address="10.1.2.3", credential="session", id="0123456789abcdef")


def told(store):
    return [row.entry.data for row in store.journal()]


def test_an_act_tells_its_origin_and_what_it_changed(store):
    first = an_incident()
    for incident in (first, replace(first, changed=later(5))):
        with acting_from(HERE), store.begin() as tx:
            tx.save_incidents([incident])
            tx.journal([an_entry(incident={"id": incident.id})])
    made, changed = told(store)
    assert made["from"] == {"address": "10.1.2.3", "credential": "session", "id": "0123456789abcdef"}
    assert made["sha256"]["before"] is None
    assert len(made["sha256"]["after"]) == 64
    assert changed["sha256"]["before"] == made["sha256"]["after"]
    assert changed["sha256"]["after"] not in {None, changed["sha256"]["before"]}
    rows = store.journal()
    assert verify(rows, heads=store.chain_heads(), head_seq=store.journal_head()) is None


def test_what_the_program_does_of_itself_has_no_origin(store):
    with store.begin() as tx:
        tx.save_incidents([an_incident()])
        tx.journal([an_entry(incident={"id": "i1"})])
    (row,) = told(store)
    assert not row.keys() & {"from", "sha256"}


def test_many_at_once_are_hashed_together(store):
    contacts = [a_contact(f"c{number}") for number in range(300)]
    with acting_from(HERE):
        store.put_contacts(contacts, actor="a", at=later(0))
        store.put_contacts([replace(contacts[7], name="other")], actor="a", at=later(1))
    imported, changed = told(store)
    assert imported["created"] == 300
    assert len(imported["sha256"]["after"]) == 64
    assert changed["sha256"]["before"] != changed["sha256"]["after"]


def test_an_act_that_changed_nothing_hashes_nothing(store):
    with acting_from(HERE), store.begin() as tx:
        tx.journal([an_entry()])
    assert "sha256" not in told(store)[0]
