from __future__ import annotations

import pytest

from simulators.faults.sensor import ClockSkew, Drift, Spike, Stuck
from tests.unit.simulators.faults.making import HOUR, START_MS, a_report, hours, rising

STUCK = Stuck(station="XY-H03", property="water_level", window=hours(10, 14))


def levels(fault, *at_h: float) -> list[float]:
    return [fault.changed(a_report(h), truth=rising).values["water_level"] for h in at_h]


def test_a_stuck_gauge_says_the_value_at_which_it_stuck_and_then_the_truth_again():
    assert levels(STUCK, 9, 10, 13.9, 14) == [40.9, 41.0, 41.0, 41.4]


def test_only_the_property_that_sticks_is_touched_and_all_of_them_without_a_name():
    report = a_report(12, flow=900.0)
    assert STUCK.changed(report, truth=rising).values == {"water_level": 41.0, "flow": 900.0}
    whole = Stuck(station="XY-H03", property="", window=hours(10, 14))
    stood = whole.changed(report, truth=lambda _station, key, at_s: {"water_level": 1.0, "flow": at_s}[key])
    assert stood.values == {"water_level": 1.0, "flow": 10 * HOUR}


@pytest.mark.parametrize(
    "fault",
    [
        STUCK,
        Spike(station="XY-H03", property="", window=hours(0, 99), by=5, share=1, seed=1),
        Drift(station="XY-H03", property="", window=hours(0, 99), per_h=1),
        ClockSkew(station="XY-H03", window=hours(0, 99), by_s=60),
    ],
)
def test_the_reports_of_others_stay_the_very_same(fault):
    report = a_report(12, station="XY-H04")
    assert fault.changed(report, truth=rising) is report


def test_spikes_are_as_many_as_told_and_the_same_with_the_same_seed():
    fault = Spike(station="XY-H03", property="water_level", window=hours(0, 99), by=5, share=0.2, seed=7)
    off = [levels(fault, h / 10)[0] > 49.9 - 5 + h / 100 for h in range(900)]
    assert 0.15 < sum(off) / 900 < 0.25
    assert off == [levels(fault, h / 10)[0] > 49.9 - 5 + h / 100 for h in range(900)]


def test_a_spike_is_of_its_height_and_never_a_state():
    fault = Spike(station="XY-H03", property="water_level", window=hours(0, 99), by=-5, share=1, seed=7)
    assert levels(fault, 10) == [36.0]


def test_drift_begins_at_nothing_and_ends_with_the_window():
    fault = Drift(station="XY-H03", property="water_level", window=hours(10, 20), per_h=-0.1)
    assert levels(fault, 10, 15, 20) == [41.0, 41.0, 42.0]


def test_a_skewed_clock_changes_what_the_device_writes_and_not_when_it_speaks():
    fault = ClockSkew(station="XY-H03", window=hours(10, 99), by_s=-120, per_day_s=24)
    found = fault.changed(a_report(11), truth=rising)
    assert found.at_s == 11 * HOUR
    assert found.t_ms == START_MS + round((11 * HOUR - 119) * 1000)
