"""Golden values: table 1 of GB 3838-2002."""

import pytest

from rules.index.water import Body, WaterClass, factor_class, factors_of, water_quality


@pytest.mark.parametrize(
    ("factor", "value", "grade"),
    [
        ("dissolved_oxygen", 7.5, WaterClass.I),
        ("dissolved_oxygen", 7.49, WaterClass.II),
        ("dissolved_oxygen", 5, WaterClass.III),
        ("dissolved_oxygen", 1.99, WaterClass.WORSE),
        ("ammonia_nitrogen", 1.0, WaterClass.III),
        ("ammonia_nitrogen", 1.01, WaterClass.IV),
        ("ammonia_nitrogen", 2.01, WaterClass.WORSE),
        ("cod_mn", 6, WaterClass.III),
        ("cod_mn", 15, WaterClass.V),
        ("ph", 6, WaterClass.I),
        ("ph", 9, WaterClass.I),
        ("ph", 9.01, WaterClass.WORSE),
        ("ph", 5.99, WaterClass.WORSE),
        ("total_phosphorus", 0.2, WaterClass.III),
        ("water_temperature", 20, None),
        ("total_nitrogen", 30, None),
    ],
)
def test_a_limit_belongs_to_the_better_class(factor: str, value: float, grade: WaterClass | None):
    assert factor_class(factor, value, body=Body.RIVER) is grade


def test_phosphorus_is_judged_harder_in_a_lake_and_nitrogen_counts():
    assert factor_class("total_phosphorus", 0.2, body=Body.LAKE) is WaterClass.V
    assert factor_class("total_nitrogen", 30, body=Body.LAKE) is WaterClass.WORSE
    assert "total_nitrogen" in factors_of(Body.LAKE)
    assert "total_nitrogen" not in factors_of(Body.RIVER)


def test_the_worst_factor_decides_and_is_named():
    found = water_quality({"ph": 7.2, "dissolved_oxygen": 8, "cod_mn": 12, "ammonia_nitrogen": 1.8}, body=Body.RIVER)
    assert (found.grade, found.primary) == (WaterClass.V, ("cod_mn", "ammonia_nitrogen"))
    assert found.grade.zh == "Ⅴ类"


def test_good_water_blames_nobody():
    found = water_quality({"ph": 7.2, "cod_mn": 5}, body=Body.RIVER)
    assert (found.grade, found.primary) == (WaterClass.III, ())


def test_without_a_factor_that_counts_there_is_no_class():
    assert water_quality({"water_temperature": 20.0}, body=Body.RIVER).grade is None
