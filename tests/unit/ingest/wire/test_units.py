from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.wire.units import to_canonical

if TYPE_CHECKING:
    from decimal import Decimal


def convert(value: float, scale: float, offset: float = 0.0) -> float:
    return float(to_canonical(np.array([value]), scale=np.array([scale]), offset=np.array([offset]))[0])


@pytest.mark.parametrize(
    ("value", "scale", "offset", "expected"),
    [
        (0.035, 1000.0, 0.0, 35.0),
        (57.0, 0.01, 0.0, 0.57),
        (4150.0, 0.01, 0.0, 41.5),
        (300.0, 1.0, -273.15, 26.85),
        (-40.0, 5 / 9, -160 / 9, -40.0),
        (1.0, 0.3048, 0.0, 0.3048),
        (0.0, 0.01, 0.0, 0.0),
        (1e-30, 0.01, 0.0, 1e-32),
    ],
)
def test_a_decimal_stays_the_same_decimal_in_another_unit(value: float, scale: float, offset: float, expected: float):
    assert convert(value, scale, offset) == expected


@given(st.decimals(min_value=-9999, max_value=9999, places=3))
def test_centimetres_become_the_float_nearest_to_the_metres(centimetres: Decimal):
    assert convert(float(centimetres), 0.01) == float(centimetres / 100)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_value_in_the_canonical_unit_is_not_touched(value: float):
    assert convert(value, 1.0) == value


def test_minus_zero_becomes_zero():
    assert math.copysign(1, convert(-0.0, 1.0)) == 1
    assert math.copysign(1, convert(-0.0, 0.01)) == 1


def test_a_value_too_large_becomes_infinite_without_a_warning():
    assert math.isinf(convert(1e308, 1000.0))


def test_rows_are_converted_each_in_its_own_way():
    result = to_canonical(np.array([1.0, 1.0, 1.0]), scale=np.array([1.0, 0.01, 1.0]), offset=np.array([0.0, 0.0, 2.0]))
    assert result.tolist() == [1.0, 0.01, 3.0]
