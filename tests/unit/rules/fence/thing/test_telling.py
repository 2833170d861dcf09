from __future__ import annotations

import pytest

from rules.fence.thing.telling import first_of, in_time, name_of, telling_of
from rules.fence.thing.thing import Thing
from tests.unit.rules.builders import MINUTE
from tests.unit.rules.fence.thing.worlds import a_person


def telling(minute, id="p1", **fields):  # noqa: A002 - the word of the record
    return telling_of(a_person(minute, id, **fields), identity="", held=())


@pytest.mark.parametrize(
    ("attrs", "identity", "name"),
    [
        ({}, "", ("XY-C02", "p1")),
        ({"track": 7}, "", ("XY-C02", "track 7")),
        ({"track": 7.0}, "", ("XY-C02", "track 7")),
        ({"track": " 7 "}, "", ("XY-C02", "track 7")),
        ({"track": True}, "", ("XY-C02", "p1")),
        ({"track": [7]}, "", ("XY-C02", "p1")),
        ({"track": 7, "plate": "A1"}, "plate", ("", "plate A1")),
        ({"track": 7, "plate": ""}, "plate", ("XY-C02", "track 7")),
    ],
)
def test_a_thing_is_known_by_its_name_else_its_track_else_the_event(attrs, identity, name):
    assert name_of(a_person(0, attrs=attrs), identity=identity) == name


def test_a_clock_that_runs_ahead_is_held_back_to_the_arrival():
    assert telling(5, result_time=3 * MINUTE).begun == 3 * MINUTE


def test_of_two_with_one_key_the_first_to_arrive_counts():
    one, other = telling(0), telling(0, result_time=2 * MINUTE, place=(9, 9))
    assert one.key == other.key
    assert first_of(one, other) == first_of(other, one) == one


def at(tellings, things=None):
    return [(when // MINUTE, each.revision) for when, each in in_time(tellings, things or {})]


def test_tellings_come_in_order_of_their_own_time():
    assert at([telling(3), telling(1, result_time=9 * MINUTE), telling(2)]) == [(1, 1), (2, 2), (3, 3)]


def test_the_same_instant_told_again_better_replaces_the_place():
    assert at([telling(3, revision=1), telling(3, revision=2, result_time=5 * MINUTE)]) == [(3, 2)]


def test_where_the_time_stays_that_of_the_start_the_arrival_counts():
    start = telling(0, attrs={"state": "start"})
    update = telling(0, attrs={"state": "update"}, revision=1, result_time=4 * MINUTE)
    moved = telling(2, attrs={"state": "update"}, revision=2, result_time=6 * MINUTE)
    assert at([start, update, moved]) == [(0, 0), (2, 2), (4, 1)]
    # Without the start it is the same as long as it is remembered.
    known = {update.thing: Thing(event=("XY-C02", "p1"), began=0)}
    assert at([update, moved], known) == [(2, 2), (4, 1)]
