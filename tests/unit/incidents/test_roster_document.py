from __future__ import annotations

import contextlib
from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.errors import RosterError
from incidents.roster import Shift
from incidents.roster_document import parse_shift, shift_json

PLAIN = {"division": "411528000000", "teams": [["li", "an"]], "since": "2026-07-20T00:00:00+08:00"}
SHIFTS = st.builds(
    Shift,
    division=st.sampled_from(["", "411528000000"]),
    post=st.sampled_from(["watch", "雷达"]),
    teams=st.lists(st.lists(st.text("abc", min_size=1), min_size=1).map(tuple), min_size=1).map(tuple),
    since=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)).map(
        lambda at: at.replace(microsecond=0)
    ),
    weekdays=st.frozensets(st.integers(1, 7), min_size=1),
    begins=st.integers(0, 23).map(time),
    ends=st.integers(0, 23).map(time),
    turn_days=st.integers(1, 366),
    is_override=st.booleans(),
)


@given(SHIFTS)
def test_a_shift_comes_back_from_its_document(shift):
    assert parse_shift(shift_json(shift), origin="x") == shift


def test_what_is_left_out_is_the_watch_round_the_clock_without_an_end():
    shift = parse_shift(PLAIN, origin="x")
    assert (shift.post, shift.until, len(shift.weekdays), shift.begins, shift.turn_days) == (
        "watch",
        None,
        7,
        time(0),
        1,
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"people": []}, "x: unknown key 'people'"),
        ({"team": []}, "x: unknown key 'team', did you mean \"teams\"?"),
        ({"division": "4115"}, 'x.division: expected a 12-digit division code such as 411528000000, got "4115"'),
        ({"post": " "}, "x.post: expected a word of 1 to 64 characters, got ' '"),
        ({"teams": "li"}, "x.teams: expected a list of teams, each a list of user names, got 'li'"),
        ({"teams": ["li"]}, "x.teams: expected a list of user names, got 'li'"),
        ({"since": 5}, "x.since: expected an instant with its offset, e.g. 2026-07-01T08:00:00+08:00, got 5"),
        ({"weekdays": [8]}, "x.weekdays: expected a list of weekdays, 1 (Monday) to 7, got [8]"),
        ({"weekdays": [True]}, "x.weekdays: expected a list of weekdays, 1 (Monday) to 7, got [True]"),
        ({"begins": 480}, 'x.begins: expected a time of day in quotes, e.g. "08:00", got 480'),
        ({"ends": "25:00"}, "x.ends: expected a time of day, e.g. 08:00, got '25:00'"),
        ({"turn_days": 0}, "x.turn_days: expected 1 to 366 days, got 0"),
        ({"override": "yes"}, "x.override: expected true or false, got 'yes'"),
    ],
)
def test_a_mistake_is_told_with_its_place(changes, told):
    with pytest.raises(RosterError) as caught:
        parse_shift(PLAIN | changes, origin="x")
    assert str(caught.value) == told


@pytest.mark.parametrize("since", ["tomorrow", "2026-07-20T00:00:00"])
def test_an_instant_without_an_offset_is_refused(since):
    with pytest.raises(RosterError, match=r"^x\.since: "):
        parse_shift(PLAIN | {"since": since}, origin="x")


@given(st.dictionaries(st.sampled_from(sorted(PLAIN)), st.none() | st.integers() | st.text() | st.lists(st.text())))
def test_garbage_is_refused_with_a_roster_error_and_nothing_else(changes):
    with contextlib.suppress(RosterError):
        parse_shift(PLAIN | changes, origin="x")
