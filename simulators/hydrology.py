"""Formulas of the catchment: runoff, unit hydrograph, channel routing, lake and rating curve.

Each is the plain textbook form, enough to make rivers rise in the right order and at a believable pace; none
is calibrated, none may be used to forecast. Pure; units are in the names or the docstrings.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sensing.batch import FloatArray

#: Step of all routing, hours.
STEP_H = 0.5


def runoff(rain: FloatArray, *, wetness: float, capacity_mm: float = 130.0, shape: float = 0.3) -> FloatArray:
    """Return the runoff of each step: saturation excess, the way humid southern basins run off.

    Args:
        rain: Rain in each step, mm, shape (n,).
        wetness: Soil water before the first step, part of ``capacity_mm``, 0..1.
        capacity_mm: Mean storage capacity of the soil, mm.
        shape: Exponent of the storage capacity curve.

    Returns:
        Runoff in each step, mm, shape (n,); never more than the rain.

    Source:
        Zhao Renjun, The Xinanjiang model applied in China, J. Hydrology 135 (1992), eq. 1-5. Evaporation is left
        out: a storm lasts a day.
    """
    deepest = capacity_mm * (1 + shape)
    water = min(max(wetness, 0.0), 1.0) * capacity_mm
    out = np.zeros(len(rain))
    for i, fall in enumerate(rain):
        if fall <= 0:
            continue
        filled = deepest * (1 - (1 - water / capacity_mm) ** (1 / (1 + shape)))
        room = capacity_mm - water
        kept = room
        if fall + filled < deepest:
            kept = room - capacity_mm * (1 - (fall + filled) / deepest) ** (1 + shape)
        kept = min(max(kept, 0.0), fall, room)
        out[i] = fall - kept
        water += kept
    return out


def unit_hydrograph(*, lag_h: float, reservoirs: int = 3, step_h: float = STEP_H) -> FloatArray:
    """Return the part of a pulse of runoff that leaves in each step: Nash's cascade of equal linear reservoirs.

    Args:
        lag_h: Mean delay, hours.
        reservoirs: Number of reservoirs in the cascade.
        step_h: Length of a step, hours.

    Returns:
        Parts, shape (n,), sum 1.

    Source:
        J. E. Nash, The form of the instantaneous unit hydrograph, IAHS Publ. 45 (1957).
    """
    delay = lag_h / reservoirs
    time = (np.arange(math.ceil(6 * lag_h / step_h)) + 0.5) * step_h / delay
    parts: FloatArray = time ** (reservoirs - 1) * np.exp(-time)
    parts /= parts.sum()
    return parts


def discharge(runoff_mm: FloatArray, *, area_km2: float, lag_h: float, step_h: float = STEP_H) -> FloatArray:
    """Return the flow at the outlet of a catchment, m³/s, from its runoff per step (mm), shape (n,)."""
    inflow = runoff_mm * area_km2 / (3.6 * step_h)
    return np.convolve(inflow, unit_hydrograph(lag_h=lag_h, step_h=step_h))[: len(runoff_mm)]


def muskingum(inflow: FloatArray, *, travel_h: float, weighting: float = 0.2) -> FloatArray:
    """Return the flow at the lower end of a reach, m³/s, shape (n,).

    The reach is cut into parts short enough for the step (2·K·x ≤ Δt ≤ 2·K·(1−x)), so that no coefficient is
    negative and no flow either.

    Args:
        inflow: Flow at the upper end, m³/s, shape (n,); the reach starts in balance with the first value.
        travel_h: Travel time of the wave, hours; 0 gives the inflow back.
        weighting: x of the method, 0 (lake) to 0.5 (pure shift).

    Source:
        G. T. McCarthy, The unit hydrograph and flood routing, US Army Engineer District (1938).
    """
    if travel_h <= 0:
        return inflow
    parts = max(1, math.ceil(2 * travel_h * weighting / STEP_H))
    k = travel_h / parts
    divisor = 2 * k * (1 - weighting) + STEP_H
    now, before, kept = (
        max(STEP_H - 2 * k * weighting, 0.0) / divisor,
        (STEP_H + 2 * k * weighting) / divisor,
        (2 * k * (1 - weighting) - STEP_H) / divisor,
    )
    flow = inflow.tolist()
    for _ in range(parts):
        above, out = flow[0], flow[0]
        routed = [out]
        for here in flow[1:]:
            out = now * here + before * above + kept * out
            above = here
            routed.append(out)
        flow = routed
    return np.asarray(flow)


def lake(inflow: FloatArray, *, area_km2: float, outlet: float) -> tuple[FloatArray, FloatArray]:
    """Return the rise of a lake and its outflow: what comes in raises it, what is above rest flows out.

    Args:
        inflow: m³/s, shape (n,).
        area_km2: Surface of the lake.
        outlet: Outflow per height above rest to the power 1.5, m³/s.

    Returns:
        Height above the level at rest, m, shape (n,), and outflow, m³/s, shape (n,).
    """
    seconds, square_metres = STEP_H * 3600, area_km2 * 1e6
    heights, outflows = np.zeros(len(inflow)), np.zeros(len(inflow))
    height = (max(float(inflow[0]), 0.0) / outlet) ** (2 / 3)
    for i, comes in enumerate(inflow.tolist()):
        leaves = outlet * height**1.5
        # A lake cannot give more than it holds above rest.
        leaves = min(leaves, comes + height * square_metres / seconds)
        height += (comes - leaves) * seconds / square_metres
        heights[i], outflows[i] = height, leaves
    return heights, outflows


def stage(flow: FloatArray, *, zero_m: float, scale: float) -> FloatArray:
    """Return the river stage, m above datum: ``zero_m + scale × √flow`` (a wide channel's rating)."""
    level: FloatArray = zero_m + scale * np.sqrt(np.maximum(flow, 0.0))
    return level
