from __future__ import annotations

from datetime import timedelta

from rules.transition import Change
from sensing.level import Level
from tests.unit.rules.builders import a_threshold
from tests.unit.rules.threshold.gauge import Gauge

TEN = timedelta(minutes=10)


def test_a_raise_says_what_was_held_and_a_clear_what_it_fell_to():
    gauge = Gauge(a_threshold(levels={Level.RED: 5.0}, hold=TEN, clear_by=1.0, clear_for=TEN))
    gauge.read((0, 6), (12, 6), (20, 4), (30, 4))
    raised, cleared = gauge.said
    assert (raised.change, raised.value, raised.threshold) == (Change.RAISE, 6.0, 5.0)
    assert raised.facts == {"hold_s": 600.0, "lasted_s": 600.0}
    assert (cleared.change, cleared.value, cleared.facts) == (Change.CLEAR, 4.0, {"clear": 4.0, "clear_s": 600.0})


def test_a_level_without_a_hold_needs_no_facts():
    gauge = Gauge(a_threshold(levels={Level.RED: 5.0}))
    gauge.read((0, 6))
    assert gauge.said[0].facts == {}
