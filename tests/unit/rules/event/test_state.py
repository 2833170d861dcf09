from __future__ import annotations

from rules.column import FOREVER, NEVER
from rules.event.outage import Camera
from rules.event.sighting import sighting_of
from rules.event.state import EventSlot, initial
from tests.unit.rules.builders import MINUTE, a_sighted, an_event
from tests.unit.rules.event.test_table import table as a_table


def test_nothing_stands_in_the_beginning():
    state = initial(a_table(a_sighted()), size=3)
    assert state.levels().tolist() == [0, 0]
    assert state.away("XY-C01") == []


def test_the_newest_sighting_is_the_one_that_began_last():
    slot = EventSlot()
    assert slot.newest == NEVER
    slot.sightings = {("a", str(minute)): sighting_of(an_event(minute)) for minute in (3, 9, 6)}
    assert slot.newest == 9 * MINUTE


def test_a_clock_that_is_set_moves_what_is_known_of_cameras():
    state = initial(a_table(a_sighted()), size=3)
    state.cameras["XY-C01"] = Camera(heard=10, silent_after=5)
    state.shift_clock(by=100)
    assert state.away("XY-C01") == [(115, FOREVER)]
