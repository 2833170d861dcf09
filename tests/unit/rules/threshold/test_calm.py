"""Within which values nothing changes."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from rules.column import NEVER
from rules.rule import Direction
from sensing.level import Level
from tests.unit.rules.builders import a_threshold
from tests.unit.rules.threshold.gauge import Gauge

STEPS = {Level.BLUE: 1.0, Level.RED: 3.0}


def calm(gauge):
    own = gauge.state.thresholds
    return [float(own.low[0]), float(own.high[0]), int(own.busy[0])]


def test_a_slot_at_rest_is_calm_up_to_its_lowest_threshold():
    assert calm(Gauge(a_threshold(levels=STEPS))) == [-np.inf, 1.0, 0]
    assert calm(Gauge(a_threshold(levels={Level.RED: 1.0}, direction=Direction.BELOW))) == [1.0, np.inf, 0]


def test_a_raised_slot_is_calm_between_its_clear_level_and_the_next_threshold():
    gauge = Gauge(a_threshold(levels=STEPS, clear_by=0.5))
    gauge.read((0, 2.0))
    assert calm(gauge) == [np.nextafter(0.5, 1), 3.0, 0]
    gauge.read((1, 4.0))
    assert calm(gauge) == [np.nextafter(2.5, 3), np.inf, 0]


def test_below_a_level_the_calm_is_mirrored():
    gauge = Gauge(a_threshold(levels={Level.BLUE: 3.0, Level.RED: 1.0}, direction=Direction.BELOW, clear_by=0.5))
    gauge.read((0, 2.0))
    assert calm(gauge) == [1.0, np.nextafter(3.5, 3), 0]


@pytest.mark.parametrize(
    ("fields", "rows"),
    [
        ({"hold": timedelta(minutes=5)}, [(0, 2.0)]),
        ({"clear_for": timedelta(minutes=5)}, [(0, 2.0), (1, 0.5)]),
        ({"clear_fastest": 1.0}, [(0, 2.0)]),
    ],
)
def test_whatever_runs_recedes_or_is_wary_is_restless(fields, rows):
    gauge = Gauge(a_threshold(levels=STEPS, **fields))
    gauge.read(*rows)
    assert calm(gauge)[2] == 1


def test_what_is_left_alone_from_now_on_remembers_no_reading():
    gauge = Gauge(a_threshold(levels=STEPS, hold=timedelta(minutes=5)))
    gauge.read((0, 4.0))
    assert gauge.state.thresholds.value[0].tolist() == [4.0] * 4
    gauge.read((5, 4.0))
    assert (gauge.state.thresholds.read[0], np.isnan(gauge.state.thresholds.value[0]).all()) == (NEVER, True)


def test_a_datastream_is_as_calm_as_its_most_restless_slot():
    gauge = Gauge(a_threshold(levels=STEPS))
    gauge.read((0, 9.0), (1, 0.5))
    assert calm(gauge) == [-np.inf, 1.0, 0]
