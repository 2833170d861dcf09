from __future__ import annotations

from datetime import timedelta

import numpy as np

from ingest.quality.review import (
    MARGIN,
    Window,
    dependents_of,
    digests,
    interval_of,
    neighbours_of,
    reach_of,
    review,
    usable_of,
    vote_span,
    window_of,
)
from sensing.limits import Limits
from sensing.mark import Due
from sensing.quality import Check, Quality
from tests.unit.ingest.quality.series import MINUTE, STEP, T0, a_gauge, controls, readings, whys

EVER = Window(start=0, end=2**60)
TRIO = controls(a_gauge(), a_gauge("B", number=2), a_gauge("C", number=3, neighbours=("A", "B"), disagreement=1))


def test_only_what_changes_is_returned() -> None:
    found = review(TRIO, readings([0, 2.5, 0, 0.1, 45]), window=EVER)
    assert found.time.tolist() == [T0 + STEP, T0 + 4 * STEP]
    assert found.quality.tolist() == [Quality.DOUBTFUL, Quality.DOUBTFUL]
    assert found.why.tolist()[0] == Check.SPIKE
    assert found.before.tolist() == [0, 0]


def test_readings_outside_the_window_are_left_alone() -> None:
    found = review(TRIO, readings([0, 2.5, 0, 2.5, 0]), window=Window(start=T0 + 2 * STEP, end=T0 + 4 * STEP))
    assert found.time.tolist() == [T0 + 2 * STEP, T0 + 3 * STEP, T0 + 4 * STEP]


def test_flags_that_are_no_longer_deserved_go() -> None:
    stored = readings([0, 1], quality=[0, 1], why=[0, Check.SPIKE | Check.LATE])
    found = review(TRIO, stored, window=EVER)
    assert (found.quality.tolist(), found.why.tolist()) == ([Quality.GOOD], [Check.LATE])


def test_what_a_person_put_there_is_not_judged_and_others_are_judged_by_it() -> None:
    stored = readings([0, 30, 0], why=[0, Check.CORRECTED, 0])
    found = review(TRIO, stored, window=EVER)
    assert T0 + STEP not in found.time.tolist()
    stored = readings([0, 0.1, 0], why=[0, Check.CORRECTED, 0])
    assert len(review(TRIO, stored, window=EVER).time) == 0


def test_an_unusable_reading_is_no_measure_for_others() -> None:
    stored = readings([0, 9, 0], quality=[0, 2, 0], why=[0, Check.DEVICE, 0])
    assert len(review(TRIO, stored, window=EVER).time) == 0
    times, values = usable_of(stored)
    assert values.tolist() == [0, 0]
    assert len(times) == 2


def test_neighbours_vote() -> None:
    voices = {number: usable_of(readings([0.0, 0.0], number=number)) for number in neighbours_of(TRIO, 3)}
    found = review(TRIO, readings([0.5, 1.5], number=3), window=EVER, neighbours=voices)
    assert whys(readings([0], why=found.why[:1])) == [Check.NEIGHBOUR]
    assert found.time.tolist() == [T0 + STEP]


def test_what_is_known_of_a_datastream() -> None:
    assert reach_of(TRIO, 1) == 20 * MINUTE
    assert reach_of(TRIO, 3) == vote_span(TRIO, 3) == 60 * MINUTE
    assert reach_of(controls(a_gauge(key="signal_strength", limits=Limits())), 1) == 0
    assert interval_of(TRIO, 1) == STEP
    assert (neighbours_of(TRIO, 3), dependents_of(TRIO, 1), dependents_of(TRIO, 3)) == ((1, 2), (3,), ())
    assert (reach_of(TRIO, 99), vote_span(TRIO, 99), interval_of(TRIO, 99)) == (0, 0, 1)
    assert (neighbours_of(TRIO, 99), dependents_of(TRIO, 99)) == ((), ())


def test_a_window_goes_a_few_readings_beyond_its_due() -> None:
    near = readings(np.zeros(100).tolist())
    window = window_of(near, Due(datastream=1, start=T0 + 40 * STEP, end=T0 + 50 * STEP), reach=20 * MINUTE)
    assert window.start == T0 + (40 - MARGIN // 2) * STEP
    assert window.end == T0 + (54 + MARGIN // 2) * STEP
    assert window_of(readings([]), Due(datastream=1, start=5, end=6), reach=0) == Window(start=5, end=6)


def test_digests_change_with_what_is_held_against_a_datastream_and_with_nothing_else() -> None:
    first = digests(controls(a_gauge(), a_gauge("B", number=2)))
    assert digests(controls(a_gauge(), a_gauge("B", number=2, stuck=timedelta(hours=9))))[1] == first[1]
    assert digests(controls(a_gauge(), a_gauge("B", number=2, stuck=timedelta(hours=9))))[2] != first[2]
    assert digests(controls(a_gauge(neighbours=("B",)), a_gauge("B", number=2)))[1] != first[1]
    assert digests(controls(a_gauge(soft=()), a_gauge("B", number=2)))[1] != first[1]
