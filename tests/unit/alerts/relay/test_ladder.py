from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from alerts.relay.ladder import STEADY, Ladder, Transport, judged
from tests.builders import NOW, after


def climbed(*looks: tuple[float, set[Transport]]) -> Ladder:
    ladder = Ladder()
    for minutes, up in looks:
        ladder = judged(ladder, works=dict.fromkeys(up, True), now=after(minutes=minutes))
    return ladder


def test_the_best_that_works_is_taken_at_the_first_look():
    assert climbed((0, {Transport.SMS, Transport.SATELLITE})).taken is Transport.SMS


def test_a_transport_that_fails_is_left_at_once():
    assert climbed((0, {Transport.IP, Transport.SMS}), (1, {Transport.SMS})).taken is Transport.SMS


def test_with_nothing_left_there_is_the_file():
    assert climbed((0, {Transport.IP}), (1, set())).taken is Transport.FILE


def test_a_better_one_is_taken_again_once_it_was_steady():
    both = {Transport.IP, Transport.SMS}
    steps = [(0, both), (1, {Transport.SMS}), (2, both), (4.9, both)]
    assert climbed(*steps).taken is Transport.SMS
    assert climbed(*steps, (5, both)).taken is Transport.IP


def test_a_link_that_comes_and_goes_is_not_taken():
    looks = [(0, {Transport.SMS})] + [
        (minute, {Transport.SMS, Transport.IP} if minute % 2 else {Transport.SMS}) for minute in range(1, 60)
    ]
    assert climbed(*looks).taken is Transport.SMS


@given(st.lists(st.tuples(st.integers(0, 10), st.sets(st.sampled_from([0, 1, 2]))), min_size=1, max_size=40))
def test_what_is_taken_works_and_it_climbs_no_oftener_than_steady_allows(looks):
    ladder, now = Ladder(), NOW
    climbs = []
    for minutes, up in looks:
        now += timedelta(minutes=minutes)
        before = ladder
        ladder = judged(ladder, works={Transport(each): True for each in up}, now=now)
        assert ladder.taken in {*up, Transport.FILE}
        if before.since is not None and ladder.taken < before.taken and before.taken in {*up, Transport.FILE}:
            assert now - ladder.up_since[ladder.taken] >= STEADY
            climbs.append(now)
    assert ladder.since is not None
