from __future__ import annotations

from datetime import timedelta

from alerts.screen import LOST_AFTER, Screen
from tests.builders import NOW


def test_a_screen_is_silent_after_its_patience_and_not_before():
    screen = Screen(id="s", name="s", division="", place="", registered=NOW, seen=NOW)
    assert not screen.is_silent(now=NOW + LOST_AFTER)
    assert screen.is_silent(now=NOW + LOST_AFTER + timedelta(seconds=1))
    assert screen.is_silent(now=NOW + timedelta(seconds=3), patience=timedelta(seconds=2))
