from __future__ import annotations

from datetime import timedelta

import pytest

from rules.errors import RuleError
from rules.feature.pace import ladder
from rules.threshold.ladder import Clear
from sensing.level import Level
from tests.unit.rules.feature.worlds import a_derived, when_of, written_again

RAIN = (
    "{kind: accumulation, property: rain_5m, levels: {red: {1h: 50}}, hold: 5m, clear: {by: 2, for: 1h, readings: 3}}"
)


def test_hold_and_clear_are_read_and_written_back():
    when = when_of(RAIN)
    assert when.hold == timedelta(minutes=5)
    assert when.clear == Clear(by=2.0, lasting=timedelta(hours=1), readings=3)
    assert written_again(a_derived(RAIN)).when == when


def test_a_ladder_has_its_numbers_at_the_places_of_its_levels():
    found = ladder({Level.YELLOW: 1.0}, {Level.YELLOW: 0.5}, hold=timedelta(seconds=1), ends=Clear(readings=2))
    face = found.faces[0]
    assert face.threshold == (float("inf"), 1.0, float("inf"), float("inf"))
    assert face.clear == (-float("inf"), 0.5, -float("inf"), -float("inf"))
    assert (face.hold, found.sign, found.readings) == ((1_000_000,) * 4, 1.0, 2)


@pytest.mark.parametrize(
    ("clear", "message"),
    [
        ("{by: -1}", "when.clear.by: expected zero or more, got -1"),
        ("{readings: 0}", "when.clear.readings: expected one or more, got 0"),
        ("{at: 3}", 'unknown key "at"'),
    ],
)
def test_a_wrong_clear_says_what_is_wrong(clear, message):
    with pytest.raises(RuleError) as error:
        when_of(RAIN.replace("{by: 2, for: 1h, readings: 3}", clear))
    assert message in str(error.value)


def test_levels_must_not_be_empty():
    with pytest.raises(RuleError, match=r"when\.levels: expected at least one of blue, yellow, orange, red"):
        when_of(RAIN.replace("{red: {1h: 50}}", "{}"))
