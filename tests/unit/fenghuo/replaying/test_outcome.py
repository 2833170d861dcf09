from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from fenghuo.drill.record import digest_of
from fenghuo.replaying.outcome import LISTS, clock_of, outcome_of, seconds_of
from tests.builders import NOW


@given(st.integers(-4_000_000, 4_000_000))
def test_a_span_is_read_as_it_is_written(seconds):
    assert seconds_of(clock_of(timedelta(seconds=seconds))) == seconds


def test_spans_sort_like_their_texts():
    assert clock_of(timedelta(hours=51, minutes=25, seconds=12)) == "051:25:12"
    assert clock_of(timedelta(minutes=-4, seconds=-10)) == "-000:04:10"


def test_an_empty_journal_leads_to_nothing():
    outcome = outcome_of([], name="x", now=NOW)
    assert (outcome["id"], outcome["digest"]) == ("x", digest_of([]))
    assert all(outcome[key] == [] for key in LISTS)
