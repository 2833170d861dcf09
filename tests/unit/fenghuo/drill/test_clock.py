from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fenghuo.drill.clock import DrillClock
from sensing.instant import Micros


class Steady:
    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def a_clock() -> tuple[DrillClock, Steady]:
    steady = Steady()
    return DrillClock(Micros(0), steady=steady), steady


def test_time_stands_still_until_it_is_let_go_and_stops_at_the_next_event():
    clock, steady = a_clock()
    steady.at += 10
    assert clock.now_micros() == 0
    clock.run(speed=60, until=Micros(100_000_000))
    assert clock.seconds_to(Micros(90_000_000)) == 1.5
    steady.at += 1
    assert clock.now_micros() == 60_000_000
    steady.at += 10
    assert clock.now_micros() == 100_000_000
    assert clock.seconds_to(Micros(100_000_000)) == 0


def test_a_pause_keeps_the_instant_and_nothing_comes_while_it_lasts():
    clock, steady = a_clock()
    clock.run(speed=1, until=Micros(10_000_000))
    steady.at += 4
    clock.run(speed=0, until=Micros(10_000_000))
    steady.at += 100
    assert clock.now_micros() == 4_000_000
    assert clock.seconds_to(Micros(10_000_000)) is None


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("go"), st.integers(0, 10**9)),
        st.tuples(st.just("run"), st.integers(0, 1000)),
        st.tuples(st.just("wait"), st.integers(0, 100)),
    ),
    max_size=30,
)


@given(ACTS)
def test_it_never_goes_back(acts):
    clock, steady = a_clock()
    last = clock.now_micros()
    for act, value in acts:
        if act == "go":
            clock.go_to(Micros(value))
        elif act == "run":
            clock.run(speed=value, until=Micros(value * 1_000_000))
        else:
            steady.at += value
        assert clock.now_micros() >= last
        last = clock.now_micros()
