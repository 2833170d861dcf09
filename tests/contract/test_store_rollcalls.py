"""Roll calls, their calls and answers, and must-reach sites, in every store."""

from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from alerts.delivery import DeliveryState
from alerts.rollcall.answer import Answer, AnswerId, Source, Standing
from alerts.rollcall.news import CallKind
from alerts.rollcall.placed import CallId, PlacedCall
from alerts.rollcall.roll import RollId, RollState
from alerts.site import Site, SiteId, SiteKind
from alerts.tasking import messages_of
from alerts.warning import CapStatus, Stage
from alerts.world import World
from incidents.task import TaskState
from store.errors import ConflictError
from tests.contract.records import NOON, XIXIAN, a_contact, a_warning, an_incident, later
from tests.contract.test_store_incidents import a_task
from tests.unit.alerts.rollcall.rolls import a_roll, a_village, an_answer

VILLAGE = "411528100201"


def the_roll(key="w1", **changes):
    return replace(a_roll(a_village("A", division=VILLAGE), id=RollId(key), warning=key), **changes)


def save(store, *rolls, due=NOON, applied=0):
    with store.begin() as tx:
        tx.save_warnings([a_warning(roll.warning, stage=Stage.ISSUED) for roll in rolls])
        for roll in rolls:
            tx.save_rollcall(roll, due=due, applied=applied)


def a_call(key="k1", **changes):
    call = PlacedCall(
        id=CallId(key),
        rollcall="w1",
        place="A",
        place_name="A村",
        division=VILLAGE,
        person="A1",
        name="王",
        contact="c1",
        channel="sms",
        kind=CallKind.ASK,
        attempt=1,
        at=NOON,
    )
    return replace(call, **changes)


def answered(key="a1", **changes) -> Answer:
    return replace(an_answer("A", "A1", at=NOON, division=VILLAGE), id=AnswerId(key), **changes)


def test_a_roll_call_comes_back_as_it_went_in(store):
    roll = the_roll(places=(a_village("A", answers=(an_answer("A", "A1", headcount=53, words="安全\n53"),)),))
    save(store, roll)
    assert store.rollcall("w1") == roll
    with store.begin() as tx:
        assert tx.lock_rollcall("w1") == roll
        assert tx.lock_rollcall("w9") is None


def test_every_warning_of_the_chain_leads_to_its_roll_call(store):
    save(store, the_roll())
    with store.begin() as tx:
        tx.save_warnings([a_warning("w2", stage=Stage.ISSUED)])
        tx.note_rollcall("w2", "w1")
    assert store.rollcall("w2").id == "w1"
    assert store.rollcall("w3") is None


def test_released_warnings_wait_until_somebody_has_looked(store):
    stages = {"w1": Stage.ISSUED, "w2": Stage.DRAFT, "w3": Stage.EXPIRED, "w4": Stage.REJECTED}
    with store.begin() as tx:
        tx.save_warnings([a_warning(key, stage=stage) for key, stage in stages.items()])
    with store.begin() as tx:
        assert [warning.id for warning in tx.unlooked_warnings(limit=10)] == ["w1", "w3"]
        assert tx.rollcall_of("w1") is None
        tx.note_rollcall("w1", "")
        assert tx.rollcall_of("w1") == ""
    with store.begin() as tx:
        # A warning that is saved again stays looked at.
        tx.save_warnings([a_warning("w1", stage=Stage.CANCELLED)])
        assert [warning.id for warning in tx.unlooked_warnings(limit=10)] == ["w3"]


def test_a_roll_call_is_due_by_its_time(store):
    save(store, the_roll("w1"), due=later(60))
    assert store.due_rollcalls(now=later(59)) == []
    assert store.due_rollcalls(now=later(60)) == ["w1"]
    assert store.next_rollcall() == later(60)


def test_a_roll_call_is_due_when_its_warning_is_over(store):
    save(store, the_roll(), due=later(600))
    with store.begin() as tx:
        tx.save_warnings([a_warning("w1", stage=Stage.CANCELLED)])
    assert store.due_rollcalls(now=later(1)) == ["w1"]


