from __future__ import annotations

from simulators.spells import spells

YES, NO = True, False


def test_each_run_of_steps_is_a_spell():
    assert spells([NO, YES, YES, NO, NO, YES], start_h=10, step_h=0.5) == [(10.5, 11.5), (12.5, 13.0)]


def test_short_pauses_do_not_end_a_spell():
    assert spells([YES, NO, NO, YES], start_h=0, step_h=1, gap_h=2) == [(0, 4)]
    assert spells([YES, NO, NO, YES], start_h=0, step_h=1, gap_h=1) == [(0, 1), (3, 4)]


def test_nothing_past_the_limit_is_no_spell():
    assert spells([NO] * 5, start_h=0, step_h=1) == []
