from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.errors import RosterError
from incidents.roster import WATCH, Shift, on_duty, on_duty_upward, upward
from sensing.instant import BEIJING

CITY, XIXIAN, TOWN = "411500000000", "411528000000", "411528100000"
#: A Monday, midnight in Beijing.
MONDAY = datetime(2026, 7, 20, tzinfo=BEIJING)


def a_shift(*team: str, **changes) -> Shift:
    facts = {"division": XIXIAN, "teams": (team or ("li",),), "since": MONDAY}
    return Shift(**(facts | changes))


def hour(day: int, at: int, minute: int = 0) -> datetime:
    return MONDAY + timedelta(days=day, hours=at, minutes=minute)


def on(*shifts: Shift, at: datetime, division: str = XIXIAN, post: str = WATCH) -> tuple[str, ...]:
    return on_duty(shifts, division, at=at, post=post)


def test_a_shift_without_hours_is_stood_round_the_clock_by_a_person_and_deputies():
    assert on(a_shift("li", "an", "bo"), at=hour(40, 3)) == ("li", "an", "bo")


def test_a_shift_counts_from_its_begin_to_its_end():
    shift = a_shift(until=hour(1, 0))
    assert [on(shift, at=at) for at in (hour(0, -1), hour(0, 0), hour(0, 23, 59), hour(1, 0))] == [
        (),
        ("li",),
        ("li",),
        (),
    ]


def test_day_and_night_meet_without_a_gap_in_beijing_time():
    day, night = a_shift("day", begins=time(8), ends=time(20)), a_shift("night", begins=time(20), ends=time(8))
    at = [on(day, night, at=hour(1, h)) for h in (0, 7, 8, 19, 20, 23)]
    assert at == [("night",), ("night",), ("day",), ("day",), ("night",), ("night",)]
    # The same instant, told in another zone.
    assert on(day, night, at=datetime(2026, 7, 21, 0, 30, tzinfo=UTC)) == ("day",)


def test_a_night_belongs_to_the_weekday_on_which_it_begins():
    sunday_night = a_shift(weekdays=frozenset({7}), begins=time(20), ends=time(8))
    assert [on(sunday_night, at=hour(6, 21)), on(sunday_night, at=hour(7, 3)), on(sunday_night, at=hour(7, 21))] == [
        ("li",),
        ("li",),
        (),
    ]


def test_teams_take_turns_and_begin_again():
    shift = a_shift(teams=(("a",), ("b",), ("c",)), turn_days=7)
    assert [on(shift, at=hour(7 * week, 12))[0] for week in range(5)] == ["a", "b", "c", "a", "b"]


def test_a_turn_changes_when_the_shift_changes_and_not_at_midnight():
    shift = a_shift(teams=(("a",), ("b",)), begins=time(8), ends=time(8), since=hour(0, 8))
    assert [on(shift, at=hour(*at))[0] for at in ((0, 9), (1, 7), (1, 8), (2, 7))] == ["a", "a", "b", "b"]


def test_an_override_takes_the_place_of_the_plan_while_it_lasts_and_the_last_one_counts():
    plan = a_shift("li", "an")
    ill = a_shift("bo", since=hour(1, 0), until=hour(3, 0), is_override=True)
    iller = a_shift("cy", since=hour(2, 0), until=hour(3, 0), is_override=True)
    assert [on(plan, ill, iller, at=hour(day, 12)) for day in range(4)] == [
        ("li", "an"),
        ("bo",),
        ("cy",),
        ("li", "an"),
    ]


def test_several_shifts_at_once_are_called_in_the_order_written_down_and_nobody_twice():
    assert on(a_shift("li", "an"), a_shift("an", "bo"), at=hour(1, 1)) == ("li", "an", "bo")


def test_another_post_or_division_is_another_watch():
    shifts = (a_shift("li"), a_shift("radar", post="radar"), a_shift("city", division=CITY))
    assert on(*shifts, at=hour(1, 1), post="radar") == ("radar",)
    assert on(*shifts, at=hour(1, 1), division=CITY) == ("city",)
    assert on(*shifts, at=hour(1, 1), division=TOWN) == ()


def test_the_way_up_leads_over_every_division_to_the_whole_city():
    assert upward("411528100203") == [
        "411528100203",
        "411528100000",
        "411528000000",
        "411500000000",
        "410000000000",
        "",
    ]
    assert upward(CITY) == [CITY, "410000000000", ""]
    assert upward("") == [""]


def test_the_nearest_watch_comes_first_and_divisions_without_one_are_left_out():
    roster = [a_shift("all", division=""), a_shift("li"), a_shift("city", division=CITY, until=hour(1, 0))]
    found = on_duty_upward(roster, TOWN, at=hour(2, 0))
    assert found == [(XIXIAN, ("li",)), ("", ("all",))]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"teams": ()}, "expected teams of at least one person"),
        ({"teams": ((),)}, "expected teams of at least one person"),
        ({"teams": (("",),)}, "expected teams of at least one person"),
        ({"weekdays": frozenset()}, "expected weekdays"),
        ({"weekdays": frozenset({0})}, r"got \[0\]"),
        ({"turn_days": 0}, "expected a turn of at least 1 day, got 0"),
        ({"until": MONDAY}, "before it begins"),
    ],
)
def test_a_shift_that_nobody_can_stand_is_refused(changes, told):
    with pytest.raises(RosterError, match=told):
        a_shift(**changes)


@given(
    at=st.integers(0, 60 * 24 * 30).map(lambda minutes: MONDAY + timedelta(minutes=minutes)),
    change=st.times().map(lambda each: each.replace(second=0, microsecond=0)),
    teams=st.integers(1, 4),
    turn=st.integers(1, 9),
)
def test_a_day_cut_in_two_is_always_stood_by_exactly_one_person(at, change, teams, turn):
    people = tuple((f"p{n}",) for n in range(teams))
    other = time((change.hour + 12) % 24, change.minute)
    long_ago = MONDAY - timedelta(days=400)
    halves = [
        a_shift(teams=people, begins=begins, ends=ends, since=long_ago, turn_days=turn)
        for begins, ends in ((change, other), (other, change))
    ]
    assert sum(bool(half.team_at(at)) for half in halves) == 1
