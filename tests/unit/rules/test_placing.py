from __future__ import annotations

import numpy as np

from rules.compiler import compile_rules
from rules.engine import evaluate, initial
from rules.placing import joined, mend, put
from sensing.batch import concat
from sensing.quality import Quality
from tests.unit.rules.builders import MINUTE, a_registry, a_rule, readings

PROGRAM = compile_rules([a_rule()], registry=a_registry())


def a_history(*minutes):
    state = initial(PROGRAM)
    for minute in minutes:
        state, _ = evaluate(PROGRAM, state, readings([(minute, 40)]))
    return state.history


def ages(batch, *, now=12):
    return now * MINUTE - batch.phenomenon_time


def logged(history):
    return sorted(
        (time // MINUTE, value)
        for chapter in history.chapters
        for page in chapter.pages
        for time, value in zip(page.readings.phenomenon_time.tolist(), page.readings.value.tolist(), strict=True)
    )


def test_a_late_reading_goes_to_the_chapter_of_its_time():
    history = a_history(0, 4, 8, 12)
    late = readings([(3, 41), (10, 42)])
    news = list(put(history, late, ages(late)))
    assert [each.age.tolist() for each in news] == [[9 * MINUTE], [2 * MINUTE]]
    for each in news:
        (number,) = each.chapter.tolist()
        assert history.chapters[number].begun < 12 * MINUTE - each.age[0]
    # What was read first is older than any late reading may be, and forgotten.
    assert logged(history) == [(3, 41), (4, 40), (8, 40), (10, 42), (12, 40)]


def test_one_reading_of_each_time_is_kept():
    history = a_history(0, 4)
    late = concat([readings([(2, 41), (4, 44), (2, 42)]), readings([(2, 43)], revision=1)])
    assert sum(len(each.stream) for each in put(history, late, ages(late, now=4))) == 1
    assert logged(history) == [(0, 40), (2, 43), (4, 40)]


def test_a_revision_takes_the_place_of_what_it_corrects():
    history = a_history(0, 4)
    corrected = readings([(4, 44)], revision=1)
    assert len(list(put(history, corrected, ages(corrected, now=4)))) == 1
    assert logged(history) == [(0, 40), (4, 44)]
    assert list(put(history, corrected, ages(corrected, now=4))) == []


def test_only_flags_that_differ_are_news_and_unknown_readings_are_handed_back():
    history = a_history(0, 4)
    stored = readings([(0, 40), (2, 40), (4, 40)], quality=[0, 0, Quality.DOUBTFUL])
    (unknown, age), news = mend(history, stored, ages(stored, now=4))
    assert (unknown.phenomenon_time.tolist(), age.tolist()) == ([2 * MINUTE], [2 * MINUTE])
    assert [each.age.tolist() for each in news] == [[0]]
    assert mend(history, stored, ages(stored, now=4))[1] == []


def test_nothing_waiting_is_nothing():
    batch, age = joined([])
    assert (len(batch), age.dtype) == (0, np.int64)
