"""Lookout: what a camera over the forest takes for smoke, and how sure it is. Pure.

Smoke is seen once it stands above what hides its foot, and the surer, the larger it looks: the confidence rises with
the plume's height over the ridge and falls with distance and haze. Fog gives unsure pictures of any size that fill
much of the view; kitchen smoke gives small, rather sure ones at the hours of meals. All figures are invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING, Final

from simulators.ground import distance_m, moved, offset_m, towards
from simulators.sighting import Sighting
from simulators.temper import generator, temper

if TYPE_CHECKING:
    import numpy as np

    from sensing.station import Station
    from simulators.schematic import Place

#: The class that a camera tells, whatever it was.
FIRE_SMOKE: Final = "fire_smoke"
#: Least confidence that a camera tells.
TOLD_FROM: Final = 0.3
#: Farthest smoke that a camera looks for, m.
REACH_M: Final = 25_000.0
#: Hours between two looks at one place: the head turns.
_LOOK_H: Final = 0.1
#: What hides the foot of a column: m at the camera, m more or less by the lie of each, m per m of distance.
_HIDDEN_M, _HIDDEN_OWN_M, _HIDDEN_FAR = 50.0, 40.0, 0.006
#: Angle over the ridge at which a camera is two thirds sure, rad, and the distance at which haze takes two thirds, m.
_SURE_ANGLE: Final = 0.014
_HAZE_M: Final = 40_000.0
#: By night smoke is seen only where flames light it.
_BY_NIGHT: Final = 0.7
_DAWN, _DUSK = 6.0, 18.5
#: Hours in which fog lies in the valleys, and in which people cook.
_FOG: Final = ((2.0, 9.0),)
_MEALS: Final = ((6.0, 8.0), (11.0, 13.0), (17.0, 19.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class FalseAlarms:
    """How often a camera takes something else for smoke."""

    #: Mean number per camera and day.
    fog_per_day: float = 0.0
    cooking_per_day: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Smoke:
    """A column of smoke."""

    #: Degrees (lon, lat).
    place: Place
    #: 0: no smoke.
    height_m: float


def look(
    station: Station, smoke: Smoke, *, at_h: float, span_h: float, hour: float, false_alarms: FalseAlarms, seed: int
) -> tuple[Sighting, ...]:
    """Return what a camera tells of the looks of the last ``span_h`` hours.

    Args:
        station: The camera.
        smoke: The column of the fire.
        at_h: Simulated hours since the start.
        span_h: Since the look before, h.
        hour: Of the day, 0..24.
        false_alarms: How often it errs.
        seed: Of the run.
    """
    dice = generator(seed, station.id, "lookout", moment=max(round(at_h * 3600), 0))
    found = []
    sure = confidence(station, smoke, hour=hour, seed=seed)
    if sure >= TOLD_FROM and dice.uniform() < 1 - (1 - sure) ** (span_h / _LOOK_H):
        found.append(_smoke(station, smoke, sure=sure, dice=dice))
    if dice.uniform() < _chance(false_alarms.fog_per_day, _FOG, hour=hour, span_h=span_h):
        found.append(_fog(station, dice))
    if dice.uniform() < _chance(false_alarms.cooking_per_day, _MEALS, hour=hour, span_h=span_h):
        found.append(_kitchen(station, dice))
    return tuple(found)


def confidence(station: Station, smoke: Smoke, *, hour: float, seed: int) -> float:
    """Return how sure a camera is of a column of smoke, 0..0.97."""
    distance = max(distance_m((station.lon, station.lat), smoke.place), 300.0)
    hidden = _HIDDEN_M + _HIDDEN_OWN_M * temper(seed, station.id, "ridge") + _HIDDEN_FAR * distance
    if smoke.height_m <= hidden or distance > REACH_M:
        return 0.0
    angle = (smoke.height_m - hidden) / distance
    light = 1.0 if _DAWN <= hour < _DUSK else _BY_NIGHT
    return 0.97 * light * (1 - exp(-angle / _SURE_ANGLE)) * exp(-distance / _HAZE_M)


def _chance(per_day: float, hours: tuple[tuple[float, float], ...], *, hour: float, span_h: float) -> float:
    """Return the chance of a false alarm in one look: all of the day's fall into their hours."""
    if not any(since <= hour < until for since, until in hours):
        return 0.0
    return 1 - exp(-per_day * span_h / sum(until - since for since, until in hours))


def _smoke(station: Station, smoke: Smoke, *, sure: float, dice: np.random.Generator) -> Sighting:
    east, north = offset_m((station.lon, station.lat), smoke.place)
    # A single camera knows the direction well and the distance badly.
    far = float(dice.normal(1.0, 0.08))
    aside = float(dice.normal(0.0, 0.02))
    place = moved((station.lon, station.lat), east_m=east * far - north * aside, north_m=north * far + east * aside)
    tall = min(smoke.height_m / max(distance_m((station.lon, station.lat), smoke.place), 300.0) / 0.5, 0.6)
    return _sighting(
        confidence=min(max(sure + float(dice.normal(0.0, 0.03)), TOLD_FROM), 0.98),
        place=place,
        size=(0.4 * tall + 0.02, tall + 0.02),
        dice=dice,
    )


def _fog(station: Station, dice: np.random.Generator) -> Sighting:
    return _sighting(
        confidence=0.25 + 0.6 * float(dice.beta(2, 3)),
        place=_around(station, dice, nearest=1500, farthest=8000),
        size=(float(dice.uniform(0.35, 0.8)), float(dice.uniform(0.1, 0.3))),
        dice=dice,
    )


def _kitchen(station: Station, dice: np.random.Generator) -> Sighting:
    return _sighting(
        confidence=0.35 + 0.45 * float(dice.beta(5, 3)),
        place=_around(station, dice, nearest=400, farthest=3000),
        size=(float(dice.uniform(0.01, 0.04)), float(dice.uniform(0.02, 0.07))),
        dice=dice,
    )


def _around(station: Station, dice: np.random.Generator, *, nearest: float, farthest: float) -> Place:
    return towards(
        (station.lon, station.lat),
        bearing=float(dice.uniform(0, 360)),
        distance=float(dice.uniform(nearest, farthest)),
    )


def _sighting(*, confidence: float, place: Place, size: tuple[float, float], dice: np.random.Generator) -> Sighting:
    width, height = size
    x, y = float(dice.uniform(0, 1 - width)), float(dice.uniform(0, 1 - height))
    return Sighting(
        kind=FIRE_SMOKE,
        confidence=round(confidence, 2),
        place=(round(place[0], 5), round(place[1], 5)),
        bbox=(round(x, 3), round(y, 3), round(width, 3), round(height, 3)),
        count=1,
    )
