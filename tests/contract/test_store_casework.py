"""One open incident per danger, warnings and deliveries that refer to something, and an outbox that is shared."""

from dataclasses import replace

import pytest

from alerts.delivery import DeliveryState
from alerts.target import Aim, Extent
from alerts.warning import Stage
from alerts.world import World
from geo.errors import DivisionError
from incidents.incident import State
from sensing.level import Level
from store.errors import ConflictError, StoreError
from tests.builders import BY_TEST, after
from tests.contract.records import (
    a_closed_incident,
    a_contact,
    a_delivery,
    a_transition,
    a_warning,
    an_incident,
    later,
)

KEY = ("stage-xixian", "XY-H03")


def save(store, *, incidents=(), warnings=(), deliveries=()) -> None:
    with store.begin() as tx:
        tx.save_incidents(incidents)
        tx.save_warnings(warnings)
        tx.save_deliveries(deliveries)


def test_records_come_back_as_they_went_in(store):
    incident = an_incident(
        state=State.ACKNOWLEDGED, acknowledged_by="li", acknowledged_at=later(5), transitions=(a_transition(),) * 3
    )
    warning = a_warning(incident=incident.id, stage=Stage.ISSUED, sent=later(9), references=("a,b,c",))
    delivery = a_delivery(state=DeliveryState.SENT, due=later(1), attempts=2, detail="id 77")
    save(store, incidents=[incident], warnings=[warning], deliveries=[delivery])
    assert store.incident("i1") == incident
    assert store.warning("w1") == warning
    assert store.deliveries() == [delivery]
    with store.begin() as tx:
        assert tx.incident("i1") == incident
        assert tx.warning("w1") == warning


def test_what_is_not_there_is_none(store):
    assert store.incident("i1") is None
    assert store.warning("w1") is None
    with store.begin() as tx:
        assert tx.incident("i1") is None
        assert tx.warning("w1") is None
        assert tx.latest_warnings(["i1"]) == {}
        assert tx.open_incidents([]) == {}
        assert tx.open_incidents([KEY]) == {}


def test_incidents_that_are_not_closed_are_found_by_rule_and_target(store):
    other = an_incident("i2", target="XY-H04", state=State.CLEARED, level=Level.NONE)
    save(store, incidents=[a_closed_incident("i0"), an_incident("i1"), other])
    with store.begin() as tx:
        found = tx.open_incidents([KEY, ("stage-xixian", "XY-H04"), ("other", "XY-H03")])
    assert {key: incident.id for key, incident in found.items()} == {KEY: "i1", ("stage-xixian", "XY-H04"): "i2"}


def test_a_second_open_incident_of_a_danger_is_refused_and_worth_another_try(store):
    save(store, incidents=[an_incident("i1")])
    with pytest.raises(ConflictError) as caught, store.begin() as tx:
        tx.save_incidents([an_incident("i2")])
    assert caught.value.retryable
    assert [incident.id for incident in store.incidents()] == ["i1"]


def test_what_a_person_closed_while_it_stood_is_found_unless_a_newer_incident_followed(store):
    standing = {"state": State.CLOSED, "level": Level.RED, "closed": later(60)}
    still = an_incident("i1", **standing)
    reopened = [an_incident("i2", target="B", **standing), an_incident("i3", target="B")]
    ended = [an_incident("i4", target="C", **standing), a_closed_incident("i5", target="C")]
    again = [an_incident("i6", target="D", **standing), an_incident("i7", target="D", **standing)]
    other = an_incident("i8", rule="other", **standing)
    save(store, incidents=[still, *reopened, *ended, *again, other, an_incident("i9", target="E")])
    assert store.closed_standing() == [still, again[1], other]


def test_closing_one_makes_room_for_the_next_in_any_order(store):
    save(store, incidents=[an_incident("i1")])
    save(store, incidents=[an_incident("i2"), a_closed_incident("i1")])
    assert [incident.id for incident in store.incidents(is_open=True)] == ["i2"]


def test_a_list_reads_the_newest_reasons_only_where_it_is_told_so(store):
    many = tuple(a_transition(value=float(number)) for number in range(5))
    save(store, incidents=[an_incident(transitions=many)])
    assert [incident.transitions for incident in store.incidents(reasons=2)] == [many[-2:]]
    assert [incident.transitions for incident in store.incidents()] == [many]


def test_of_an_incident_saved_twice_in_one_call_the_last_counts(store):
    save(store, incidents=[an_incident(level=Level.BLUE), an_incident(level=Level.RED)])
    assert [incident.level for incident in store.incidents()] == [Level.RED]


def test_a_number_that_is_not_finite_is_refused(store):
    with pytest.raises(StoreError, match="finite"), store.begin() as tx:
        tx.save_incidents([an_incident(lon=float("nan"))])


def test_the_newest_current_warning_of_an_incident_is_found(store):
    save(
        store,
        incidents=[an_incident("i1")],
        warnings=[
            a_warning("w1", incident="i1", stage=Stage.SUPERSEDED),
            a_warning("w2", incident="i1", stage=Stage.ISSUED),
            a_warning("w3", incident="i1", stage=Stage.REJECTED),
            a_warning("w4"),
        ],
    )
    with store.begin() as tx:
        assert tx.latest_warnings(["i1"])["i1"].id == "w2"
        tx.save_warnings([a_warning("w2", incident="i1", stage=Stage.CANCELLED)])
        assert tx.latest_warnings(["i1"]) == {}


