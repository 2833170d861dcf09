from __future__ import annotations

from datetime import timedelta

import pytest

from rules.errors import RuleError
from rules.feature.antecedent import Ground
from tests.unit.rules.feature.worlds import a_derived, when_of, written_again

WET = (
    "{kind: accumulation, property: rain_1h, levels: {red: {3h: 100}},"
    " antecedent: {k: 0.85, most: 100, days: 5, assume: low,"
    " mid: {from: 50, levels: {red: {3h: 80}}}, high: {from: 80, levels: {red: {3h: 60}}}}}"
)


def test_a_document_is_read_back_as_it_was_written():
    when = when_of(WET)
    assert written_again(a_derived(WET)).when == when
    assert when.antecedent.assume is Ground.LOW
    assert when.look_back() == timedelta(days=6, hours=1)


def test_without_a_word_middling_ground_is_assumed_and_fifteen_days_count():
    antecedent = when_of(WET.replace("days: 5, assume: low,", "")).antecedent
    assert (antecedent.assume, antecedent.days) == (Ground.MID, 15)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("k: 0.85", "k: 1", "when.antecedent.k: expected more than 0 and less than 1, got 1"),
        ("most: 100", "most: 0", "when.antecedent.most: expected more than zero, got 0"),
        ("days: 5", "days: 90", "when.antecedent.days: expected 1 to 60, got 90"),
        ("from: 50", "from: 0", "when.antecedent.mid.from: expected more than zero, got 0"),
        ("from: 80", "from: 40", "when.antecedent.high.from: expected more than mid (50) and at most 100, got 40"),
        ("3h: 80", "3h: 120", "when.antecedent.mid.levels.red: expected at most the 100 of drier ground, got 120"),
        ("3h: 80", "6h: 80", "expected the same windows as for drier ground"),
        ("{red: {3h: 80}}", "{blue: {3h: 80}}", "expected the same levels as for drier ground: red"),
    ],
)
def test_a_wrong_document_says_what_is_wrong(old, new, message):
    with pytest.raises(RuleError) as error:
        when_of(WET.replace(old, new))
    assert message in str(error.value)
