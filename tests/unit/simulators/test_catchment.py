from __future__ import annotations

import numpy as np
import pytest

from simulators.catchment import catchment, route
from simulators.city import demo_city
from simulators.hydrology import STEP_H
from simulators.water.reservoir import Release

NODES = catchment()
IDS = [node.id for node in NODES]


def rain_on(*names: str, mm: float = 20.0, hours: int = 150) -> np.ndarray:
    rain = np.zeros((hours * 12, len(NODES)))
    for name in names:
        rain[24:48, IDS.index(name)] = mm / 12
    return rain


def test_nodes_are_the_public_gauges_and_lakes_upstream_first():
    public = {station.id for station in demo_city().stations if not station.is_demo}
    assert set(IDS) == public
    for place, node in enumerate(NODES):
        assert node.to == "" or IDS.index(node.to) > place


def test_a_wave_takes_about_21_hours_from_xixian_to_wangjiaba():
    """2005: 息县 peaked 07-11 17:00, 王家坝 07-12 14:00 (Huai River Commission)."""
    courses = route(NODES, [rain_on("XY-H03", mm=60)], wetness=1.0)
    middles = []
    for name in ("XY-H03", "XY-H05"):
        extra = courses[name].flow - courses[name].flow[0]
        middles.append((np.arange(len(extra)) * STEP_H * extra).sum() / extra.sum())
    assert 19 <= middles[1] - middles[0] <= 23


def test_rain_reaches_only_what_lies_downstream():
    wet = route(NODES, [rain_on("XY-H07")], wetness=1.0)
    dry = route(NODES, [rain_on()], wetness=1.0)
    risen = {name for name in IDS if not np.allclose(wet[name].level, dry[name].level)}
    assert risen == {"XY-H07", "XY-H04", "XY-H05"}


def test_an_order_to_a_gate_moves_its_own_river_only():
    orders = [Release(station="XY-R03", at_h=40, flow=900.0)]
    planned = route(NODES, [rain_on()], wetness=0.5)
    ordered = route(NODES, [rain_on()], wetness=0.5, releases=orders)
    moved = {name for name in IDS if not np.allclose(planned[name].level, ordered[name].level)}
    assert moved == {"XY-R03", "XY-H11"}
    assert ordered["XY-H11"].flow[:80] == pytest.approx(planned["XY-H11"].flow[:80])


def test_dry_weather_leaves_gauges_as_they_are():
    courses = route(NODES, [rain_on()], wetness=0.5)
    for node in NODES:
        if not node.surface:
            level = courses[node.id].level
            assert np.ptp(level) < 0.4, node.id


def test_water_of_the_cycle_before_is_still_on_its_way():
    before, after = rain_on("XY-H03", mm=100, hours=30), rain_on(hours=30)
    alone = route(NODES, [after], wetness=1.0)["XY-H05"]
    continued = route(NODES, [before, after], wetness=1.0)["XY-H05"]
    ends = route(NODES, [before], wetness=1.0)["XY-H05"]
    assert len(continued.level) == len(alone.level)
    assert continued.level.max() > alone.level.max() + 0.3
    assert abs(continued.level[0] - ends.level[-1]) < 0.2
