from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rules.event.sighting import LONGEST_OPEN, joined, sighting_of
from tests.unit.rules.builders import MINUTE, an_event

_tellings = st.builds(
    lambda minute, way, state, confidence, revision: sighting_of(
        an_event(
            minute,
            result_time=(minute + way) * MINUTE,
            attrs={} if state is None else {"state": state},
            confidence=confidence,
            revision=revision,
        )
    ),
    st.integers(0, 9),
    st.integers(-3, 9),
    st.sampled_from([None, "start", "update", "end"]),
    st.sampled_from([None, 0.2, 0.9]),
    st.integers(0, 3),
)


@given(one=_tellings, two=_tellings, three=_tellings)
def test_the_order_and_the_repetition_of_tellings_do_not_matter(one, two, three):
    assert joined(one, two) == joined(two, one)
    assert joined(joined(one, two), three) == joined(one, joined(two, three))
    assert joined(one, one) == one


def test_nothing_is_seen_before_it_is_heard_of():
    assert sighting_of(an_event(60, result_time=5 * MINUTE)).begun == 5 * MINUTE


def test_an_end_tells_when_it_was_over():
    end = {"state": "end", "end": "1970-01-01T00:07:00Z"}
    told = sighting_of(an_event(0, result_time=9 * MINUTE, attrs=end))
    assert (told.begun, told.last, told.has_ended) == (0, 7 * MINUTE, True)
    vague = sighting_of(an_event(0, result_time=9 * MINUTE, attrs={"state": "end", "end": "soon"}))
    assert vague.last == 9 * MINUTE


def test_what_goes_on_counts_as_seen_until_it_ends_but_not_for_ever():
    begun = sighting_of(an_event(0, attrs={"state": "start"}))
    assert begun.last == LONGEST_OPEN
    ended = sighting_of(an_event(0, result_time=9 * MINUTE, attrs={"state": "end"}))
    assert joined(begun, ended).last == 9 * MINUTE


def test_a_report_without_confidence_is_certain():
    assert sighting_of(an_event(0, confidence=None)).confidence == 1.0
