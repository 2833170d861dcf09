from decimal import Decimal

import pytest

from rules.index.rounding import half_even, up


@pytest.mark.parametrize(("value", "rounded"), [(60.5, 60), (61.5, 62), (60.6, 61), (60.51, 61), (0.5, 0)])
def test_a_bare_five_rounds_to_the_even_neighbour(value: float, rounded: int):
    assert half_even(value) == rounded


@pytest.mark.parametrize(("value", "rounded"), [(2.05, "2.0"), (12.35, "12.4"), (2.15, "2.2"), (2.25, "2.2")])
def test_carbon_monoxide_rounds_in_decimal_not_in_binary(value: float, rounded: str):
    assert half_even(value, places=1) == Decimal(rounded)


def test_noise_of_binary_arithmetic_is_no_five():
    assert half_even(0.1 + 0.2 + 0.2) == 0
    assert half_even(60.499999999999999) == 60


def test_rounding_up_leaves_whole_numbers():
    assert [up(Decimal(text)) for text in ("100", "100.01", "0")] == [100, 101, 0]
