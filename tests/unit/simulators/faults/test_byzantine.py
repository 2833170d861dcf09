from __future__ import annotations

import pytest

from simulators.faults.byzantine import Byzantine, Lie
from tests.unit.simulators.faults.making import a_report, hours, rising


def told(at_h: float, lie: Lie, **more: object) -> float:
    fault = Byzantine(station="XY-H03", property="water_level", window=hours(10, 20), lie=lie, **more)
    return fault.changed(a_report(at_h), truth=rising).values["water_level"]


def test_the_opposite_falls_as_the_river_rises_and_starts_from_the_truth():
    assert [told(h, Lie.OPPOSITE) for h in (9, 10, 15, 20)] == [40.9, 41.0, 40.5, 42.0]


def test_an_offset_keeps_the_shape():
    assert [told(h, Lie.OFFSET, by=-2) for h in (10, 15)] == [39.0, 39.5]


def test_a_copy_says_what_the_other_station_measures():
    assert told(15, Lie.COPY, of="XY-H04") == 31.5
    assert told(15, Lie.COPY, of="XY-H04", by=10.2) == 41.7


def test_nothing_is_made_up_where_no_truth_is_known():
    fault = Byzantine(station="XY-H03", property="flow", window=hours(0, 20), lie=Lie.OPPOSITE)
    assert fault.changed(a_report(1, flow=900.0), truth=rising).values["flow"] == 900.0


@pytest.mark.parametrize("station", ["XY-H04", "XY-H03"])
def test_a_report_without_the_property_or_of_another_station_stays_the_same(station):
    fault = Byzantine(station="XY-H03", property="flow", window=hours(0, 20), lie=Lie.OFFSET, by=1)
    report = a_report(1, station=station)
    assert fault.changed(report, truth=rising) is report
