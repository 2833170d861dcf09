from __future__ import annotations

import numpy as np

from rules.chapter import Chapter
from rules.checkpoint import Checkpoint
from rules.compiler import compile_rules
from rules.engine import initial
from tests.unit.rules.builders import a_registry, a_rule, readings

PROGRAM = compile_rules([a_rule()], registry=a_registry())
MINE = np.array([True])


def a_chapter() -> Chapter:
    return Chapter(begun=0, checkpoint=Checkpoint.of(initial(PROGRAM)), front=np.zeros(1, dtype=np.int64))


def test_small_batches_are_joined_and_none_is_lost():
    chapter = a_chapter()
    for minute in range(1000):
        chapter.add(readings([(minute, 40)]))
    assert len(chapter.pages) < 100
    assert chapter.count == len(chapter.readings(MINE, within=0)) == 1000


def test_readings_that_were_too_late_for_a_rule_are_left_out():
    chapter = a_chapter()
    chapter.add(readings([(0, 40)]))
    chapter.add(readings([(1, 40), (2, 40)]), delay=np.array([5, 10]))
    assert [len(chapter.readings(MINE, within=within)) for within in (0, 5, 10)] == [1, 2, 3]
    assert len(chapter.readings(~MINE, within=10)) == 0


def test_a_reading_is_taken_out_of_its_page():
    chapter = a_chapter()
    chapter.add(readings([(1, 40), (2, 41)]), delay=np.array([5, 10]))
    before = chapter.nbytes
    chapter.drop(chapter.pages[0], np.array([0]))
    assert chapter.readings(MINE, within=10).value.tolist() == [41]
    assert (chapter.count, chapter.nbytes < before) == (1, True)
