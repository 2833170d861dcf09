import pytest

from sensing.exchange.unit import check_units, units_of
from sensing.exchange.value import CellError


def test_a_header_may_name_a_unit():
    header = ("站码", "量程上限（cm）", "最大涨率(m/小时)", "红色[m]")
    places = {"id": 0, "hard_high": 1, "rise": 2, "red": 3}
    assert units_of(header, places) == {"hard_high": "cm", "rise": "m", "red": "m"}


def test_a_limit_in_another_unit_is_refused():
    with pytest.raises(CellError, match="hard_high: expected m, the header says cm"):
        check_units("water_level", {"hard_high": "cm"}, names={"hard_high"})


@pytest.mark.parametrize("unit", ["m", "可选", ""])
def test_the_canonical_unit_and_remarks_are_fine(unit):
    check_units("water_level", {"hard_high": unit}, names={"hard_high"})
    check_units("", {"hard_high": "cm"}, names={"hard_high"})
