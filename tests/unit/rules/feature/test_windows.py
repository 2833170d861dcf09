from __future__ import annotations

from datetime import timedelta

import pytest

from rules.errors import RuleError
from rules.feature.windows import windows_of, write_amounts
from sensing.level import Level
from tests.unit.rules.feature.worlds import when_of

RAIN = "{kind: accumulation, property: rain_1h, levels: %s}"


def test_windows_are_kept_shortest_first_in_their_canonical_form():
    levels = when_of(RAIN % "{red: {24h: 250, 60m: 80, 180m: 100}}").levels
    assert levels == {Level.RED: {"1h": 80.0, "3h": 100.0, "24h": 250.0}}
    assert windows_of(levels) == [timedelta(hours=hours) for hours in (1, 3, 24)]
    assert write_amounts(levels) == {"red": {"1h": 80.0, "3h": 100.0, "24h": 250.0}}


def test_the_same_window_twice_is_refused_however_it_is_spelt():
    with pytest.raises(RuleError, match=r"when\.levels\.red\.60m: this window occurs twice"):
        when_of(RAIN % "{red: {1h: 80, 60m: 90}}")
