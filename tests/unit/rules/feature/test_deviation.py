from __future__ import annotations

import pytest

from rules.errors import RuleError
from tests.unit.rules.feature.worlds import STREAMS, a_derived, judged, steps_of, when_of, written_again

STREAM = STREAMS["pm25"]
HOURS = "[" + ", ".join(str(30 + hour) for hour in range(24)) + "]"
ABOVE = (
    "{kind: deviation, property: pm25, direction: above, levels: {yellow: 40, red: 80},"
    f" baseline: {{median: {HOURS}}}}}"
)
SPREAD = (
    "{kind: deviation, property: pm25, direction: either, measure: spread, levels: {red: 3},"
    " baseline: {median: 35, spread: 10}}"
)
#: The epoch begins at 08:00 in Beijing.
EIGHT = 38


def test_a_level_is_a_distance_from_what_is_usual_at_that_hour():
    rows = [(0, EIGHT + 40.0), (5, EIGHT + 41.0), (65, EIGHT + 41.0)]
    said = judged(a_derived(ABOVE), rows, stream=STREAM)
    assert steps_of(said) == [(5, 0, 2), (65, 2, 0)]
    assert said[0].value == 41.0
    assert said[0].facts == {"reading": 79.0, "usual": 38.0, "spread": 1.0}


def test_a_level_can_be_a_multiple_of_the_spread_on_either_side():
    rows = [(0, 65.0), (5, 66.0), (10, 5.0), (15, 4.0)]
    assert steps_of(judged(a_derived(SPREAD), rows, stream=STREAM)) == [(5, 0, 4), (10, 4, 0), (15, 0, 4)]


def test_below_counts_the_other_way():
    rule = a_derived(ABOVE.replace("above", "below").replace("yellow: 40, red: 80", "red: 20"))
    assert steps_of(judged(rule, [(0, EIGHT - 20.0), (5, EIGHT - 20.5)], stream=STREAM)) == [(5, 0, 4)]


def test_a_document_is_read_back_as_it_was_written():
    for when in (ABOVE, SPREAD):
        assert written_again(a_derived(when)).when == when_of(when)


@pytest.mark.parametrize(
    ("when", "message"),
    [
        (SPREAD.replace(", spread: 10", ""), 'missing key "spread" in when.baseline'),
        (SPREAD.replace("spread: 10", "spread: 0"), "when.baseline.spread: expected numbers of more than zero"),
        (SPREAD.replace("median: 35", "median: [1, 2]"), "when.baseline.median: expected a number, 12 (one a month)"),
        (SPREAD.replace("median: 35", 'median: "35"'), "when.baseline.median: expected a number"),
        (SPREAD.replace("red: 3", "red: -3"), "when.levels.red: expected more than zero, got -3"),
    ],
)
def test_a_wrong_document_says_what_is_wrong(when, message):
    with pytest.raises(RuleError) as error:
        a_derived(when)
    assert message in str(error.value)