def test_of_issued_warnings_those_whose_time_is_over_are_found_the_longest_over_first(store):
    late = a_warning("w1", stage=Stage.ISSUED, expires=after(hours=1))
    later = a_warning("w2", stage=Stage.ISSUED, expires=after(minutes=30))
    current = a_warning("w3", stage=Stage.ISSUED, expires=after(hours=3))
    draft = a_warning("w4", stage=Stage.DRAFT, expires=after(hours=1))
    with store.begin() as tx:
        tx.save_warnings([late, later, current, draft])
    assert store.run_out(now=after(hours=2)) == ["w2", "w1"]
    assert store.run_out(now=after(hours=2), limit=1) == ["w2"]


def test_a_warning_of_an_unknown_incident_is_refused_at_the_commit(store):
    with pytest.raises(ConflictError), store.begin() as tx:
        tx.save_warnings([a_warning(incident="i9")])
    assert store.warnings() == []


def test_references_may_be_written_in_any_order(store):
    with store.begin() as tx:
        tx.save_deliveries([a_delivery()])
        tx.save_warnings([a_warning(incident="i1")])
        tx.save_incidents([an_incident()])
    assert len(store.deliveries(warning="w1")) == 1


def test_a_delivery_of_an_unknown_warning_is_refused_at_the_commit(store):
    with pytest.raises(ConflictError), store.begin() as tx:
        tx.save_deliveries([a_delivery()])


def test_a_warning_reaches_contacts_above_and_below_its_division(store):
    divisions = {
        "province": "410000000000",
        "city": "411500000000",
        "county": "411528000000",
        "town": "411528100000",
        "other": "411526000000",
    }
    store.put_contacts([a_contact(name, division=code) for name, code in divisions.items()], **BY_TEST)

    def reached(division):
        with store.begin() as tx:
            return [contact.id for contact in tx.contacts_for(division, world=World.LIVE)]

    assert reached("411528000000") == ["city", "county", "province", "town"]
    assert reached("411528100000") == ["city", "county", "province", "town"]
    assert reached("411526000000") == ["city", "other", "province"]
    assert reached("411500000000") == sorted(divisions)


def test_contacts_of_several_places_and_groups_are_found_in_one_go(store):
    rows = {
        "province": ("410000000000", ()),
        "county": ("411528000000", ("boats", "dams")),
        "town": ("411528100000", ()),
        "village": ("411528100201", ()),
        "next": ("411528100202", ("dams",)),
        "far": ("411526100201", ("boats",)),
        "direct": ("441900003000", ()),
        "direct-city": ("441900000000", ()),
    }
    store.put_contacts(
        [replace(a_contact(name, division=code), groups=groups) for name, (code, groups) in rows.items()]
        + [replace(a_contact("drill", division="411528100201"), world=World.DRILL, groups=("boats",))],
        **BY_TEST,
    )

    def reached(divisions, groups=(), world=World.LIVE):
        with store.begin() as tx:
            return [contact.id for contact in tx.contacts_in(divisions, groups=groups, world=world)]

    above = ["county", "province", "town"]
    assert reached(["411528100201"]) == sorted([*above, "village"])
    assert reached(["411528100201", "411526100201"]) == sorted([*above, "village", "far"])
    assert reached(["411528100000"]) == sorted([*above, "village", "next"])
    assert reached(["441900003000"]) == ["direct", "direct-city"]
    assert reached((), ["boats"]) == ["county", "far"]
    assert reached(["411526100201"], ["dams", "none"]) == sorted(["province", "far", "county", "next"])
    assert reached(["411528100201"], ["boats"], World.DRILL) == ["drill"]
    assert reached(()) == []
    with store.begin() as tx:
        for code in (code for code, _ in rows.values()):
            assert tx.contacts_in([code], world=World.LIVE) == tx.contacts_for(code, world=World.LIVE)


def test_of_ten_thousand_contacts_those_of_five_hundred_villages_are_found(store):
    villages = [f"4115{county:02}1{town:02}2{village:02}" for county in range(20, 30) for town in range(10)
                for village in range(10)]  # fmt: skip
    contacts = [
        replace(a_contact(f"c{number:05}", division=villages[number % 1000]), address=f"+86138{number:08}")
        for number in range(10_000)
    ]
    store.put_contacts(contacts, **BY_TEST)
    with store.begin() as tx:
        found = tx.contacts_in(villages[:500], groups=("boats",), world=World.LIVE)
    assert len(found) == 5_000


def test_where_an_issued_warning_was_aimed_stays_as_it_was(store):
    aimed = replace(
        a_warning(stage=Stage.ISSUED),
        incident=None,
        target=Aim(divisions=("411528000000",), groups=("boats",)),
        extent=Extent(km2=1.5, people=None, contacts=3),
    )
    save(store, warnings=[aimed])
    save(store, warnings=[replace(aimed, stage=Stage.EXPIRED)])
    assert store.warning(aimed.id).target == aimed.target
    for change in ({"target": None}, {"target": Aim(divisions=("411526000000",))}, {"extent": None}):
        with pytest.raises(StoreError):
            save(store, warnings=[replace(aimed, **change)])


def test_contacts_are_replaced_by_id_and_need_a_division(store):
    store.put_contacts([a_contact("c2"), a_contact("c1")], **BY_TEST)
    store.put_contacts([replace(a_contact("c1"), name="新")], **BY_TEST)
    assert [(contact.id, contact.name) for contact in store.contacts()] == [("c1", "新"), ("c2", "王村长")]
    with pytest.raises(DivisionError):
        store.put_contacts([a_contact("c3", division="信阳")], **BY_TEST)
