from __future__ import annotations

from dataclasses import replace

from rules.column import FOREVER
from rules.event.history import Stand, Stretch
from rules.event.sighting import LONGEST_OPEN, sighting_of
from rules.event.terms import Terms
from rules.transition import Reason
from sensing.level import Level
from tests.unit.rules.builders import MINUTE, an_event
from tests.unit.rules.event.test_history import TERMS


def known(*minutes):
    seen = [sighting_of(an_event(minute, f"e{minute}")) for minute in minutes]
    return {each.key: each for each in seen}


def test_the_memory_holds_what_goes_on_the_window_the_clear_time_and_the_lateness():
    assert TERMS.memory == LONGEST_OPEN + 50 * MINUTE


def test_nothing_that_does_not_stand_is_due():
    assert TERMS.due(Stand(), away=lambda _: []) == FOREVER


def test_what_left_the_window_is_forgotten_and_its_last_instant_is_not():
    stretch = Stretch(since=0, until=20 * MINUTE, start=Stand())
    stand = Stand(level=Level.RED, raised=5 * MINUTE)
    base, gone = TERMS.settled(stretch, stand, known(2, 5, 15), crowd=())
    assert gone == set(known(2, 5))
    assert base.last == 5 * MINUTE
    assert TERMS.settled(stretch, Stand(), known(15), crowd=known(15)) == (Stand(), set(known(15)))


def test_a_turn_says_what_decided():
    sightings = known(0, 5).values()
    stretch = Stretch(since=-1, until=99 * MINUTE, start=Stand())
    turns, _ = TERMS.history(stretch, sightings, away=lambda _: [])
    (seen, facts), (over, rest) = map(TERMS.words, turns)
    assert (seen, over) == (Reason.SEEN, Reason.NOT_SEEN_AGAIN)
    assert (facts["event"], facts["count"], rest["clear_s"]) == ("e5", 2.0, 1800.0)


def test_what_was_told_before_a_restart_stands_from_what_is_known():
    stand = TERMS.resumed(Stand(), Level.RED, known(2).values(), newest=2 * MINUTE, now=9 * MINUTE)
    assert (stand.level, stand.raised, stand.last, stand.witnesses) == (Level.RED, 2 * MINUTE, 2 * MINUTE, {"XY-C01"})
    assert TERMS.resumed(Stand(), Level.RED, [], newest=0, now=9 * MINUTE).last == 9 * MINUTE


def test_equal_terms_ask_the_same():
    assert replace(TERMS) == TERMS
    assert isinstance(replace(TERMS, window=1), Terms)
