from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sensing.quality import Quality
from tests.builders import NOW, after
from tests.unit.fenghuo.edge.gauges import Pair, all_of, read


@pytest.fixture
def pair(tmp_path):
    return Pair(tmp_path)


def test_what_was_read_below_is_known_above_by_station_and_property_with_its_flags(pair):
    read(pair.below, NOW, after(minutes=1))
    read(pair.below, after(minutes=2), quality=Quality.DOUBTFUL)
    read(pair.below, NOW, station="XY-H04", value=7.0)
    pair.send(after(minutes=3))
    assert all_of(pair.above) == all_of(pair.below)
    assert all_of(pair.above, "XY-H04") == all_of(pair.below, "XY-H04")


def test_what_was_sent_is_not_sent_again_also_after_a_power_cut(pair):
    read(pair.below, NOW)
    assert len(pair.send(after(minutes=1))) == 1
    pair.start()
    assert pair.send(after(minutes=2)) == []


def test_what_is_new_in_an_hour_goes_alone_and_what_came_late_brings_its_hour(pair):
    read(pair.below, NOW, after(minutes=10))
    pair.send(after(minutes=11))
    read(pair.below, after(minutes=20))
    assert [len(each.batch) for each in pair.send(after(minutes=21))] == [1]
    read(pair.below, after(minutes=5))
    assert [len(each.batch) for each in pair.send(after(minutes=22))] == [4]
    assert all_of(pair.above) == all_of(pair.below)


def test_after_a_cut_the_station_of_the_danger_comes_first_and_the_oldest_of_it(pair):
    for hour in range(3):
        read(pair.below, after(hours=hour), station="XY-H04")
        read(pair.below, after(hours=hour))
    found = pair.send(after(hours=3), rank=lambda station: 4 * (station == "XY-H03"))
    assert [each.station for each in found] == ["XY-H03"] * 3 + ["XY-H04"] * 3
    assert [each.hour for each in found][:3] == sorted(each.hour for each in found[:3])


def test_no_more_goes_at_once_than_the_rate_allows(pair):
    for hour in range(5):
        read(pair.below, after(hours=hour), after(hours=hour, minutes=1))
    assert [len(pair.send(after(hours=5), most=3)) for _ in range(4)] == [2, 2, 1, 0]
    assert all_of(pair.above) == all_of(pair.below)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.integers(0, 71 * 60), st.sampled_from(["send", "lose", "cut", ""])), min_size=1, max_size=30)
)
def test_whatever_comes_late_and_whenever_the_power_goes_both_sides_are_equal_in_the_end(steps):
    with tempfile.TemporaryDirectory() as folder:
        pair = Pair(Path(folder))
        for number, (minute, act) in enumerate(steps):
            read(pair.below, after(minutes=minute), value=float(number))
            now = after(hours=72, minutes=number)
            if act == "send":
                pair.send(now, most=2)
            elif act == "lose":
                # Taken by nobody: what was not acknowledged is not noted as sent.
                pair.out.due(now, most=2, rank=lambda _: 0)
            elif act == "cut":
                pair.start()
        end = after(hours=73)
        while pair.send(end, most=3):
            end += timedelta(seconds=1)
        pair.start()
        pair.send(end, most=100_000)
        assert all_of(pair.above) == all_of(pair.below)
