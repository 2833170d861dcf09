from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensing.document import read_document
from sensing.errors import DocumentError
from sensing.section import Section
from simulators.participants.delay import Delay, read_delay

SPANS = st.lists(st.integers(0, 10_000), min_size=3, max_size=3).map(sorted)
USUAL = Delay(least=timedelta(0), usual=timedelta(minutes=1), most=timedelta(minutes=2))


def a_section(text: str) -> Section:
    return Section(read_document(text, origin="d", what="x").root, name="", origin="d", keys=("delay",))


@given(SPANS, st.floats(0, 1, exclude_max=True), st.floats(0, 1, exclude_max=True))
def test_a_delay_lies_between_its_least_and_its_most_and_grows_with_the_part(spans, one, other):
    delay = Delay(
        least=timedelta(seconds=spans[0]), usual=timedelta(seconds=spans[1]), most=timedelta(seconds=spans[2])
    )
    low, high = delay.at(min(one, other)), delay.at(max(one, other))
    assert delay.least <= low <= high <= delay.most


def test_three_spans_that_grow_are_read():
    read = read_delay(a_section("delay: [1m, 5m, 5m]"), "delay", default=USUAL)
    assert (read.least, read.usual, read.most) == (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=5))
    assert read_delay(a_section("{}"), "delay", default=USUAL) is USUAL


@pytest.mark.parametrize("text", ["delay: [5m, 1m, 9m]", "delay: [5m]", "delay: 5m", "delay: [a, b, c]"])
def test_anything_else_is_refused(text):
    with pytest.raises(DocumentError, match="delay"):
        read_delay(a_section(text), "delay", default=USUAL)
