from __future__ import annotations

import pytest

from rules.compiler import compile_rules
from rules.errors import RuleError
from sensing.level import Level
from tests.unit.rules.feature.worlds import REGISTRY, STREAMS, a_derived, judged, steps_of, when_of, written_again

OWN = (
    "{kind: trend, property: water_level, reach: 43.5, within: {yellow: 6h, orange: 3h, red: 1h}, window: 1h,"
    " clear: {by: 30m}}"
)
ROUTED = (
    "{kind: trend, property: water_level, reach: 30, within: {yellow: 6h, red: 2h},"
    " upstream: {station: ABOVE, lag: 8h, a: 0.5, b: 10, error: 0.2}}"
)
STREAM, ABOVE = STREAMS["water_level"], STREAMS["upstream"]


def rising(begin, *, per_hour, minutes, step=15):
    return [(minute, round(begin + per_hour * minute / 60, 6)) for minute in range(0, minutes + 1, step)]


def test_the_slope_of_the_last_hour_says_when_a_level_is_reached():
    said = judged(a_derived(OWN), rising(40.0, per_hour=0.5, minutes=6 * 60), stream=STREAM)
    # 3.5 m to go at 0.5 m/h are seven hours; six of them are left an hour later, exactly.
    assert steps_of(said) == [(60, 0, 2), (240, 2, 3), (360, 3, 4)]
    assert said[0].facts == {"eta_s": 21600.0, "within_s": 21600.0, "slope": 0.5}
    assert (said[0].value, said[0].threshold) == (40.5, 43.5)


def test_a_river_that_stands_never_reaches_the_level_and_clears():
    rows = rising(42.0, per_hour=1.0, minutes=60) + [(minute, 43.0) for minute in range(75, 200, 15)]
    assert steps_of(judged(a_derived(OWN), rows, stream=STREAM))[-1][2] == 0


def test_a_level_that_is_reached_takes_no_time():
    assert steps_of(judged(a_derived(OWN), [(0, 43.5)], stream=STREAM)) == [(0, 0, 4)]


def test_two_readings_make_no_slope():
    assert not judged(a_derived(OWN), [(0, 42.0), (60, 43.0)], stream=STREAM)


def test_one_wrong_reading_makes_no_trend():
    rows = [(minute, 42.0) for minute in range(0, 60, 5)]
    rows[-2] = (rows[-2][0], 43.4)
    assert not judged(a_derived(OWN), rows, stream=STREAM)


def test_the_gauge_upstream_warns_before_the_water_comes():
    # 30 = 0.5 · 40 + 10: what passes 40 m above is 30 m here eight hours later.
    rows = [(minute, 39.0 if minute < 600 else 40.0) for minute in range(0, 1200, 15)]
    said = judged(a_derived(ROUTED), rows, stream=ABOVE)
    assert steps_of(said) == [(720, 0, 2), (960, 2, 4)]
    assert said[0].target == "HERE"
    assert said[0].facts["upstream"] == "ABOVE"
    assert said[0].facts["eta_s"] == 6 * 3600
    assert said[0].facts["error"] == 0.2
    assert (said[0].value, said[0].threshold) == (40.0, 30.0)


def test_a_wave_that_has_passed_clears_and_a_gap_upstream_does_not():
    wave = [(minute, 40.0 if 300 <= minute < 360 else 39.0) for minute in range(0, 900, 15)]
    assert steps_of(judged(a_derived(ROUTED), wave, stream=ABOVE))[-1] == (840, 4, 0)
    with_gap = [each for each in wave if not 400 <= each[0] < 700]
    assert steps_of(judged(a_derived(ROUTED), with_gap, stream=ABOVE))[-1][2] == 4


def test_a_level_can_be_given_for_each_station():
    when = when_of(OWN.replace("reach: 43.5", "reach: {HERE: 43.5, XY-H01: 50}"))
    assert (when.reach_at("HERE"), when.reach_at("XY-H01"), when.reach_at("OTHER")) == (43.5, 50.0, None)
    assert when_of(OWN).reach_at("OTHER") == 43.5


def test_a_document_is_read_back_as_it_was_written():
    for when in (OWN, ROUTED, OWN.replace("43.5", "{HERE: 43.5}")):
        assert written_again(a_derived(when)).when == when_of(when)
    assert list(when_of(OWN).within) == [Level.YELLOW, Level.ORANGE, Level.RED]


@pytest.mark.parametrize(
    ("when", "message"),
    [
        (OWN.replace("window: 1h,", ""), "expected either window (the gauge's own slope) or upstream"),
        (OWN.replace("red: 1h", "red: 4h"), "when.within.red: expected less than orange (3h), got 4h"),
        (OWN.replace("43.5", "{}"), "when.reach: expected a number, or one per station"),
        (ROUTED.replace("a: 0.5", "a: 0"), "when.upstream.a: expected more than zero, got 0"),
        (ROUTED.replace("lag: 8h", "lag: 0s"), "when.upstream.lag: expected a duration of more than zero"),
    ],
)
def test_a_wrong_document_says_what_is_wrong(when, message):
    with pytest.raises(RuleError) as error:
        a_derived(when)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("when", "message"),
    [
        (ROUTED.replace("ABOVE", "ABOWE"), 'unknown station "ABOWE", did you mean "ABOVE"?'),
        (OWN.replace("43.5", "{HERE: 43.5, HEER: 1}"), 'when.reach names "HEER"'),
    ],
)
def test_a_rule_that_names_what_is_not_there_is_refused(when, message):
    with pytest.raises(RuleError) as error:
        compile_rules([a_derived(when)], registry=REGISTRY)
    assert message in str(error.value)
