"""Roll calls, their places and calls, in every store."""

from dataclasses import replace

import psycopg
import pytest

from alerts.delivery import DeliveryState
from alerts.rollcall.answer import Answer, AnswerId
from alerts.rollcall.news import CallKind
from alerts.rollcall.placed import CallId, PlacedCall
from alerts.rollcall.portion import DuePlace
from alerts.rollcall.roll import RollId, RollState
from alerts.tasking import messages_of
from alerts.warning import CapStatus, Stage
from store.codec import dump, json_text
from store.errors import ConflictError
from tests.contract.conftest import SEALS, wipe
from tests.contract.records import NOON, a_contact, a_warning, an_incident, later
from tests.contract.test_store_incidents import a_task
from tests.unit.alerts.rollcall.rolls import a_roll, a_village, an_answer

VILLAGE = "411528100201"
OLD = "rollcall.document"


def the_roll(key="w1", **changes):
    return replace(a_roll(a_village("A", division=VILLAGE), id=RollId(key), warning=key), **changes)


def save(store, *rolls, due=NOON):
    with store.begin() as tx:
        tx.save_warnings([a_warning(roll.warning, stage=Stage.ISSUED) for roll in rolls])
        for roll in rolls:
            tx.save_rollcall(roll, due=due)
            tx.save_places(roll.id, [DuePlace(place=place, due=due) for place in roll.places])


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
        assert tx.lock_rollcall("w1") == replace(roll, places=())
        assert [each.place for each in tx.places_of("w1")] == list(roll.places)
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
    with store.begin() as tx:
        assert [answer.id for answer in tx.take_answers("w1")] == ["a1"]
        assert tx.take_answers("w1") == []
    assert store.due_rollcalls(now=later(1)) == []


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


def told(key):
    return messages_of(a_task(key), [knocker()], status=CapStatus.ACTUAL, now=NOON)[0]


def knocker():
    return replace(a_contact("c1"), duty=a_task().who.name)


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


def test_a_roll_call_needs_its_warning(store):
    with pytest.raises(ConflictError), store.begin() as tx:
        tx.save_rollcall(the_roll(), due=None)


def ids(places):
    return [each.place.id for each in places]


def put(store, *places):
    save(store, the_roll(places=()))
    with store.begin() as tx:
        tx.save_places("w1", places)


def test_places_keep_their_order_and_new_ones_come_last(store):
    put(store, DuePlace(place=a_village("B")), DuePlace(place=a_village("A")))
    with store.begin() as tx:
        tx.save_places("w1", [DuePlace(place=a_village("C")), DuePlace(place=a_village("A", name="新"))])
    assert [(place.id, place.name) for place in store.rollcall("w1").places] == [
        ("B", "B村"),
        ("A", "新"),
        ("C", "C村"),
    ]


def test_a_step_finds_what_is_due_or_named_with_its_neighbours(store):
    put(
        store,
        DuePlace(place=a_village("due", neighbours=("near",)), due=later(1)),
        DuePlace(place=a_village("near")),
        DuePlace(place=a_village("beside", neighbours=("named", "other")), due=later(9)),
        DuePlace(place=a_village("answered", neighbours=("named",))),
        DuePlace(place=a_village("other"), due=later(9)),
        DuePlace(place=a_village("named"), due=later(9)),
        DuePlace(place=a_village("later"), due=later(2)),
    )
    with store.begin() as tx:
        assert ids(tx.due_places("w1", named=(), now=NOON)) == []
        found = tx.due_places("w1", named=(), now=later(1))
        assert [(each.place.id, each.due) for each in found] == [("due", later(1)), ("near", None)]
        assert ids(tx.due_places("w1", named={"named"}, now=NOON)) == ["beside", "other", "named"]
        assert tx.next_place("w1") == later(1)
        assert tx.next_place("w9") is None


def test_one_place_of_a_roll_call_is_read_alone(store):
    put(store, DuePlace(place=a_village("A")), DuePlace(place=a_village("B")))
    assert [place.id for place in store.rollcall_at("w1", "B").places] == ["B"]
    assert store.rollcall_at("w1", "Z").places == ()
    assert store.rollcall_at("w9", "B") is None


def test_a_roll_call_of_an_older_version_is_read_and_becomes_rows_at_its_next_step(plain_store):
    store, dsn = plain_store
    roll = the_roll()
    try:
        save(store, replace(roll, places=()))
        with psycopg.connect(dsn) as connection:
            connection.execute("UPDATE rollcall SET document = %s", [json_text(SEALS.seal(dump(roll), place=OLD))])
        assert store.rollcall("w1") == roll
        assert store.rollcalls() == [roll]
        assert store.rollcall_at("w1", "A") == roll
        with store.begin() as tx:
            assert tx.lock_rollcall("w1").places == ()
            assert ids(tx.due_places("w1", named=(), now=roll.changed)) == ["A"]
        assert store.rollcall("w1") == roll
    finally:
        wipe(dsn)
