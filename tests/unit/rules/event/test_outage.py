from __future__ import annotations

import pytest

from rules.column import FOREVER
from rules.event.outage import MOST, Camera, unseen_since


def test_a_camera_that_is_heard_in_time_is_never_away():
    camera = Camera(silent_after=15)
    for at in (0, 10, 20):
        camera.hear(at)
    assert camera.spans() == [(35, FOREVER)]


def test_a_camera_is_away_from_its_silence_until_it_is_heard():
    camera = Camera(silent_after=15)
    camera.hear(0)
    camera.hear(40)
    assert camera.spans() == [(15, 40), (55, FOREVER)]


def test_a_status_says_it_at_once_and_anything_heard_ends_it():
    camera = Camera()
    camera.hear(0)
    assert camera.spans() == []
    camera.leave(5)
    assert camera.spans() == [(5, FOREVER)]
    camera.hear(9)
    assert camera.spans() == [(5, 9)]


def test_old_news_changes_nothing():
    camera = Camera()
    camera.hear(10)
    camera.leave(5)
    camera.hear(3)
    assert (camera.heard, camera.spans()) == (10, [])


def test_many_outages_become_longer_ones():
    camera = Camera()
    for at in range(0, 400, 4):
        camera.hear(at)
        camera.leave(at + 1)
    assert len(camera.outages) == MOST
    assert camera.outages[0][0] == 1


def test_a_clock_that_is_set_moves_everything():
    camera = Camera(silent_after=15)
    camera.hear(0)
    camera.hear(40)
    assert camera.shifted(100).spans() == [(115, 140), (155, FOREVER)]


def test_the_time_begins_anew_when_a_camera_comes_back():
    assert unseen_since(0, [], span=30) == 30
    assert unseen_since(0, [(10, 20)], span=30) == 50
    assert unseen_since(0, [(30, 99)], span=30) == 30
    assert unseen_since(0, [(10, 20), (49, 60)], span=30) == 90
    assert unseen_since(0, [(10, FOREVER)], span=30) == FOREVER
    assert unseen_since(50, [(10, 20)], span=30) == 80


@pytest.mark.parametrize("order", [("hear", "leave"), ("leave", "hear")])
def test_of_two_words_of_one_instant_the_one_that_it_is_away_counts(order):
    camera = Camera()
    for word in order:
        getattr(camera, word)(5)
    assert camera.spans() == [(5, FOREVER)]
    camera.hear(6)
    assert camera.spans() == [(5, 6)]
