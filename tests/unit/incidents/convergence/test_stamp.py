from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from incidents.convergence.stamp import EARLIEST, LEAP, Stamp, heard, ticked
from sensing.instant import to_micros
from tests.builders import NOW

NOW_MS = to_micros(NOW) // 1000


def test_a_tick_follows_the_clock():
    assert ticked(EARLIEST, now=NOW) == Stamp(ms=NOW_MS)


@given(st.lists(st.integers(-5_000, 5_000)))
def test_ticks_rise_whatever_the_clock_does(steps):
    last = EARLIEST
    for step in steps:
        after = ticked(last, now=NOW + timedelta(milliseconds=step))
        assert after > last
        last = after


def test_who_has_heard_a_later_stamp_goes_on_from_there():
    ahead = Stamp(ms=NOW_MS + 5_000)
    assert ticked(heard(EARLIEST, ahead, now=NOW), now=NOW) == Stamp(ms=NOW_MS + 5_000, count=1)


def test_a_stamp_from_more_than_a_day_ahead_is_not_followed():
    mine = Stamp(ms=NOW_MS)
    day = LEAP // timedelta(milliseconds=1)
    assert heard(mine, Stamp(ms=NOW_MS + day + 1), now=NOW) == mine
    assert heard(mine, Stamp(ms=NOW_MS + day), now=NOW) != mine


def test_an_earlier_stamp_changes_nothing():
    assert heard(Stamp(ms=NOW_MS), Stamp(ms=1), now=NOW) == Stamp(ms=NOW_MS)
