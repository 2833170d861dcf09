from __future__ import annotations

from itertools import pairwise

from fenghuo.replaying.synthetic import synthetic


def test_the_made_up_weeks_are_the_same_each_time_and_in_order():
    assert synthetic() == synthetic()
    for series in synthetic():
        assert all(a.at_s < b.at_s for a, b in pairwise(series.rows))
        assert series.rows[-1].at_s < series.length.total_seconds()


def test_the_flood_has_a_gap_while_it_stands_high_and_a_reading_nobody_had():
    flood = next(series for series in synthetic() if series.id == "synthetic-flood")
    assert max(b.at_s - a.at_s for a, b in pairwise(flood.rows)) > 3 * 3600
    assert [row.values["water_level"] for row in flood.rows if row.quality] == [9.88] * 6


def test_every_level_is_reached_in_each():
    for series in synthetic():
        assert {danger.level for danger in series.truth()} == set(series.limits)
