from __future__ import annotations

import pytest

from alerts.answering import Said, respondent_of, take_answer
from alerts.call_desk import CallDesk
from alerts.rollcall.answer import Source, Standing
from alerts.rollcall.reading import read_answer
from alerts.rollcall.roll import RollState
from fenghuo.calling import call_rolls
from tests.builders import NOW, a_contact, after
from tests.unit.fenghuo.edge.office import Office
from tests.unit.fenghuo.edge.village import meet

VILLAGE = "411528102003"


@pytest.fixture
def pair(tmp_path):
    edge, center = Office("edge", tmp_path), Office("center", tmp_path, plays=False)
    for office in (edge, center):
        head = a_contact(id="head", duty="head", division=VILLAGE)
        office.store.put_contacts([head], actor="test", at=NOW)
    return edge, center


def say(office, warning, text, now):
    """Answer the call that somebody got about a warning at a node."""
    (call,) = office.store.placed_calls(warning.id)[:1]
    with office.store.begin() as tx:
        take_answer(tx, respondent_of(call), Said(read=read_answer(text), source=Source.SMS, at=now, words=text))
    call_rolls(office.store, CallDesk(), now=now)


def standing_at(office, warning):
    (place,) = [each for each in office.store.rollcall(warning.id).places if each.id == VILLAGE]
    return place.standing, place.headcount, [each.person for each in place.answers]


def work(office, now):
    call_rolls(office.store, CallDesk(), now=now)


def test_an_answer_below_to_a_warning_from_above_stands_in_the_roll_call_above(pair):
    edge, center = pair
    warning = center.issue(NOW)
    work(center, NOW)
    meet(edge, center, after(minutes=1))
    work(edge, after(minutes=1))
    say(edge, warning, "求救12人", after(minutes=2))
    meet(edge, center, after(minutes=3))
    work(center, after(minutes=3))
    assert standing_at(center, warning) == standing_at(edge, warning) == (Standing.HELP, 12, ["head"])


def test_an_answer_that_is_heard_twice_is_one(pair):
    edge, center = pair
    warning = center.issue(NOW)
    work(center, NOW)
    meet(edge, center, after(minutes=1))
    work(edge, after(minutes=1))
    say(edge, warning, "安全", after(minutes=2))
    for minute in (3, 4):
        meet(edge, center, after(minutes=minute))
        center.started(after(minutes=minute)).apply_everything(after(minutes=minute))
        work(center, after(minutes=minute))
    assert standing_at(center, warning) == (Standing.SAFE, None, ["head"])
    assert len(center.exchange.ledger.facts) == len(edge.exchange.ledger.facts)


def test_a_warning_from_below_has_a_roll_call_above_that_calls_nobody_and_shows_every_answer(pair):
    edge, center = pair
    warning = edge.issue(NOW)
    work(edge, NOW)
    meet(edge, center, after(minutes=1))
    work(center, after(minutes=30))
    assert center.store.rollcall(warning.id).state is RollState.STOPPED
    assert center.store.placed_calls(warning.id) == []
    say(edge, warning, "转移中30人", after(minutes=31))
    meet(edge, center, after(minutes=32))
    work(center, after(minutes=32))
    assert standing_at(center, warning) == standing_at(edge, warning)


def test_the_roll_call_above_ends_with_its_warning(pair):
    edge, center = pair
    warning = edge.issue(NOW)
    work(edge, NOW)
    meet(edge, center, after(minutes=1))
    edge.cancel(warning, after(hours=1))
    meet(edge, center, after(hours=2))
    work(center, after(hours=2))
    assert center.store.rollcall(warning.id).state is RollState.CANCELLED


def test_answers_to_what_was_over_before_the_link_returned_are_shown_above(pair):
    edge, center = pair
    warning = edge.issue(NOW)
    work(edge, NOW)
    say(edge, warning, "安全", after(minutes=5))
    meet(edge, center, after(hours=72))
    work(center, after(hours=72))
    roll = center.store.rollcall(warning.id)
    assert roll.state is RollState.EXPIRED
    assert standing_at(center, warning) == (Standing.SAFE, None, ["head"])
