from __future__ import annotations

import pytest

from ingest.wire.hj212.marks import declared
from sensing.quality import Check, Quality


@pytest.mark.parametrize(
    ("flag", "quality", "why"),
    [  # HJ 212-2017, table 7
        ("", Quality.GOOD, Check.NONE),
        ("N", Quality.GOOD, Check.NONE),
        ("n", Quality.GOOD, Check.NONE),
        ("F", Quality.UNRELIABLE, Check.STOPPED),
        ("M", Quality.UNRELIABLE, Check.MAINTENANCE),
        ("S", Quality.DOUBTFUL, Check.MANUAL),
        ("D", Quality.UNRELIABLE, Check.FAULT),
        ("C", Quality.UNRELIABLE, Check.CALIBRATION),
        ("T", Quality.DOUBTFUL, Check.OVER_RANGE),
        ("B", Quality.UNRELIABLE, Check.INSTRUMENT_LINK),
        ("X", Quality.DOUBTFUL, Check.DEVICE),
    ],
)
def test_each_letter_has_its_quality_and_reason(flag: str, quality: Quality, why: Check):
    assert declared(flag, "") == (quality, why)


def test_the_worse_of_both_marks_counts_and_both_reasons_stay():
    assert declared("T", "C") == (Quality.UNRELIABLE, Check.OVER_RANGE | Check.CALIBRATION)


@pytest.mark.parametrize("own", ["A01", "0", "7", ""])
def test_the_makers_own_codes_judge_nothing(own: str):
    assert declared("N", own) == (Quality.GOOD, Check.NONE)
