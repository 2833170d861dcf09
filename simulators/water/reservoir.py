"""A reservoir with gates: water is released by the plan for its level, or as ordered at an instant. Pure.

Storage is the surface times the height, as for a lake. An order holds until the next one; it cannot take what lies
below the dead level, and it cannot hold back a reservoir that is full: then the planned release flows at least.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from simulators.hydrology import STEP_H

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sensing.batch import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Gates:
    """How a reservoir is run."""

    #: Planned release by level: m above datum and m³/s, both ascending, linear between.
    plan: tuple[tuple[float, float], ...]
    #: Level below which nothing can be released, m.
    dead: float
    #: Level at which the gates cannot hold water back any more, m.
    full: float

    @property
    def largest(self) -> float:
        """Return the largest release the gates can pass, m³/s."""
        return self.plan[-1][1]

    def planned(self, level: float) -> float:
        """Return the planned release at a level, m³/s."""
        return float(np.interp(level, [at for at, _ in self.plan], [flow for _, flow in self.plan]))

    def balanced(self, inflow: float) -> float:
        """Return the level at which the planned release equals an inflow, m."""
        return float(np.interp(inflow, [flow for _, flow in self.plan], [at for at, _ in self.plan]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """An order to a reservoir's gates."""

    station: str
    #: When, in simulated hours of a cycle.
    at_h: float
    #: m³/s; None returns to the plan.
    flow: float | None


def brought_forward(
    releases: Iterable[Release], *, station: str, planned_h: float, given_h: float
) -> tuple[Release, ...]:
    """Return the orders where the one that was planned for an hour is given to a reservoir's gates before it.

    What follows from it at that reservoir follows as much earlier, and in the same intervals. Water that has run stays
    as it ran: the gates move with the next step.

    Args:
        releases: Of all reservoirs.
        station: Which one.
        planned_h: When the order should have been given, simulated hours.
        given_h: When it is.
    """
    every = tuple(releases)
    mine = sorted((each for each in every if each.station == station), key=lambda each: each.at_h)
    later = [each for each in mine if each.at_h >= planned_h]
    if not later or given_h >= planned_h:
        return every
    # A course is a line between steps: what is ordered at one bends it from the step before on.
    soonest = (math.ceil(given_h / STEP_H) + 1) * STEP_H
    shift = later[0].at_h - max(later[0].at_h - (planned_h - given_h), soonest)
    if shift <= 0:
        return every
    first = later[0].at_h - shift
    kept = [each for each in mine if each.at_h < first]
    others = [each for each in every if each.station != station]
    return (*others, *kept, *(replace(each, at_h=each.at_h - shift) for each in later))


def orders(releases: Iterable[Release], *, steps: int) -> FloatArray:
    """Return what is ordered of one reservoir in each step, m³/s, shape (steps,); NaN where the plan holds."""
    ordered = np.full(steps, np.nan)
    for release in sorted(releases, key=lambda release: release.at_h):
        ordered[round(release.at_h / STEP_H) :] = np.nan if release.flow is None else release.flow
    return ordered


def managed(inflow: FloatArray, *, area_km2: float, gates: Gates, ordered: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the level of a reservoir and its release.

    Args:
        inflow: m³/s, shape (n,); it starts at the level whose planned release is the first value.
        area_km2: Surface of the reservoir.
        gates: How it is run.
        ordered: Ordered release, m³/s, shape (n,); NaN where the plan holds.

    Returns:
        Level after each step, m, shape (n,), and release during it, m³/s, shape (n,).
    """
    metres = STEP_H * 3600 / (area_km2 * 1e6)
    levels, flows = np.zeros(len(inflow)), np.zeros(len(inflow))
    level = gates.balanced(float(inflow[0]))
    for i, (comes, order) in enumerate(zip(inflow.tolist(), ordered.tolist(), strict=True)):
        leaves = gates.planned(level)
        if order == order and (level < gates.full or order > leaves):  # noqa: PLR0124  NaN is not itself
            leaves = min(order, gates.largest)
        leaves = min(leaves, comes + max(level - gates.dead, 0.0) / metres)
        level += (comes - leaves) * metres
        levels[i], flows[i] = level, leaves
    return levels, flows
