from __future__ import annotations

from alerts.rollcall.answer import Standing
from fenghuo.edge.deriving import derived
from incidents.convergence.fact import FactKind
from incidents.convergence.writing import Pen
from incidents.incident import IncidentKind
from incidents.journal import Entry, Row
from incidents.system import open_system_incident
from sensing.level import Level
from tests.builders import NOW, after
from tests.unit.incidents.duty import Duty


def facts_of(rows):
    _, found = derived(rows, pen=Pen(node="edge"), about=lambda _: [], warning_of=lambda roll: f"W-{roll}")
    return found


def test_what_rules_said_and_people_did_becomes_facts_in_the_order_of_the_journal():
    duty = Duty()
    duty.say(("G1", Level.RED))
    duty.act(duty.at("G1"), "ack", now=after(minutes=1))
    duty.act(duty.at("G1"), "comment", now=after(minutes=2), text="水进村")
    duty.say(("G1", Level.NONE), now=after(minutes=3))
    facts = [fact for _, fact in facts_of(duty.store.journal())]
    assert [fact.told().get("act") or fact.told()["after"] for fact in facts] == [
        "red",
        "acknowledged",
        "commented",
        "none",
    ]
    assert facts[1].told()["about"] == facts[0].id
    assert facts[2].told()["knew"] == facts[1].id
    assert facts[2].told()["text"] == "水进村"


def test_the_same_rows_make_the_same_facts():
    duty = Duty()
    duty.say(("G1", Level.RED), ("G2", Level.BLUE))
    assert facts_of(duty.store.journal()) == facts_of(duty.store.journal())


def test_what_is_each_nodes_own_makes_no_fact():
    duty = Duty()
    duty.silence(stations=("G1",))
    with duty.store.begin() as tx:
        open_system_incident(tx, IncidentKind.CHANNEL_LOST, "sms", name="sms", now=NOW)
    assert facts_of(duty.store.journal()) == []


def test_a_row_that_came_from_another_node_makes_no_fact():
    duty = Duty()
    duty.say(("G1", Level.RED))
    (row,) = [row for row in duty.store.journal() if row.entry.kind == "incident"]
    row.entry.data["actor"] = "node:center"
    assert facts_of([row]) == []


def test_an_answer_is_known_by_its_warning_and_place():
    data = {
        "act": "answered",
        "actor": "zhang",
        "rollcall": "R1",
        "place": "P1",
        "person": "zhang",
        "standing": Standing.HELP.value,
        "headcount": 4,
        "is_trusted": True,
    }
    entry = Entry(kind="answer", division="411522105000", at=NOW, data=data)
    ((seq, fact),) = facts_of([Row(seq=3, entry=entry, previous=b"", hash=b"")])
    assert (seq, fact.kind, fact.subject) == (3, FactKind.ANSWER, "answer/W-R1/P1")
    untrusted = Entry(kind="answer", division="411522105000", at=NOW, data=data | {"is_trusted": False})
    assert facts_of([Row(seq=3, entry=untrusted, previous=b"", hash=b"")]) == []
