from __future__ import annotations

from datetime import timedelta

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from rules.compiler import compile_rules
from rules.engine import evaluate, initial, memory, recover, tick
from rules.fence.recovery import known_since
from rules.fence.recovery import memory as fence_memory
from rules.standing import standing
from sensing.batch import make_batch
from sensing.instant import Micros, to_micros
from sensing.level import Level
from sensing.quality import Quality
from tests.unit.rules.builders import MINUTE, a_rule
from tests.unit.rules.fence.worlds import BOATS, a_fence, fenced
from tests.unit.rules.worlds import told

OUT, IN, FAR = (-1.0, 1.0), (1.0, 1.0), (3.0, 1.0)
KEY = ("stage", "M")
TOLD = {KEY: Level.RED}


def at(minute) -> Micros:
    return Micros(round(minute * MINUTE))


def positions(*rows):
    """Return (minute, place) or (minute, place, quality) rows as one batch."""
    return make_batch(
        datastream=[0] * len(rows),
        phenomenon_time=[at(row[0]) for row in rows],
        value=[1.0] * len(rows),
        quality=[row[2] if len(row) > 2 else Quality.GOOD for row in rows],
        lon=[row[1][0] for row in rows],
        lat=[row[1][1] for row in rows],
    )


class Restart:
    """An engine that comes back at a minute to what is stored."""

    def __init__(self, when, *rows, now, levels=TOLD, fences=()):
        self.program = compile_rules([a_rule(when)], registry=BOATS, fences=fences or [a_fence()])
        self.state, news = recover(self.program, levels=levels, tail=positions(*rows), now=at(now))
        self.news = [(each.change.value, each.reason.value) for each in news]

    def go(self, *rows):
        self.state, said = evaluate(self.program, self.state, positions(*rows))
        return [(to_micros(each.at) / MINUTE, each.change.value, each.reason.value) for each in said]

    def wait(self, minute):
        self.state, said, _ = tick(self.program, self.state, now=at(minute))
        return [(to_micros(each.at) / MINUTE, each.change.value, each.reason.value) for each in said]


def test_what_stands_for_its_time_ends_in_time():
    engine = Restart(fenced("enter"), (0, OUT), (1, IN), now=5)
    assert engine.news == []
    assert engine.wait(10) == []
    assert engine.wait(11) == [(11, "clear", "lapsed")]


def test_what_ended_while_we_were_away_is_told_as_ended():
    assert Restart(fenced("enter"), (0, OUT), (1, IN), now=30).news == [("clear", "recovered")]


def test_what_happened_while_we_were_away_and_still_stands_is_told():
    engine = Restart(fenced("exit"), (0, IN), (8, OUT), now=10, levels={})
    assert engine.news == [("raise", "recovered")]
    assert engine.wait(18) == [(18, "clear", "lapsed")]


def test_what_happened_and_ended_while_we_were_away_is_not_told_any_more():
    assert Restart(fenced("cross"), (0, OUT), (1, FAR), now=30, levels={}).news == []


def test_dwelling_goes_on_over_a_restart():
    engine = Restart(fenced("dwell"), (0, OUT), (2, IN), now=4, levels={})
    assert (engine.news, engine.wait(6)) == ([], [])
    assert engine.wait(7) == [(7, "raise", "dwelt")]


def test_a_dwelling_that_completed_while_we_were_away_is_told():
    assert Restart(fenced("dwell"), (0, OUT), (2, IN), now=9, levels={}).news == [("raise", "recovered")]


def test_who_was_inside_from_the_first_stored_position_on_may_have_dwelt_for_longer():
    engine = Restart(fenced("dwell", dwell=timedelta(hours=2)), (0, IN), (5, IN), now=9)
    assert engine.news == []
    assert engine.go((10, IN), (11, OUT)) == [(11, "clear", "left")]


def test_who_left_and_came_back_while_we_were_away_does_not_dwell_any_more():
    engine = Restart(fenced("dwell"), (0, IN), (6, OUT), (8, IN), now=9)
    assert engine.news == [("clear", "recovered")]
    assert engine.wait(13) == [(13, "raise", "dwelt")]


@pytest.mark.parametrize(
    ("on", "change"), [("inside", "clear"), ("dwell", "clear"), ("exit", "raise"), ("outside", "raise")]
)
def test_a_fence_expired_while_we_were_away(on, change):
    levels = TOLD if change == "clear" else {}
    assert Restart(fenced(on), (0, IN), now=9, levels=levels, fences=[a_fence(end=8)]).news == [(change, "recovered")]


def test_a_fence_began_while_we_were_away():
    engine = Restart(fenced("enter"), (0, IN), now=9, levels={}, fences=[a_fence(start=4)])
    assert engine.news == [("raise", "recovered")]
    assert engine.wait(14) == [(14, "clear", "lapsed")]


@pytest.mark.parametrize("on", ["inside", "outside", "enter", "exit", "cross", "dwell"])
def test_without_a_stored_position_what_was_told_stays(on):
    engine = Restart(fenced(on), now=100)
    assert engine.news == []
    assert engine.wait(109) == []
    moment = on in {"enter", "exit", "cross"}
    assert engine.wait(500) == ([(110, "clear", "lapsed")] if moment else [])


