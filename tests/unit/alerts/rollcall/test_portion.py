"""A step of a portion does what a step of the whole would do."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.rollcall.answer import Standing
from alerts.rollcall.machine import step
from alerts.rollcall.news import Cancelled, Recalled, Stopped
from alerts.rollcall.portion import DuePlace, changed, is_whole, may_darken, named, next_step
from alerts.rollcall.roll import RollState
from tests.builders import NOW
from tests.unit.alerts.rollcall.rolls import a_roll, a_village, minutes, said

NAMES = ("A", "B", "C", "D", "E")
VILLAGES = tuple(
    a_village(name, neighbours=tuple(NAMES[(number + way) % 5] for way in (1, 2, 4)))
    for number, name in enumerate(NAMES)
)


class Rows:
    """Places as a store keeps them, of which a step is given a portion."""

    def __init__(self, roll):
        self.roll = roll
        self.rows = {place.id: DuePlace(place=place, due=NOW) for place in roll.places}

    def portion(self, news, *, now):
        wanted = named(news)
        touched = [
            each
            for each in self.rows.values()
            if (each.due is not None and (each.due <= now or wanted & set(each.place.neighbours)))
            or each.place.id in wanted
        ]
        ids = {id_ for each in touched for id_ in (each.place.id, *each.place.neighbours)}
        return [each for id_, each in self.rows.items() if id_ in ids]

    def step(self, news, *, now):
        known = self.portion(news, now=now)
        found = step(replaced(self.roll, [each.place for each in known]), news, now=now)
        for each in changed(known, found, now=now):
            self.rows[each.place.id] = each
        self.roll = replaced(found.roll, [])
        return found


def replaced(roll, places):
    return replace(roll, places=tuple(places))


ACTS = st.lists(
    st.tuples(st.integers(1, 240), st.sampled_from(["", *NAMES]), st.sampled_from([1, 2]), st.sampled_from(Standing)),
    max_size=12,
)


@settings(deadline=None)
@given(ACTS)
def test_whatever_is_answered_when_a_portion_does_what_the_whole_would_do(acts):
    whole, rows, now = a_roll(*VILLAGES), Rows(a_roll(*VILLAGES)), NOW
    for number, (seconds, place, person, standing) in enumerate([(0, "", 1, Standing.SAFE), *acts]):
        now += timedelta(seconds=seconds)
        news = [said(place, f"{place}{person}", standing, at=now, id=f"a{number:03}")] if place else []
        full, part = step(whole, news, now=now), rows.step(news, now=now)
        assert (part.calls, part.knocks, part.darks, part.reached, part.helps) == (
            full.calls,
            full.knocks,
            full.darks,
            full.reached,
            full.helps,
        )
        whole = full.roll
        assert [each.place for each in rows.rows.values()] == list(whole.places)
        assert min((each.due for each in rows.rows.values() if each.due), default=whole.expires) == full.next


def test_what_is_about_every_place_takes_the_whole():
    roll = a_roll()
    assert is_whole(roll, [Stopped()], now=NOW)
    assert is_whole(roll, [Cancelled(warning="w2")], now=NOW)
    assert is_whole(roll, [], now=roll.expires)
    assert not is_whole(roll, [said("A", "A1"), Recalled(place="B")], now=NOW)
    assert named([said("A", "A1"), Recalled(place="B"), Stopped()]) == {"A", "B"}


def test_devices_are_asked_for_only_where_a_village_may_be_dark():
    assert not may_darken(a_roll(), now=minutes(4.9))
    assert may_darken(a_roll(), now=minutes(5))
    assert not may_darken(step(a_roll(), now=minutes(5)).roll, now=minutes(6))


def test_a_village_that_only_its_devices_keep_from_being_dark_is_looked_at_again():
    roll = a_roll(a_village("A", persons=()))
    found = step(roll, now=NOW, lively={"A"})
    (kept,) = changed([], found, now=NOW)
    assert (kept.place.dark, kept.due) == (None, NOW + roll.pace.retry)


def test_a_place_that_was_left_for_the_next_step_is_due_at_once():
    villages = [a_village(f"V{number:04}") for number in range(600)]
    found = step(a_roll(*villages), now=minutes(5))
    assert sum(each.due == minutes(5) for each in changed([], found, now=minutes(5))) == 100


def test_a_roll_call_wants_its_next_step_when_its_first_place_does_unless_it_was_stopped():
    roll = a_roll()
    assert next_step(roll, minutes(3)) == minutes(3)
    assert next_step(roll, None) == roll.expires
    stopped = step(roll, [Stopped()], now=NOW).roll
    assert (stopped.state, next_step(stopped, minutes(3))) == (RollState.STOPPED, roll.expires)
    assert next_step(step(roll, now=roll.expires).roll, minutes(3)) is None
