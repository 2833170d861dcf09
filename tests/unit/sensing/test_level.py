from __future__ import annotations

import pytest

from sensing.level import LADDER, Level, LevelError


def test_levels_are_ordered_from_blue_to_red():
    assert list(LADDER) == sorted(LADDER)
    assert Level.BLUE < Level.YELLOW < Level.ORANGE < Level.RED


@pytest.mark.parametrize(
    ("level", "numeral", "severity", "zh"),
    [
        (Level.BLUE, "Ⅳ", "Minor", "蓝色"),
        (Level.YELLOW, "Ⅲ", "Moderate", "黄色"),
        (Level.ORANGE, "Ⅱ", "Severe", "橙色"),
        (Level.RED, "Ⅰ", "Extreme", "红色"),
    ],
)
def test_each_level_has_the_numeral_and_cap_severity_of_the_national_scheme(level, numeral, severity, zh):
    assert (level.numeral, level.severity, level.zh) == (numeral, severity, zh)


@pytest.mark.parametrize("level", list(Level))
def test_the_wire_spelling_of_a_level_reads_back(level):
    assert Level.parse(level.key) is level


def test_an_unknown_level_names_the_ones_there_are():
    with pytest.raises(LevelError, match="unknown level 'purple', expected one of none, blue, yellow, orange, red"):
        Level.parse("purple")
