"""Rounding as the standards demand it, in decimal numbers: 100.00000000001 of a float must not become 101.

Source:
    GB/T 8170-2008, 3.2 (a five with nothing behind it rounds to the even neighbour).
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal

#: Places that a float of this size carries surely; what is behind them is noise of binary arithmetic.
_SURE = Decimal("1e-9")
_ONE = Decimal(1)


def exact(value: float) -> Decimal:
    """Return the decimal number that a float stands for, as it is printed."""
    return Decimal(repr(float(value))).quantize(_SURE, rounding=ROUND_HALF_EVEN)


def half_even(value: float, *, places: int = 0) -> Decimal:
    """Return a value rounded by GB/T 8170."""
    return exact(value).quantize(_ONE.scaleb(-places), rounding=ROUND_HALF_EVEN)


def up(value: Decimal) -> int:
    """Return the least whole number that is not below a value."""
    return int(value.to_integral_value(rounding=ROUND_CEILING))
