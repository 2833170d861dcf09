"""Storm cells that move over the basin, and the rain they leave at a place.

A cell is a Gaussian patch of rain that grows, passes and dies. Cells are drawn from a seed; their strength is
then scaled so that the areal mean over given places meets the scenario's total exactly. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sensing.batch import FloatArray
    from simulators.scenario import Scenario

#: Step of the rain field, minutes: the shortest interval a gauge reports; and in hours.
RAIN_STEP_MINUTES = 5
RAIN_STEP_H = RAIN_STEP_MINUTES / 60
#: Rain that tips the bucket of a gauge once, mm (SL 61: 0.5 mm class instruments).
TIP_MM = 0.5
_KM_PER_LAT = 111.2
_KM_PER_LON = 94.2  # at 32° N
#: Where cells are born (lon, lat) and which way the front moves them, km/h east and north.
_WEST, _EAST = 113.50, 115.10
_SOUTH, _NORTH = 31.60, 32.40
_DRIFT = (14.0, 4.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Storm cells in columns of length k."""

    #: Birth and death, simulated hours, float64, shape (k,).
    start: FloatArray
    end: FloatArray
    #: Middle at birth, degrees, float64, shape (k,).
    lon: FloatArray
    lat: FloatArray
    #: Movement, km/h east and north, float64, shape (k,).
    east: FloatArray
    north: FloatArray
    #: Radius (standard deviation of the patch), km, float64, shape (k,).
    radius: FloatArray
    #: Rain in the middle at the height of the cell's life, mm/h, float64, shape (k,).
    peak: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Downpour:
    """A patch of rain that stands still over a place, as thunderstorms on a mountain side do."""

    #: Its middle, degrees.
    lon: float
    lat: float
    #: Rain in the middle from beginning to end, mm.
    mm: float
    #: When it rains, simulated hours of a cycle; hardest half way.
    from_h: float
    until_h: float
    #: Radius (standard deviation of the patch), km.
    radius_km: float


def draw_cells(scenario: Scenario, *, seed: int, cycle: int) -> Cells:
    """Return the cells of one cycle of a scenario; the same seed and cycle give the same cells."""
    rng = np.random.default_rng([seed, cycle])
    k = scenario.cells
    lives = rng.uniform(2.0, 4.0, k)
    # Births are spread evenly, then jittered: a storm has pulses, not one lump.
    latest = np.maximum(scenario.rain_until_h - lives, scenario.rain_from_h)
    start = scenario.rain_from_h + (latest - scenario.rain_from_h) * np.arange(k) / max(k - 1, 1)
    start = np.clip(start + rng.uniform(-0.5, 0.5, k), scenario.rain_from_h, latest)
    return Cells(
        start=start,
        end=np.minimum(start + lives, scenario.rain_until_h),
        lon=_WEST + (_EAST - _WEST) * _spread(rng, k),
        lat=_SOUTH + (_NORTH - _SOUTH) * _spread(rng, k),
        east=rng.normal(_DRIFT[0], 4.0, k),
        north=rng.normal(_DRIFT[1], 3.0, k),
        radius=rng.uniform(20.0, 34.0, k),
        peak=rng.uniform(0.6, 1.4, k),
    )


def _spread(rng: np.random.Generator, k: int) -> FloatArray:
    """Return k numbers of 0..1 in random order, one in each k-th part: no seed leaves half the basin dry."""
    parts: FloatArray = (rng.permutation(k) + rng.uniform(0.0, 1.0, k)) / k
    return parts


def rain_field(cells: Cells, *, lon: FloatArray, lat: FloatArray, length_h: float) -> FloatArray:
    """Return the rain at places in every step of a cycle.

    Args:
        cells: The storm.
        lon: Degrees, shape (p,).
        lat: Degrees, shape (p,).
        length_h: Length of the cycle, hours.

    Returns:
        Rain in each step of 5 minutes, mm, shape (steps, p).
    """
    steps = round(length_h / RAIN_STEP_H)
    middle = (np.arange(steps) + 0.5) * RAIN_STEP_H
    rain = np.zeros((steps, len(lon)))
    for i in range(len(cells.start)):
        alive = np.flatnonzero((middle > cells.start[i]) & (middle < cells.end[i]))
        age = middle[alive] - cells.start[i]
        growth = np.sin(np.pi * age / (cells.end[i] - cells.start[i])) ** 2
        east = (lon - cells.lon[i])[None, :] * _KM_PER_LON - (cells.east[i] * age)[:, None]
        north = (lat - cells.lat[i])[None, :] * _KM_PER_LAT - (cells.north[i] * age)[:, None]
        patch = np.exp(-(east**2 + north**2) / (2 * cells.radius[i] ** 2))
        rain[alive] += cells.peak[i] * growth[:, None] * patch * RAIN_STEP_H
    return rain


def downpour_field(downpours: Sequence[Downpour], *, lon: FloatArray, lat: FloatArray, length_h: float) -> FloatArray:
    """Return the rain of downpours at places, mm per step, shape and arguments as of ``rain_field``."""
    rain = np.zeros((round(length_h / RAIN_STEP_H), len(lon)))
    for each in downpours:
        east, north = (lon - each.lon) * _KM_PER_LON, (lat - each.lat) * _KM_PER_LAT
        patch = np.exp(-(east**2 + north**2) / (2 * each.radius_km**2))
        rain += _course(each, len(rain))[:, None] * (each.mm * patch)
    return rain


def downpour_over(
    downpours: Sequence[Downpour], *, lon: FloatArray, lat: FloatArray, areas: FloatArray, length_h: float
) -> FloatArray:
    """Return the areal mean of downpours over catchments, mm per step: each falls wholly into the nearest one.

    Args:
        downpours: Patches much smaller than a catchment.
        lon: Middle of each catchment, degrees, shape (p,).
        lat: Degrees, shape (p,).
        areas: Of each catchment, km², shape (p,).
        length_h: Length of the cycle, hours.
    """
    rain = np.zeros((round(length_h / RAIN_STEP_H), len(lon)))
    for each in downpours:
        nearest = int((((lon - each.lon) * _KM_PER_LON) ** 2 + ((lat - each.lat) * _KM_PER_LAT) ** 2).argmin())
        volume = each.mm * 2 * np.pi * each.radius_km**2
        rain[:, nearest] += _course(each, len(rain)) * volume / areas[nearest]
    return rain


def _course(downpour: Downpour, steps: int) -> FloatArray:
    """Return the part of a downpour that falls in each step, sum 1."""
    age = (np.arange(steps) + 0.5) * RAIN_STEP_H - downpour.from_h
    lasts = downpour.until_h - downpour.from_h
    parts = np.where((age > 0) & (age < lasts), np.sin(np.pi * age / lasts) ** 2, 0.0)
    total = float(parts.sum())
    course: FloatArray = parts / total if total > 0 else parts
    return course


def scaled(rain: FloatArray, *, weights: FloatArray, total: float) -> float:
    """Return the factor that makes the weighted mean of the places' sums equal to ``total`` mm.

    Args:
        rain: Rain per step and place, mm, shape (steps, p).
        weights: Weight of each place, shape (p,).
        total: Wanted areal mean, mm.
    """
    mean = float(np.average(rain.sum(axis=0), weights=weights))
    return total / mean if mean > 0 else 0.0


def tipped(rain: FloatArray) -> FloatArray:
    """Return what tipping buckets count, mm since the start after each step, shape as given."""
    counted: FloatArray = np.floor(np.cumsum(rain, axis=0) / TIP_MM) * TIP_MM
    return counted
