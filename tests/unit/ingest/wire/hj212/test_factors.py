from __future__ import annotations

import csv
from pathlib import Path

import pytest

from ingest.wire.hj212.factors import ANSWERS, DATA, NOTICES, PROPERTY_OF, REQUESTS, is_value, reading_suffix

TABLE = Path(__file__).parents[6] / "shared" / "standards" / "hj212_factors.csv"


@pytest.mark.skipif(not TABLE.exists(), reason="the table of the standard is not here")
def test_codes_of_both_editions_mean_the_same():
    with TABLE.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    modern = {row["code"]: row["code_2005"] for row in rows}
    known = [code for code in PROPERTY_OF if code in modern]
    assert len(known) > 60
    for code in known:
        if modern[code]:
            assert PROPERTY_OF[modern[code]] == PROPERTY_OF[code]
    assert set(PROPERTY_OF) <= set(modern) | set(modern.values())


@pytest.mark.parametrize(
    ("command", "given", "suffix"),
    [
        ("2011", {"Rtd", "Flag"}, "Rtd"),
        ("2051", {"Min", "Avg", "Max", "Cou"}, "Avg"),
        ("2061", {"Rtd"}, "Rtd"),
        ("2031", {"Data", "DayData", "NightData"}, "Data"),
        ("2031", {"NightData"}, "NightData"),
        ("2051", {"Cou", "ZsAvg"}, None),
    ],
)
def test_one_value_of_a_factor_is_the_reading(command: str, given: set[str], suffix: str | None):
    assert reading_suffix(command, given) == suffix


def test_marks_are_no_values():
    assert is_value("Max")
    assert not is_value("Flag")


def test_each_command_is_of_one_kind():
    kinds = [DATA, ANSWERS, NOTICES, REQUESTS]
    assert sum(map(len, kinds)) == len(frozenset().union(*kinds))
