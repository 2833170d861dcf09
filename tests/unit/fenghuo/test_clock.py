from __future__ import annotations

from datetime import timedelta

import pytest

from fenghuo.clock import TOLERANCE, SteadyClock, now, now_micros, taken_over
from sensing.instant import Micros, to_micros


def test_an_instant_is_aware_and_in_utc():
    assert now().utcoffset() == timedelta(0)


def test_microseconds_count_from_the_same_clock():
    before = to_micros(now())
    between = now_micros()
    assert before <= between <= to_micros(now())


class Set:
    """A clock that somebody sets."""

    def __init__(self, at: int) -> None:
        self.at = at

    def __call__(self) -> int:
        return self.at


HOUR = 3_600_000_000


def a_clock() -> tuple[SteadyClock, Set, Set]:
    wall, steady = Set(10 * HOUR), Set(7)
    return SteadyClock(wall=wall, steady=steady), wall, steady


def pass_(by: int, *clocks: Set) -> None:
    for clock in clocks:
        clock.at += by


def test_a_clock_that_is_left_alone_is_followed():
    clock, wall, steady = a_clock()
    pass_(HOUR, wall, steady)
    assert clock.now_micros() == 11 * HOUR
    assert (clock.step, clock.trouble) == (0, "")


def test_small_corrections_are_followed_and_do_not_add_up():
    clock, wall, steady = a_clock()
    for _ in range(5):
        pass_(10 * TOLERANCE, wall, steady)
        pass_(-TOLERANCE, wall)
        assert clock.now_micros() == wall.at
    assert clock.trouble == ""


def test_a_step_is_told_and_not_followed():
    clock, wall, steady = a_clock()
    pass_(-HOUR, wall)
    pass_(60_000_000, wall, steady)
    assert clock.now_micros() == 10 * HOUR + 60_000_000
    assert clock.step == -HOUR
    assert "set by -3600 s" in clock.trouble


def test_a_clock_put_right_is_followed_again():
    clock, wall, _ = a_clock()
    pass_(HOUR, wall)
    clock.now_micros()
    pass_(-HOUR, wall)
    assert clock.now_micros() == 10 * HOUR
    assert clock.trouble == ""


def test_a_step_can_be_taken_over():
    clock, wall, steady = a_clock()
    pass_(HOUR, wall)
    clock.now_micros()
    clock.follow()
    pass_(5, wall, steady)
    assert clock.now_micros() == 11 * HOUR + 5
    assert clock.trouble == ""


class Stopped:
    def now_micros(self) -> Micros:
        return Micros(42)


def test_a_clock_that_has_taken_over_says_the_time_until_it_is_let_go():
    with taken_over(Stopped()):
        assert now_micros() == 42
        with pytest.raises(RuntimeError, match="another one has taken over"), taken_over(Stopped()):
            pass
    assert now_micros() > 42
