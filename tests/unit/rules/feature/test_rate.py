from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import RuleError
from sensing.level import Level
from tests.unit.rules.feature.plain import Ladder, Latch, rate
from tests.unit.rules.feature.worlds import STREAMS, a_derived, judged, steps_of, when_of, written_again

RISE = (
    "{kind: rate, property: water_level, direction: rise, window: 1h, levels: {yellow: 0.5, red: 1},"
    " clear: {by: 0.1, for: 10m}}"
)
STREAM = STREAMS["water_level"]

rows = st.lists(
    st.tuples(st.sampled_from([1, 5, 5, 10, 20, 40, 70]), st.integers(0, 30).map(lambda n: 40 + n / 10)), max_size=30
)


def timeline(steps):
    minute, found = 0, []
    for step, value in steps:
        minute += step
        found.append((minute, value))
    return found


def test_a_river_that_rises_faster_than_the_ladder_raises():
    said = judged(a_derived(RISE), [(0, 40.0), (30, 40.3), (60, 40.5), (65, 40.6)], stream=STREAM)
    assert steps_of(said) == [(30, 0, 2)]
    assert said[0].value == pytest.approx(0.6)
    assert said[0].threshold == 0.5
    assert said[0].facts == {"reading": 40.3, "from": 40.0, "over_s": 1800.0}


def test_exactly_the_rate_of_a_level_is_not_beyond_it():
    assert not judged(a_derived(RISE), [(0, 40.1), (60, 40.6)], stream=STREAM)


def test_after_a_gap_a_few_minutes_do_not_pass_for_an_hour():
    assert not judged(a_derived(RISE), [(0, 40.0), (90, 43.0), (95, 43.5), (115, 44.5)], stream=STREAM)


def test_a_gap_neither_ends_nor_clears():
    raised = [(0, 40.0), (60, 40.9)]
    rule = a_derived(RISE)
    assert steps_of(judged(rule, [*raised, (200, 40.9), (215, 40.9)], stream=STREAM)) == [(60, 0, 2)]
    # Half a window later the rate is known again, and ten minutes of it clear.
    assert steps_of(judged(rule, [*raised, (200, 40.9), (230, 40.9), (240, 40.9)], stream=STREAM))[1:] == [(240, 2, 0)]


def test_a_fall_is_dangerous_where_the_rule_says_so():
    fall = a_derived("{kind: rate, property: water_level, direction: fall, window: 1h, levels: {red: 1}}")
    assert steps_of(judged(fall, [(0, 44.0), (60, 42.5)], stream=STREAM)) == [(60, 0, 4)]


@given(steps=rows, cuts=st.lists(st.integers(0, 30), max_size=4), window=st.sampled_from([20, 60, 120]))
def test_the_engine_says_what_the_plain_loop_says_however_batches_are_cut(steps, cuts, window):
    readings = timeline(steps)
    rule = a_derived(
        f"{{kind: rate, property: water_level, direction: rise, window: {window}m, levels: {{blue: 0.5, red: 2}},"
        " clear: {by: 0.25, for: 20m}}"
    )
    ladder = Ladder({1: Latch(0.5, 0.25, clear_for=20), 4: Latch(2, 1.75, clear_for=20)})
    for place, (minute, _) in enumerate(readings):
        span = rate(readings[: place + 1], minute, window=window)
        ladder.read(minute, {1: span, 4: span})
    cuts = [min(cut, len(readings)) for cut in cuts]
    assert steps_of(judged(rule, readings, stream=STREAM, cuts=cuts)) == ladder.steps


def test_a_document_is_read_back_as_it_was_written():
    assert written_again(a_derived(RISE)).when == when_of(RISE)
    assert when_of(RISE).levels == {Level.YELLOW: 0.5, Level.RED: 1.0}


@pytest.mark.parametrize(
    ("when", "message"),
    [
        (RISE.replace("rise", "above"), 'unknown value "above", expected one of rise, fall'),
        (RISE.replace("1h", "0s"), "when.window: expected a duration of more than zero"),
        (RISE.replace("0.5", "-0.5"), "when.levels.yellow: expected more than zero, got -0.5"),
        (RISE.replace("red: 1", "red: 0.2"), "when.levels: expected red above yellow (0.5), got 0.2"),
        (RISE.replace("window", "windov"), 'unknown key "windov", did you mean "window"?'),
    ],
)
def test_a_wrong_document_says_what_is_wrong(when, message):
    with pytest.raises(RuleError) as error:
        a_derived(when)
    assert message in str(error.value)
    assert str(error.value).startswith("derived.yaml:")