def test_a_roll_call_is_due_while_an_answer_is_not_taken_in(store):
    save(store, the_roll(state=RollState.EXPIRED), due=None)
    assert store.due_rollcalls(now=later(1)) == []
    assert store.next_rollcall() is None
    with store.begin() as tx:
        assert tx.add_answer(answered()) is True
        assert tx.add_answer(answered()) is False
    assert store.due_rollcalls(now=later(1)) == ["w1"]
    save(store, the_roll(state=RollState.EXPIRED), due=None, applied=1)
    assert store.due_rollcalls(now=later(1)) == []


def test_answers_come_back_in_order_and_those_of_strangers_apart(store):
    save(store, the_roll())
    stranger = answered(
        "a3", rollcall="", place="", person="", source=Source.SMS, address="+8613900000000", division=""
    )
    with store.begin() as tx:
        for answer in (answered("a1"), answered("a2", standing=Standing.HELP, headcount=7, by="li"), stranger):
            tx.add_answer(answer)
        assert [answer.id for answer in tx.answers_of("w1")] == ["a1", "a2"]
    assert [answer.id for answer in store.answers_of("w1")] == ["a1", "a2"]
    assert [answer.id for answer in store.answers()] == ["a3", "a2", "a1"]
    assert [answer.id for answer in store.answers(before="a3", limit=1)] == ["a2"]
    assert store.answers(rollcall="") == [stranger]


def test_a_subtree_sees_its_own_roll_calls_and_answers_only(store):
    save(store, the_roll("w1"), the_roll("w2", places=()))
    with store.begin() as tx:
        tx.add_answer(answered())
    for within, seen in (("", ["w2", "w1"]), ("411528", ["w2", "w1"]), ("411528100", ["w1"]), ("411522", [])):
        assert [roll.id for roll in store.rollcalls(within=within)] == seen, within
    assert store.rollcall("w1", within="411528100").id == "w1"
    assert store.rollcall("w1", within="411522") is None
    assert store.answers(within="411522") == []
    assert len(store.answers(within="411528100")) == 1


def test_only_those_that_go_on_are_listed_when_asked(store):
    save(store, the_roll("w1"), the_roll("w2", state=RollState.CANCELLED))
    assert [roll.id for roll in store.rollcalls(is_active=True)] == ["w1"]
    assert [roll.id for roll in store.rollcalls(before="w2")] == ["w1"]


def test_a_call_is_found_by_the_link_that_went_with_it(store):
    save(store, the_roll())
    with store.begin() as tx:
        tx.add_calls([a_call(token_hash="ab" * 32), a_call("k2"), a_call("k3")])
        tx.add_calls([a_call(attempt=9)])
    assert store.call_by_token("ab" * 32) == a_call(token_hash="ab" * 32)
    assert store.call_by_token("cd" * 32) is None
    assert store.call_by_token("") is None
    assert [call.id for call in store.placed_calls("w1")] == ["k1", "k2", "k3"]


def test_a_number_leads_to_the_newest_call_of_a_roll_call_that_goes_on(store):
    store.put_contacts([a_contact("c1")], actor="li", at=NOON)
    number = a_contact().address
    save(store, the_roll("w1"), the_roll("w2", state=RollState.EXPIRED))
    with store.begin() as tx:
        tx.add_calls(
            [
                a_call("k1"),
                a_call("k2", at=later(1)),
                a_call("k3", at=later(2), kind=CallKind.TELL),
                a_call("k4", at=later(3), rollcall="w2"),
                a_call("k5", at=later(4), contact="c9"),
            ]
        )
        assert tx.newest_call(number, now=later(9), world=World.LIVE).id == "k2"
    assert store.newest_call(number, now=later(9), world=World.LIVE).id == "k2"
    assert store.newest_call(number, now=later(9), world=World.DRILL) is None
    assert store.newest_call("+8613911111111", now=later(9), world=World.LIVE) is None
    assert store.newest_call(number, now=NOON + timedelta(days=2), world=World.LIVE) is None


