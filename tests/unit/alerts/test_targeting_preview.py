"""Whom a warning would reach, and whom it would not."""

from __future__ import annotations

from alerts.grant import Person
from alerts.target import Aim
from alerts.targeting_preview import preview_target, reached_by
from alerts.world import World
from incidents.people import Role
from store.memory import MemoryStore
from tests.builders import BY_TEST, a_contact, an_issuer
from tests.unit.alerts.ground import FAR, NEAR, POINT, XIXIAN, places

LI = Person(name="li", role=Role.OFFICER)


def previewed(*contacts, target=Aim(divisions=(NEAR, FAR)), **facts):  # noqa: B008 - a frozen record
    store = MemoryStore()
    store.put_contacts(contacts, **BY_TEST)
    with store.begin() as tx:
        return preview_target(tx, target, issuer=an_issuer(places=places), person=LI, **facts)


def test_an_address_in_two_records_counts_once_in_each_place():
    rows = [a_contact(id="a", division=NEAR), a_contact(id="b", division=NEAR), a_contact(id="c", division=FAR)]
    reached = reached_by(rows)
    assert (reached.total, reached.channels) == (1, {"sms": 1})
    assert (reached.within[NEAR], reached.within[FAR], reached.within["411528100"]) == (1, 1, 2)


def test_nobody_at_all_is_the_first_problem():
    shown = previewed()
    assert shown["contacts"] == 0
    assert [each["code"] for each in shown["problems"]] == ["empty_area", "without_contact", "site_without_contact"]
    assert "甲小学" in shown["problems"][2]["detail"]


def test_whoever_takes_part_in_drills_only_is_not_counted():
    assert previewed(a_contact(id="d", division=NEAR, world=World.DRILL))["contacts"] == 0


def test_the_county_is_told_but_is_no_contact_of_the_village_itself():
    shown = previewed(a_contact(division=XIXIAN))
    assert shown["contacts"] == 1
    assert [row["code"] for row in shown["without_contact"]["items"]] == [NEAR, FAR]


def test_messages_are_segments_times_telephones():
    rows = [a_contact(id=str(n), division=NEAR, address=f"+861380000000{n}") for n in range(3)]
    assert previewed(*rows, sms="字" * 141)["sms"] == {"segments": 3, "contacts": 3, "messages": 9}
    assert previewed(*rows)["sms"] is None


def test_how_it_was_understood_is_told():
    (note,) = previewed(target=Aim(divisions=(POINT,)))["notes"]
    assert note == "the area of 1 of 1 divisions is not known"
