"""``fenghuo bench storm``, small: it runs, nothing is dropped, and each station has one incident."""

from __future__ import annotations

from tests.integration.measuring import bench


def test_nothing_is_dropped_and_each_danger_is_one_incident():
    found = bench("storm", "--transitions", "200", "--stations", "50")
    assert (found["dropped"], found["incidents"], found["errors"]) == (0, 50, 0)
