"""From the device's unit to the canonical one, a column at a time.

A decimal that is exact in one unit must stay exact in the other: 0.035 mg/m³ times 1000 is
35.00000000000001 in binary, and "strictly above 35" would fire on it. The noise of the conversion is rounded
away at the twelfth significant digit, far below any sensor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sensing.batch import FloatArray

_DIGITS = 12
# Powers of ten beyond the 22nd are not exact in binary, and rounding by them would add the noise it removes.
_POWERS = np.array([float(10**power) for power in range(23)])


def to_canonical(value: FloatArray, *, scale: FloatArray, offset: FloatArray) -> FloatArray:
    """Return value × scale + offset, free of conversion noise; minus zero becomes zero.

    Args:
        value: Readings in the device's unit, shape (n,).
        scale: Factor of each reading, shape (n,).
        offset: Offset of each reading in the canonical unit, shape (n,).

    Returns:
        Readings in the canonical unit, shape (n,); a reading too large for a float becomes infinite.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        result = value * scale + offset
        is_converted = ((scale != 1.0) | (offset != 0.0)) & np.isfinite(result)
        if is_converted.any():
            result[is_converted] = _tidy(result[is_converted])
    return result


def _tidy(value: FloatArray) -> FloatArray:
    """Return values rounded to ``_DIGITS`` significant digits, each the float nearest to its decimal."""
    with np.errstate(divide="ignore"):
        magnitude = np.floor(np.log10(np.abs(value)))
    power = _DIGITS - 1 - magnitude
    is_exact = (power >= 0) & (power < len(_POWERS))
    ten = _POWERS[np.where(is_exact, power, 0.0).astype(np.int64)]
    return np.where(is_exact, np.round(value * ten) / ten, value) + 0.0
