from __future__ import annotations

import pytest

from geo.errors import BeyondReachError
from store.reach import check_reach


def test_those_of_the_whole_city_reach_everything():
    check_reach("station", [("A", "411528000000"), ("B", "")], within="")


def test_what_lies_inside_before_and_afterwards_is_reached():
    check_reach("station", [("A", "411528000000"), ("A", "411528102000")], within="411528")


@pytest.mark.parametrize("division", ["411527000000", "411500000000", "000000000000", ""])
def test_what_lies_elsewhere_is_said_not_to_exist(division: str):
    with pytest.raises(BeyondReachError, match="there is no station 'B'"):
        check_reach("station", [("A", "411528000000"), ("B", division)], within="411528")
