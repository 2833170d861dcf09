"""What each ``on`` says, and that the engine says what the plain account of worlds.py does."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.compiler import compile_rules
from rules.engine import evaluate, initial, tick
from rules.errors import RuleError
from rules.fence.condition import Way
from sensing.batch import make_batch
from sensing.instant import Micros, to_micros
from sensing.quality import Quality
from tests.unit.rules.builders import MINUTE, a_rule
from tests.unit.rules.fence.worlds import BOATS, Boat, a_fence, fenced

NOW = timedelta(0)
OUT, IN, FAR = (-1.0, 1.0), (1.0, 1.0), (3.0, 1.0)


class Trip:
    """A boat under one rule, in the engine."""

    def __init__(self, when, *fences):
        self.rule = a_rule(when)
        self.program = compile_rules([self.rule], registry=BOATS, fences=fences or [a_fence()])
        self.state = initial(self.program)
        self.said = []

    def note(self, transitions):
        self.said += [(to_micros(each.at) / MINUTE, each.change.value, each.reason.value) for each in transitions]
        self.last = transitions[-1] if transitions else None
        return self

    def go(self, *rows):
        """Take in (minute, (lon, lat)) or (minute, (lon, lat), quality) rows as one batch."""
        batch = make_batch(
            datastream=[0] * len(rows),
            phenomenon_time=[round(row[0] * MINUTE) for row in rows],
            value=[1.0] * len(rows),
            quality=[row[2] if len(row) > 2 else Quality.GOOD for row in rows],
            lon=[row[1][0] for row in rows],
            lat=[row[1][1] for row in rows],
        )
        self.state, said = evaluate(self.program, self.state, batch)
        return self.note(said)

    def wait(self, minute):
        self.state, said, self.wake = tick(self.program, self.state, now=Micros(round(minute * MINUTE)))
        return self.note(said)


def test_entering_is_told_once_and_stands_for_its_time():
    trip = Trip(fenced("enter", clear_for=timedelta(minutes=3))).go((0, OUT), (1, IN), (2, IN))
    assert trip.said == [(1, "raise", "entered")]
    assert trip.wait(3).wake == 4 * MINUTE
    assert trip.wait(4).said[1:] == [(4, "clear", "lapsed")]


def test_entering_again_prolongs_it():
    trip = Trip(fenced("enter", clear_for=timedelta(minutes=3))).go((0, OUT), (1, IN), (2, OUT), (3, IN))
    assert trip.wait(30).said == [(1, "raise", "entered"), (6, "clear", "lapsed")]


def test_a_station_first_seen_inside_has_not_entered():
    assert Trip(fenced("enter")).go((0, IN), (1, IN)).said == []


def test_leaving_is_told():
    assert Trip(fenced("exit", clear_for=NOW)).go((0, IN), (1, OUT)).said == [
        (1, "raise", "left"),
        (1, "clear", "lapsed"),
    ]


def test_a_boat_that_leaves_its_area_is_outside_until_it_is_back():
    trip = Trip(fenced("outside")).go((0, IN), (1, OUT), (2, FAR), (3, IN))
    assert trip.said == [(1, "raise", "left"), (3, "clear", "entered")]


def test_a_boat_passes_through_between_two_positions():
    trip = Trip(fenced("cross", clear_for=NOW)).go((0, OUT), (1, FAR))
    assert trip.said == [(1, "raise", "crossed"), (1, "clear", "lapsed")]
    assert trip.last.facts == {"fence": "plant", "lon": 3.0, "lat": 1.0}


def test_nobody_knows_the_way_of_a_boat_that_was_silent():
    assert Trip(fenced("cross")).go((0, OUT), (16, FAR)).said == []


def test_moving_about_inside_crosses_nothing():
    assert Trip(fenced("cross")).go((0, IN), (1, (1.5, 1.5)), (2, (0.5, 0.5))).said == []


RIVER = shapely.LineString([(0, -5), (0, 0), (1, 5)])


@pytest.mark.parametrize(
    ("way", "ends"),
    [("any", [(-1, 0, "raise"), (1, 0, "raise")]), ("left", [(-1, 0, "raise")]), ("right", [(1, 0, "raise")])],
)
def test_a_line_is_crossed_to_a_side(way, ends):
    corridor = a_fence(geometry=RIVER.buffer(0.1), line=RIVER)
    for lon, lat, change in [*ends]:
        trip = Trip(fenced("cross", direction=Way(way)), corridor).go((0, (-lon, 0.0)), (1, (lon, lat)))
        assert [each[1] for each in trip.said] == [change]
    if way != "any":
        wrong = -ends[0][0]
        assert Trip(fenced("cross", direction=Way(way)), corridor).go((0, (-wrong, 0.0)), (1, (wrong, 0.0))).said == []


def test_a_corridor_beside_its_line_is_not_crossed():
    corridor = a_fence(geometry=RIVER.buffer(0.5), line=RIVER)
    assert Trip(fenced("cross"), corridor).go((0, (-1, -1.0)), (1, (-0.1, -1.0)), (2, (-1, -1.0))).said == []


def test_only_a_line_has_sides():
    with pytest.raises(RuleError, match=r'when\.direction: fence "plant" is not drawn as a line'):
        Trip(fenced("cross", direction=Way.LEFT))


def test_dwelling_completes_by_the_clock():
    trip = Trip(fenced("dwell")).go((0, OUT), (1, IN)).wait(5.5)
    assert trip.said == []
    assert trip.wait(6).said == [(6, "raise", "dwelt")]
    assert trip.last.facts["dwell_s"] == 300
    assert trip.go((7, OUT)).said[1:] == [(7, "clear", "left")]


def test_dwelling_is_shown_by_a_position():
    assert Trip(fenced("dwell")).go((1, IN), (6, IN)).said == [(6, "raise", "dwelt")]


def test_the_clock_does_not_count_for_a_boat_that_is_silent():
    trip = Trip(fenced("dwell", dwell=timedelta(minutes=20))).go((0, IN)).wait(40)
    assert trip.said == []
    assert trip.go((41, IN)).said == [(41, "raise", "dwelt")]


def test_an_untrusted_position_shows_that_a_boat_is_alive():
    trip = Trip(fenced("dwell", dwell=timedelta(minutes=20))).go((0, IN), (10, OUT, Quality.UNRELIABLE)).wait(20)
    assert trip.said == [(20, "raise", "dwelt")]


def test_going_out_begins_the_dwelling_anew():
    assert Trip(fenced("dwell")).go((0, IN), (4, OUT), (5, IN), (9, IN)).said == []


@pytest.mark.parametrize(("on", "said"), [("inside", "clear"), ("exit", "raise"), ("outside", "raise")])
def test_a_fence_expires_around_a_boat(on, said):
    trip = Trip(fenced(on), a_fence(end=5)).go((0, IN))
    assert trip.wait(5).said[-1] == (5, said, "fence_expired")


@pytest.mark.parametrize(("on", "said"), [("inside", "raise"), ("enter", "raise"), ("outside", "clear")])
def test_a_fence_begins_around_a_boat(on, said):
    trip = Trip(fenced(on), a_fence(start=5)).go((0, IN)).wait(4)
    assert trip.wake == 5 * MINUTE
    assert trip.wait(5).said[-1] == (5, said, "fence_began")


def test_an_expired_fence_holds_nothing_from_that_instant():
    trip = Trip(fenced("inside"), a_fence(end=5)).go((0, OUT), (5, IN))
    assert trip.said == []


def test_fences_of_one_rule_are_one_area():
    fences = (a_fence("west"), a_fence("east", shapely.box(2, 0, 4, 2)))
    trip = Trip(fenced("exit", "west", "east"), *fences).go((0, IN), (1, FAR), (2, (5, 1)))
    assert trip.said == [(2, "raise", "left")]


OURS = st.sampled_from(["inside", "outside", "enter", "exit", "cross", "dwell"])
PLACES = st.sampled_from([(x / 2, y) for x in range(-2, 8) for y in (-1.0, 0.0, 1.0, 2.0)])
SPANS = st.sampled_from([(None, None), (5, None), (None, 20), (8, 30)])


@st.composite
def trips(draw):
    """Return (minute, place, quality) rows in order, one at an instant."""
    steps = draw(st.lists(st.sampled_from([1, 1, 2, 3, 7, 20]), min_size=1, max_size=14))
    rows, now = [], 0
    for step in steps:
        now += step
        quality = draw(st.sampled_from([Quality.GOOD, Quality.GOOD, Quality.GOOD, Quality.UNRELIABLE]))
        rows.append((now, draw(PLACES), quality))
    return rows


@settings(deadline=None)
@given(OURS, st.sampled_from([0, 2, 5, 20]), SPANS, SPANS, trips(), st.data())
def test_the_engine_says_what_the_plain_account_says(on, span, one, other, rows, data):
    fences = (
        a_fence("plant", start=one[0], end=one[1]),
        a_fence("dyke", shapely.Polygon([(1, 0), (3, 0), (3, 2), (1, 0)]), start=other[0], end=other[1]),
    )
    given_span = {"dwell": timedelta(minutes=max(span, 1))} if on == "dwell" else {"clear_for": timedelta(minutes=span)}
    trip = Trip(fenced(on, "plant", "dyke", **given_span), *fences)
    boat = Boat(trip.rule, fences)
    cuts = {0, len(rows), *data.draw(st.lists(st.integers(0, len(rows)), max_size=4))}
    cuts = sorted(cuts)
    for begin, end in pairwise(cuts):
        trip.go(*data.draw(st.permutations(rows[begin:end])))
        for minute, place, quality in rows[begin:end]:
            boat.position(minute * MINUTE, place, is_trusted=quality is Quality.GOOD)
        if data.draw(st.booleans()):
            now = rows[end - 1][0] + 0.5
            trip.wait(now)
            boat.run_to(now * MINUTE)
    trip.wait(rows[-1][0] + 60)
    boat.run_to((rows[-1][0] + 61) * MINUTE)
    assert trip.said == boat.said
    assert (trip.state.fences.raised[0], trip.wake) == (boat.is_raised, None)
