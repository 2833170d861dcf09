from __future__ import annotations

import gc

import pytest

from fenghuo.interpreter import THRESHOLDS, settle


@pytest.fixture(autouse=True)
def as_it_was():
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_what_the_start_made_is_set_aside_and_cycles_are_still_collected():
    settle()
    assert gc.get_threshold() == THRESHOLDS
    assert gc.get_freeze_count() > 0
    assert gc.isenabled()
