from __future__ import annotations

import pytest

from rules.errors import RuleError
from tests.unit.rules.feature.worlds import when_of

RATE = "{kind: rate, property: water_level, direction: rise, window: 1h, levels: {red: 1}, %s}"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("months: {6-9: {red: -1}}", "when.months.6-9.red: expected more than zero, got -1"),
        ("stations: {HERE: {levels: {red: 0}}}", "when.stations.HERE.red: expected more than zero, got 0"),
        (
            "stations: {HERE: {levels: {red: 1}, months: {7: {red: 0}}}}",
            "when.stations.HERE.red: expected more than zero, got 0",
        ),
    ],
)
def test_no_level_of_any_month_or_station_may_be_zero_or_less(more, message):
    with pytest.raises(RuleError) as error:
        when_of(RATE % more)
    assert message in str(error.value)


def test_levels_above_zero_are_taken():
    assert when_of(RATE % "months: {6-9: {red: 2}}").months
