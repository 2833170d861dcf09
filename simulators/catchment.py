"""The catchment: from the rain over each part of the basin to the stage at every gauge and the level of every lake.

A chain of nodes, upstream first; each adds its own runoff to what comes from above, lakes hold it back, reaches
delay it. Pure; the result of a whole cycle is computed at once and then only looked up.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml

from simulators.hydrology import STEP_H, discharge, lake, muskingum, runoff, stage
from simulators.storm import RAIN_STEP_MINUTES
from simulators.water.reservoir import Gates, Release, managed, orders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sensing.batch import FloatArray

#: Flow in dry weather, m³/s per km².
BASE_FLOW = 0.012


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A gauge or lake with its own piece of the basin."""

    #: Station id.
    id: str
    #: Own catchment, km².
    area: float
    #: Where its rain is taken, degrees.
    lon: float
    lat: float
    #: Mean delay of its own runoff, h.
    lag: float
    #: Next node downstream, empty at the end; travel time of a wave to it, h.
    to: str
    travel: float
    #: Muskingum weighting of that reach: less on wide flood plains.
    weighting: float
    #: Stage at no flow, m, or the lake's level at rest, m.
    zero: float
    #: Gauge: m per √(m³/s). Lake: 0.
    scale: float = 0.0
    #: Lake: surface, km²; 0 for a gauge.
    surface: float = 0.0
    #: Lake without gates: outflow per m^1.5 above rest, m³/s.
    outlet: float = 0.0
    #: How a reservoir is run that has gates.
    gates: Gates | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Level and flow at one place, a value at every step."""

    #: Stage or lake level, m, float64, shape (n,).
    level: FloatArray
    #: Flow (a lake's: outflow), m³/s, float64, shape (n,).
    flow: FloatArray
    #: Hours of a step.
    step_h: float = STEP_H


@cache
def catchment() -> tuple[Node, ...]:
    """Return the nodes of the demo city's basin, upstream first."""
    text = (files("simulators") / "xinyang" / "catchment.yaml").read_text("utf-8")
    return tuple(_node(row) for row in yaml.safe_load(text))


def _node(row: dict[str, Any]) -> Node:
    pool: dict[str, Any] = row.get("pool", {})
    rating: dict[str, float] = row.get("rating", {})
    return Node(
        id=row["id"],
        area=row["area"],
        lon=row["middle"][0],
        lat=row["middle"][1],
        lag=row["lag"],
        to=row["to"],
        travel=row["travel"],
        weighting=row.get("weighting", 0.2),
        zero=pool["level"] if pool else rating["zero"],
        scale=0.0 if pool else rating["scale"],
        surface=pool["area"] if pool else 0.0,
        outlet=pool.get("outlet", 0.0),
        gates=_gates(pool) if "plan" in pool else None,
    )


def _gates(pool: dict[str, Any]) -> Gates:
    plan = tuple((float(level), float(flow)) for level, flow in pool["plan"])
    return Gates(plan=plan, dead=pool["dead"], full=pool["full"])


def route(
    nodes: tuple[Node, ...], rains: Sequence[FloatArray], *, wetness: float, releases: Sequence[Release] = ()
) -> dict[str, Course]:
    """Return level and flow at every node over the last of some cycles of weather.

    Args:
        nodes: Upstream first.
        rains: Rain over each node's own catchment, one array per cycle, mm per ``RAIN_STEP_MINUTES``, shape
            (steps, nodes). Water of the earlier cycles is still on its way in the last one.
        wetness: Soil water at the start of each cycle, 0..1.
        releases: Orders to the gates, the same in each cycle.
    """
    coarse = [_coarse(rain) for rain in rains]
    n, last = sum(map(len, coarse)), len(coarse[-1])
    arriving = {node.id: np.zeros(n) for node in nodes}
    courses: dict[str, Course] = {}
    for column, node in enumerate(nodes):
        excess = np.concatenate([runoff(rain[:, column], wetness=wetness) for rain in coarse])
        own = discharge(excess, area_km2=node.area, lag_h=node.lag) + BASE_FLOW * node.area
        mine = [release for release in releases if release.station == node.id]
        ordered = np.concatenate([orders(mine, steps=len(rain)) for rain in coarse])
        course = _course(node, arriving[node.id] + own, ordered=ordered)
        courses[node.id] = Course(level=course.level[-last:], flow=course.flow[-last:])
        if node.to:
            arriving[node.to] = arriving[node.to] + muskingum(
                course.flow, travel_h=node.travel, weighting=node.weighting
            )
    return courses


def _coarse(rain: FloatArray) -> FloatArray:
    """Return rain per ``STEP_H`` from rain per ``RAIN_STEP_MINUTES``."""
    per_step = round(STEP_H * 60 / RAIN_STEP_MINUTES)
    n = len(rain) // per_step
    sums: FloatArray = rain[: n * per_step].reshape(n, per_step, rain.shape[1]).sum(axis=1)
    return sums


def _course(node: Node, inflow: FloatArray, *, ordered: FloatArray) -> Course:
    if node.gates:
        level, release = managed(inflow, area_km2=node.surface, gates=node.gates, ordered=ordered)
        return Course(level=level, flow=release)
    if node.surface:
        height, outflow = lake(inflow, area_km2=node.surface, outlet=node.outlet)
        return Course(level=node.zero + height, flow=outflow)
    return Course(level=stage(inflow, zero_m=node.zero, scale=node.scale), flow=inflow)
