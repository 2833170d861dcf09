"""The roster comes back as it was written, is replaced by subtree, and tells who has the watch."""

from datetime import time

from incidents.roster import Shift
from tests.contract.records import NOON, a_user, later

CITY, XIXIAN, TOWN, OTHER = "411500000000", "411528000000", "411528100000", "411522000000"


def a_shift(division: str = XIXIAN, *people: str, **changes) -> Shift:
    facts = {"division": division, "teams": (people or ("li",),), "since": NOON}
    return Shift(**(facts | changes))


def put(store, *shifts: Shift, within: str = "") -> None:
    with store.begin() as tx:
        tx.put_shifts(shifts, within=within)


def test_shifts_come_back_in_the_order_of_their_division(store):
    full = a_shift(
        XIXIAN,
        post="radar",
        teams=(("li", "an"), ("bo",)),
        until=later(86_400),
        weekdays=frozenset({1, 7}),
        begins=time(20),
        ends=time(8, 30),
        turn_days=7,
        is_override=True,
    )
    put(store, full, a_shift(XIXIAN, "bo"), a_shift("", "an"))
    assert store.shifts() == [a_shift("", "an"), full, a_shift(XIXIAN, "bo")]


def test_a_subtree_is_replaced_without_touching_what_is_above_or_beside(store):
    put(store, a_shift(""), a_shift(CITY), a_shift(XIXIAN), a_shift(TOWN), a_shift(OTHER))
    put(store, a_shift(TOWN, "bo"), within="411528")
    assert [(shift.division, shift.teams[0][0]) for shift in store.shifts()] == [
        ("", "li"),
        (CITY, "li"),
        (OTHER, "li"),
        (TOWN, "bo"),
    ]
    assert [shift.division for shift in store.shifts(within="411528")] == [TOWN]


def test_the_nearest_who_has_the_watch_comes_first_and_the_disabled_are_passed_over(store):
    for name in ("li", "an", "gone", "boss"):
        store.put_user(a_user(name, is_disabled=name == "gone"))
    put(store, a_shift(TOWN, "gone", "li"), a_shift(CITY, "an", "li", "unknown"), a_shift("", "boss"), a_shift(OTHER))
    names = [user.name for user in store.on_duty(TOWN, at=later(1))]
    assert names == ["li", "an", "boss"]
    assert [user.name for user in store.on_duty("", at=later(1))] == ["boss"]
    assert store.on_duty(TOWN, at=later(1), post="radar") == []
    with store.begin() as tx:
        assert [user.name for user in tx.on_duty(TOWN, at=later(1))] == names
