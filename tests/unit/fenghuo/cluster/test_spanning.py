"""What becomes of a rule that needs more than one partition."""

from __future__ import annotations

from fenghuo.cluster.spanning import Why


def test_what_only_looks_around_is_judged_where_it_is():
    assert [why for why in Why if why.is_judged] == [Why.GUARD]


def test_what_only_counts_votes_is_judged_apart():
    assert [why for why in Why if why.is_apart] == [Why.VOTES]


def test_what_needs_readings_of_several_is_judged_by_nobody():
    assert {why for why in Why if not (why.is_judged or why.is_apart)} == {Why.UPSTREAM, Why.SIGHTINGS}
