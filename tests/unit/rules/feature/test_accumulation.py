from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import RuleError
from rules.increment import COUNTER
from tests.unit.rules.feature.plain import Ladder, Latch, margin, total
from tests.unit.rules.feature.worlds import STREAMS, a_derived, judged, steps_of, when_of, written_again

#: The national rainstorm signals, with the 80 mm in an hour of local practice.
RAINSTORM = (
    "{kind: accumulation, property: rain_5m,"
    " levels: {blue: {12h: 50}, yellow: {6h: 50}, orange: {3h: 50}, red: {3h: 100, 1h: 80}}}"
)
SHORT = (
    "{kind: accumulation, property: rain_5m, coverage: 0.75,"
    " levels: {blue: {30m: 3}, red: {30m: 6, 10m: 4}}, clear: {by: 0.5, for: 10m}}"
)
RAIN, TOTAL = STREAMS["rain_5m"], STREAMS["rain_total"]


def steady(amount, *, minutes, start=0):
    return [(minute, amount) for minute in range(start + 5, start + minutes + 1, 5)]


def test_reaching_the_amount_counts():
    said = judged(a_derived(RAINSTORM), steady(5.0, minutes=50), stream=RAIN)
    assert steps_of(said) == [(50, 0, 3)]
    assert (said[0].value, said[0].threshold) == (50.0, 50.0)
    assert said[0].facts["window"] == "3h"
    assert said[0].facts["sum_12h"] == 50.0


def test_any_window_of_a_level_satisfies_it():
    said = judged(a_derived(RAINSTORM), steady(8.0, minutes=50), stream=RAIN)
    assert steps_of(said)[-1] == (50, 3, 4)
    assert (said[-1].value, said[-1].threshold, said[-1].facts["window"]) == (80.0, 80.0, "1h")


def test_the_level_falls_as_the_rain_leaves_the_windows():
    dry = steady(0.0, minutes=13 * 60, start=50)
    said = judged(a_derived(RAINSTORM), [*steady(0.0, minutes=0), *steady(5.0, minutes=50), *dry], stream=RAIN)
    # Nothing was heard before minute 5: a window is covered to nine tenths before it can count as not reached.
    assert steps_of(said) == [(50, 0, 3), (185, 3, 2), (365, 2, 1), (725, 1, 0)]


def test_missing_intervals_raise_but_do_not_clear():
    storm = steady(10.0, minutes=60)
    gap_then_dry = steady(0.0, minutes=60, start=60 + 150)
    said = judged(a_derived(RAINSTORM), [*storm, *gap_then_dry], stream=RAIN)
    assert steps_of(said)[-1][2] == 4


def test_a_counter_that_rolls_over_goes_on():
    rule = a_derived("{kind: accumulation, property: rain_total, of: counter, rollover: 1000, levels: {red: {1h: 20}}}")
    assert steps_of(judged(rule, [(0, 985.0), (30, 995.0), (60, 5.0)], stream=TOTAL)) == [(60, 0, 4)]


def test_a_counter_that_is_set_back_adds_nothing_and_clears_nothing():
    rule = a_derived("{kind: accumulation, property: rain_total, levels: {red: {1h: 20}}}")
    rows = [(0, 100.0), (30, 125.0), (60, 0.0), (90, 4.0), (120, 6.0), (150, 6.0)]
    assert steps_of(judged(rule, rows, stream=TOTAL)) == [(30, 0, 4), (120, 4, 0)]


def test_rain_of_a_long_gap_is_not_taken_for_rain_of_the_last_hour():
    rule = a_derived("{kind: accumulation, property: rain_total, levels: {red: {1h: 20}}}")
    assert not judged(rule, [(0, 0.0), (600, 60.0), (605, 60.5)], stream=TOTAL)


amounts = st.lists(
    st.tuples(st.sampled_from([5, 5, 5, 5, 10, 35]), st.integers(0, 8).map(lambda n: n / 4)), max_size=40
)


@given(steps=amounts, cuts=st.lists(st.integers(0, 40), max_size=4))
def test_the_engine_says_what_the_plain_loop_says_however_batches_are_cut(steps, cuts):
    minute, readings = 0, []
    for step, value in steps:
        minute += step
        readings.append((minute, value))
    ladder = Ladder({level: Latch(-1e-9, -0.5, clear_for=10) for level in (1, 4)})
    for place, (now, _) in enumerate(readings):
        sums = {window: total(readings[: place + 1], now, window=window, interval=5) for window in (10, 30)}
        spans = {level: margin(sums, want, coverage=0.75) for level, want in ((1, {30: 3.0}), (4, {30: 6.0, 10: 4.0}))}
        ladder.read(now, spans)
    cuts = [min(cut, len(readings)) for cut in cuts]
    assert steps_of(judged(a_derived(SHORT), readings, stream=RAIN, cuts=cuts)) == ladder.steps


def test_a_document_is_read_back_as_it_was_written():
    for when in (RAINSTORM, SHORT):
        assert written_again(a_derived(when)).when == when_of(when)


def test_it_looks_back_as_long_as_its_longest_window():
    when = when_of(RAINSTORM)
    assert when.windows() == [timedelta(hours=hours) for hours in (1, 3, 6, 12)]
    assert when.look_back() == timedelta(hours=12, minutes=5)
    counter = when_of("{kind: accumulation, property: rain_total, levels: {red: {1h: 20}}}")
    assert counter.counting() == COUNTER


@pytest.mark.parametrize(
    ("when", "message"),
    [
        (RAINSTORM.replace("12h: 50", "12x: 50"), "when.levels.blue.12x: expected a duration such as 90s"),
        (RAINSTORM.replace("12h: 50", "1m: 50"), "when.levels.blue.1m: expected a window of at least 5m"),
        (RAINSTORM.replace("3h: 100", "3h: 40"), "when.levels.red.3h: expected more than orange (50), got 40"),
        (RAINSTORM.replace("12h: 50", "12h: 0"), "when.levels.blue.12h: expected more than zero, got 0"),
        (RAINSTORM.replace("{12h: 50}", "{}"), "when.levels.blue: expected at least one window"),
        (RAINSTORM.replace("rain_5m", "rain_increment"), '"rain_increment" does not say what time one reading covers'),
        (RAINSTORM.replace("rain_5m", "rain_total, interval: 5m"), "when.interval: a counter has none"),
        (RAINSTORM.replace("rain_5m", "rain_5m, rollover: 10"), "when.rollover: expected it with of: counter only"),
        (SHORT.replace("0.75", "1.5"), "when.coverage: expected a share of more than 0 up to 1, got 1.5"),
        (SHORT.replace("by: 0.5", "by: 3"), "when.clear.by: expected less than the least amount (3), got 3"),
    ],
)
def test_a_wrong_document_says_what_is_wrong(when, message):
    with pytest.raises(RuleError) as error:
        a_derived(when)
    assert message in str(error.value)
