from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.compiler import compile_rules
from rules.engine import evaluate, initial, migrate, recover, tick
from rules.silence.condition import Rising
from rules.standing import standing
from sensing.batch import make_batch
from sensing.instant import Micros, to_micros
from sensing.level import Level
from sensing.quality import Quality
from sensing.station import Registry
from tests.unit.rules.builders import MINUTE, a_rule, a_silence, a_station, a_threshold

REGISTRY = Registry([a_station("G", properties=("water_level", "flow"), first=1)])
RISING = Rising(level=Level.RED, property="water_level", by=0.3, window=timedelta(hours=1))
STAGE = a_rule(a_threshold(levels={Level.YELLOW: 5.0}), id="stage")


class Gauge:
    """A silence rule of 15 minutes that asks for a rise of 0.3 m within the hour, the clock in minutes."""

    def __init__(self, *rules, rising=RISING, **fields):
        self.rules = [a_rule(a_silence(15, rising=rising, **fields), id="lost"), *rules]
        self.program = compile_rules(self.rules, registry=REGISTRY)
        self.state = initial(self.program)

    def read(self, *rows, quality=Quality.GOOD, stream=1):
        batch = make_batch(
            datastream=[stream] * len(rows),
            phenomenon_time=[minute * MINUTE for minute, _ in rows],
            value=[value for _, value in rows],
            quality=[quality] * len(rows),
        )
        self.state, said = evaluate(self.program, self.state, batch)
        return self._heard(said)

    def tick(self, minute):
        self.state, said, _ = tick(self.program, self.state, now=Micros(minute * MINUTE))
        return self._heard(said)

    def _heard(self, said):
        self.said = [each for each in said if each.rule == "lost"]
        return [(to_micros(each.at) // MINUTE, each.after.key, each.reason.value) for each in self.said]


def test_lost_while_rising_gets_the_higher_level_and_says_so():
    gauge = Gauge()
    gauge.read((0, 5.20), (30, 5.45), (60, 5.75))
    assert gauge.tick(75) == [(75, "red", "lost_rising")]
    (said,) = gauge.said
    assert (said.property, said.value, said.change.value) == ("water_level", 5.75, "lost")
    assert said.facts == {"silent_s": 900.0, "rise": 0.55, "rise_s": 3600.0}
    assert standing(gauge.program, gauge.state) == {("lost", "G"): Level.RED}


def test_a_rise_before_the_window_does_not_count():
    gauge = Gauge()
    gauge.read((0, 4.0), (10, 5.5), (75, 5.6))
    assert gauge.tick(90) == [(90, "orange", "silent")]
    assert gauge.said[0].value == 5.6


def test_a_fall_is_no_rise():
    gauge = Gauge()
    gauge.read((0, 6.0), (30, 5.0))
    assert gauge.tick(45) == [(45, "orange", "silent")]


def test_untrusted_readings_are_no_rise_but_are_told():
    gauge = Gauge()
    gauge.read((0, 5.0))
    gauge.read((10, 5.9), quality=Quality.UNRELIABLE)
    assert gauge.tick(15) == [(15, "orange", "silent")]
    assert gauge.said[0].facts["sends"] == "untrusted"
    assert gauge.said[0].value == 5.0


def test_a_level_that_stands_is_enough():
    gauge = Gauge(STAGE, rising=Rising(level=Level.RED))
    gauge.read((0, 5.5))
    assert gauge.tick(15) == [(15, "red", "lost_rising")]
    assert gauge.said[0].facts["stood"] == "yellow"


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_gap_between_readings_is_judged_by_what_stood_then(cut):
    gauge = Gauge(STAGE, rising=Rising(level=Level.RED))
    rows = [(0, 5.5), (10, 5.6), (40, 1.0)]
    said = gauge.read(*rows[:cut]) + (gauge.read(*rows[cut:]) if cut < 3 else [])
    assert said == [(25, "red", "lost_rising"), (40, "none", "heard_again")]


def test_heard_again_ends_the_level_that_was_told():
    gauge = Gauge()
    gauge.read((0, 5.0), (10, 5.5))
    gauge.tick(30)
    assert gauge.read((31, 5.6)) == [(31, "none", "heard_again")]
    assert gauge.said[0].before is Level.RED
    assert gauge.tick(46) == [(46, "red", "lost_rising")]


def test_a_restart_keeps_the_level_that_was_told():
    gauge = Gauge()
    tail = make_batch(datastream=[1], phenomenon_time=[0], value=[5.0])
    levels = {("lost", "G"): Level.RED}
    state, said = recover(gauge.program, levels=levels, tail=tail, now=Micros(100 * MINUTE))
    assert said == []
    assert standing(gauge.program, state) == levels


def test_a_changed_rule_keeps_who_is_lost_at_a_level_it_still_has():
    gauge = Gauge()
    gauge.read((0, 5.0), (10, 5.5))
    gauge.tick(30)
    milder = [a_rule(a_silence(15, rising=Rising(level=Level.ORANGE)), id="lost")]
    same, fewer = compile_rules(gauge.rules, registry=REGISTRY), compile_rules(milder, registry=REGISTRY)
    state, said = migrate(gauge.program, gauge.state, same)
    assert said == []
    _, said = migrate(same, state, fewer)
    assert [(each.before, each.after, each.reason.value) for each in said] == [
        (Level.RED, Level.ORANGE, "rule_changed")
    ]


@given(rows=st.lists(st.tuples(st.integers(0, 12), st.integers(0, 8)), min_size=1, max_size=12), data=st.data())
def test_it_agrees_with_a_plain_look_at_the_readings(rows, data):
    now, readings = 0, []
    for step, value in rows:
        now += max(step, 1)
        readings.append((now, value / 10))
    gauge, cut = Gauge(rising=Rising(level=Level.RED, property="water_level", by=0.3, window=timedelta(minutes=20))), 0
    while cut < len(readings):
        end = cut + data.draw(st.integers(1, len(readings)))
        gauge.read(*readings[cut:end])
        cut = end
    last = readings[-1]
    low = min(value for minute, value in readings if minute >= last[0] - 20)
    level = "red" if round(last[1] - low, 6) >= 0.3 else "orange"
    assert [each[:2] for each in gauge.tick(now + 15)] == [(now + 15, level)]
