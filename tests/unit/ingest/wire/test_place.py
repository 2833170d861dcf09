from __future__ import annotations

import pytest

from ingest.wire.place import check_place, read_place
from ingest.wire.refusal import Code, Refusal


@pytest.mark.parametrize("loc", [(115.41, 32.44), (-180, -90), (180, 90), (0, 0)])
def test_a_place_on_earth_is_taken(loc: tuple[float, float]):
    assert check_place(loc) is None


@pytest.mark.parametrize(
    ("loc", "hint"),
    [
        ((32.44, 115.41), "are they swapped? longitude comes first"),
        ((181.0, 0.0), "are they swapped?"),
        ((181.0, 95.0), "got [181.0, 95.0]"),
        ((float("nan"), 0.0), "nan"),
        ((float("inf"), 0.0), "inf"),
    ],
)
def test_anywhere_else_is_refused(loc: tuple[float, float], hint: str):
    refusal = check_place(loc)
    assert refusal is not None
    assert refusal.code is Code.BAD_LOCATION
    assert hint in refusal.detail or loc[1] == 0.0


def test_numbers_that_are_a_place_neither_way_get_no_hint():
    refusal = check_place((500.0, 500.0))
    assert refusal is not None
    assert "swapped" not in refusal.detail


def test_an_absent_location_is_no_location():
    assert read_place(None) is None
    assert read_place([115, 32.5]) == (115.0, 32.5)


@pytest.mark.parametrize(
    "loc", [[], [1], [1, 2, 3], ["115", "32"], [True, 1], {"lon": 1, "lat": 2}, "115,32", [10**400, 1]]
)
def test_anything_but_two_numbers_is_refused(loc: object):
    refusal = read_place(loc)
    assert isinstance(refusal, Refusal)
    assert refusal.code is Code.BAD_LOCATION