def test_a_number_leads_to_the_newest_open_task_that_was_sent_to_it(store):
    store.put_contacts([a_contact("c1")], actor="li", at=NOON)
    number = a_contact().address
    with store.begin() as tx:
        tx.save_incidents([an_incident("i1")])
        tasks = [a_task("t1"), a_task("t2"), a_task("t3", state=TaskState.DONE), a_task("t4")]
        tx.save_tasks(tasks)
        sent = [
            each for task in tasks[:3] for each in messages_of(task, [knocker()], status=CapStatus.ACTUAL, now=NOON)
        ]
        assert len(sent) == 3
        tx.save_deliveries(sent)
    with store.begin() as tx:
        assert tx.newest_task(number, world=World.LIVE) == ("t2", "c1")
        assert tx.newest_task(number, world=World.DRILL) is None
        assert tx.newest_task("+8613911111111", world=World.LIVE) is None


def test_calls_that_wait_in_the_outbox_can_be_withdrawn_and_sent_ones_cannot(store):
    store.put_contacts([a_contact("c1")], actor="li", at=NOON)
    with store.begin() as tx:
        tx.save_incidents([an_incident("i1")])
        tx.save_tasks([a_task("t1"), a_task("t2")])
        rows = [each for key in ("t1", "t2") for each in told(key)]
        tx.save_deliveries([rows[0], replace(rows[1], state=DeliveryState.SENT)])
    keys = [row.idempotency_key for row in rows]
    with store.begin() as tx:
        assert tx.withdraw_calls([*keys, "none"], why="later", now=later(1)) == 1
        assert tx.withdraw_calls([], why="later", now=later(1)) == 0
    found = {each.id: (each.state, each.detail) for each in store.deliveries()}
    assert found[rows[0].id] == (DeliveryState.DROPPED, "later")
    assert found[rows[1].id][0] is DeliveryState.SENT


def told(key):
    return messages_of(a_task(key), [knocker()], status=CapStatus.ACTUAL, now=NOON)


def knocker():
    return replace(a_contact("c1"), duty=a_task().who.name)


def test_contacts_are_found_by_name_and_keep_what_they_answer_for(store):
    whole = replace(
        a_contact("c1"), person="王", duty="deputy", rank=2, groups=("防汛", "学校"), site="s1", language="en",
        world=World.DRILL, channel="voice",
    )  # fmt: skip
    store.put_contacts([whole, a_contact("c2")], actor="li", at=NOON)
    with store.begin() as tx:
        assert tx.contacts_named(["c1", "c9"]) == [whole]
        assert tx.contacts_named([]) == []
    assert store.contacts() == [whole, a_contact("c2")]


def test_drill_and_live_are_never_in_one_list(store):
    store.put_contacts([a_contact("c1"), replace(a_contact("c2"), world=World.DRILL)], actor="li", at=NOON)
    with store.begin() as tx:
        assert [each.id for each in tx.contacts_for(XIXIAN, world=World.LIVE)] == ["c1"]
        assert [each.id for each in tx.contacts_for(XIXIAN, world=World.DRILL)] == ["c2"]


def test_a_roll_call_needs_its_warning(store):
    with pytest.raises(ConflictError), store.begin() as tx:
        tx.save_rollcall(the_roll(), due=None, applied=0)


def a_site(key="s1", **changes):
    site = Site(
        id=SiteId(key), name="临河中学", kind=SiteKind.SCHOOL, division=VILLAGE, lon=114.7, lat=32.3, people=800
    )
    return replace(site, **changes)


def test_sites_come_back_and_the_journal_says_what_changed(store):
    store.put_sites([a_site(), a_site("s2", division="411522000000")], actor="li", at=NOON)
    store.put_sites([a_site(people=900), a_site("s2", division="411522000000")], actor="li", at=later(1))
    assert [site.id for site in store.sites()] == ["s1", "s2"]
    assert store.sites(within="411528") == [a_site(people=900)]
    rows = [row.entry.data for row in store.journal() if row.entry.kind == "site"]
    assert [(row["site"], row["act"]) for row in rows] == [("s1", "created"), ("s2", "created"), ("s1", "changed")]
    assert rows[-1]["fields"] == ["people"]


def test_answers_cannot_be_changed_or_taken_away(plain_store):
    store, dsn = plain_store
    save(store, the_roll())
    with store.begin() as tx:
        tx.add_answer(answered())
    for statement in ("UPDATE answer SET place = 'B'", "DELETE FROM answer", "TRUNCATE answer"):
        with psycopg.connect(dsn) as connection, pytest.raises(psycopg.Error, match="append-only"):
            connection.execute(statement)
    from tests.contract.conftest import wipe

    wipe(dsn)
