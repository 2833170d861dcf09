"""Datums: WGS-84 (= CGCS2000 at any scale a warning needs) to and from GCJ-02 and BD-09.

GCJ-02 is the offset that maps sold in China carry, BD-09 is Baidu's on top of it. Both are published only by
code, and are identity outside a box around the mainland. The inverse has no closed form: it is iterated until
it no longer moves, so that a round trip returns to within a nanodegree.

Every function takes and returns (lon, lat) in degrees, arrays of any one shape or plain numbers.

Source:
    The formula as published by googollee/eviltransform and wandergis/coordtransform (both open source), whose
    test vectors are the tests here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Callable

    from sensing.batch import BoolArray, FloatArray

#: Longitudes and latitudes, degrees.
Places = tuple["FloatArray", "FloatArray"]

# Krasovsky 1940: semi-major axis in metres and squared first eccentricity, as the formula has them.
_AXIS: Final = 6378245.0
_ECCENTRICITY: Final = 0.00669342162296594323
# The box around the mainland that the published code uses: west, south, east, north, degrees.
_WEST, _SOUTH, _EAST, _NORTH = 72.004, 0.8293, 137.8347, 55.8271
# BD-09 wobbles with this many radians per degree.
_WOBBLE: Final = np.pi * 3000.0 / 180.0
# Enough rounds for the inverses: each shrinks the error to about a thousandth.
_ROUNDS: Final = 8


def is_shifted(lon: npt.ArrayLike, lat: npt.ArrayLike) -> BoolArray:
    """Return which places lie in the box inside which GCJ-02 differs from WGS-84."""
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    shifted: BoolArray = (x >= _WEST) & (x <= _EAST) & (y >= _SOUTH) & (y <= _NORTH)
    return shifted


def wgs84_to_gcj02(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Places:
    """Return WGS-84 places as GCJ-02."""
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    east, north = _offset(x, y)
    shifted = is_shifted(x, y)
    return np.where(shifted, x + east, x), np.where(shifted, y + north, y)


def gcj02_to_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Places:
    """Return GCJ-02 places as WGS-84."""
    return _inverse(wgs84_to_gcj02, lon, lat)


def gcj02_to_bd09(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Places:
    """Return GCJ-02 places as BD-09."""
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * _WOBBLE)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * _WOBBLE)
    shifted = is_shifted(x, y)
    return (
        np.where(shifted, radius * np.cos(angle) + 0.0065, x),
        np.where(shifted, radius * np.sin(angle) + 0.006, y),
    )


def bd09_to_gcj02(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Places:
    """Return BD-09 places as GCJ-02."""
    return _inverse(gcj02_to_bd09, lon, lat)


def wgs84_to_bd09(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Places:
    """Return WGS-84 places as BD-09."""
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def bd09_to_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Places:
    """Return BD-09 places as WGS-84."""
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


def _offset(lon: FloatArray, lat: FloatArray) -> Places:
    """Return by how many degrees GCJ-02 lies east and north of WGS-84."""
    x, y = lon - 105.0, lat - 35.0
    root, ripple = np.sqrt(np.abs(x)), 20.0 * np.sin(6.0 * np.pi * x) + 20.0 * np.sin(2.0 * np.pi * x)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (ripple + _waves(y, ((20.0, 1.0), (40.0, 3.0), (160.0, 12.0), (320.0, 30.0)))) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (ripple + _waves(x, ((20.0, 1.0), (40.0, 3.0), (150.0, 12.0), (300.0, 30.0)))) * 2.0 / 3.0
    angle = np.radians(lat)
    flattened = 1.0 - _ECCENTRICITY * np.sin(angle) ** 2
    meridian = _AXIS * (1.0 - _ECCENTRICITY) / (flattened * np.sqrt(flattened))
    parallel = _AXIS / np.sqrt(flattened) * np.cos(angle)
    return np.degrees(east / parallel), np.degrees(north / meridian)


def _waves(x: FloatArray, parts: tuple[tuple[float, float], ...]) -> FloatArray:
    """Return a sum of sines, each with an amplitude and a divisor of the frequency."""
    return np.asarray(sum(amplitude * np.sin(x * np.pi / divisor) for amplitude, divisor in parts), dtype=np.float64)


def _inverse(forward: Callable[[FloatArray, FloatArray], Places], lon: npt.ArrayLike, lat: npt.ArrayLike) -> Places:
    """Return the places that ``forward`` takes to (lon, lat)."""
    aim_x, aim_y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    x, y = aim_x, aim_y
    for _ in range(_ROUNDS):
        there_x, there_y = forward(x, y)
        x, y = x + (aim_x - there_x), y + (aim_y - there_y)
    return x, y