@pytest.mark.parametrize("on", ["inside", "dwell"])
def test_nobody_stays_inside_a_fence_that_expires(on):
    fences = [a_fence(end=8), a_fence("yard", end=20)]
    when = fenced(on, "plant", "yard")
    engine = Restart(when, now=5, fences=fences)
    assert (engine.news, engine.wait(19)) == ([], [])
    assert engine.wait(20) == [(20, "clear", "fence_expired")]
    assert Restart(when, now=20, fences=fences).news == [("clear", "recovered")]


def test_untrusted_positions_do_not_show_that_something_is_over():
    bad = [(minute, OUT, Quality.UNRELIABLE) for minute in range(90, 100)]
    assert Restart(fenced("inside"), *bad, now=100).news == []
    engine = Restart(fenced("enter"), *bad, (98.5, IN), now=100)
    assert engine.news == []
    # It entered at that position at the latest; a further restart does not prolong that.
    assert engine.wait(108) == []
    assert engine.wait(109) == [(108.5, "clear", "lapsed")]
    assert Restart(fenced("enter"), *bad, (98.5, IN), now=109).news == [("clear", "recovered")]


def test_a_late_position_does_not_take_back_what_only_people_remember():
    engine = Restart(fenced("inside"), now=100)
    assert engine.go((101, IN)) == []
    assert engine.go((100.5, IN)) == []
    assert engine.go((102, OUT)) == [(102, "clear", "left")]


def test_a_late_position_is_judged_in_its_place_after_a_restart():
    engine = Restart(fenced("exit"), (0, IN), (4, IN), now=5, levels={})
    late = make_batch(
        datastream=[0], phenomenon_time=[at(3)], result_time=[at(5.5)], value=[1.0], lon=[-1.0], lat=[1.0]
    )
    _, said = evaluate(engine.program, engine.state, late)
    assert [(to_micros(each.at) / MINUTE, each.reason.value) for each in said] == [(3, "left")]


def test_the_first_position_that_counts_is_known():
    program = compile_rules([a_rule(fenced("inside"))], registry=BOATS, fences=[a_fence()])
    nowhere = (float("nan"), float("nan"))
    tail = positions((1, nowhere), (2, IN, Quality.UNRELIABLE), (3, OUT), (4, IN))
    assert known_since(program, tail).tolist() == [3 * MINUTE]


def test_the_memory_covers_what_stands_and_what_runs_and_a_silence():
    def of(when):
        program = compile_rules([a_rule(when)], registry=BOATS, fences=[a_fence()])
        return fence_memory(program.fences) / MINUTE

    assert of(fenced("inside")) == 15
    assert of(fenced("enter", clear_for=timedelta(minutes=40))) == 55
    assert of(fenced("dwell", dwell=timedelta(minutes=70))) == 85
    program = compile_rules([a_rule(fenced("dwell", dwell=timedelta(hours=9)))], registry=BOATS, fences=[a_fence()])
    assert memory(program) == timedelta(hours=9, minutes=25)


OURS = st.sampled_from(["inside", "outside", "enter", "exit", "cross", "dwell"])
PLACES = st.sampled_from([OUT, IN, FAR, (0.0, 0.0), (1.5, 1.5)])
FENCES = (
    a_fence(end=20),
    a_fence("yard", shapely.Polygon([(1, 0), (4, 0), (4, 2), (1, 0)]), start=8),
)


@given(
    OURS,
    st.sampled_from([1, 5, 20]),
    st.lists(st.tuples(st.sampled_from([1, 2, 7, 20]), PLACES), min_size=1, max_size=12),
    st.data(),
)
def test_whenever_we_crash_and_come_back_what_stands_is_what_would_stand(on, span, steps, data):
    spans = {"dwell": timedelta(minutes=span)} if on == "dwell" else {"clear_for": timedelta(minutes=span)}
    program = compile_rules([a_rule(fenced(on, "plant", "yard", **spans))], registry=BOATS, fences=FENCES)
    rows, now = [], 0
    for step, place in steps:
        now += step
        rows.append((now, place))
    crash = data.draw(st.integers(0, len(rows)))
    back = now + data.draw(st.sampled_from([0, 1, 4, 30]))
    run, ran = initial(program), []
    for number, row in enumerate(rows):
        if number == crash:
            known = told({}, ran)
        run, said = evaluate(program, run, positions(row))
        ran += said
    run, said, _ = tick(program, run, now=at(back))
    ran += said
    if crash == len(rows):
        known = told({}, ran)
    state, news = recover(program, levels=known, tail=positions(*rows), now=at(back))
    assert standing(program, state) == standing(program, run) == told(known, news)
    for minute, place in [(back + 1, data.draw(PLACES)), (back + 40, data.draw(PLACES))]:
        run, ahead, _ = tick(program, run, now=at(minute - 0.5))
        state, other, _ = tick(program, state, now=at(minute - 0.5))
        assert other == ahead
        run, ahead = evaluate(program, run, positions((minute, place)))
        state, other = evaluate(program, state, positions((minute, place)))
        assert other == ahead
