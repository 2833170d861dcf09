from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from simulators.faults.fault import Window, draw, station_of
from tests.unit.simulators.faults.making import a_telegram

#: First 53 bits of BLAKE2b-64 of "1", "spike", "XY-H03" with unit separators between them.
PINNED = 0.031528344548


@given(st.integers(), st.text(), st.floats(allow_nan=False))
def test_a_draw_is_below_one_and_belongs_to_its_words(seed, word, number):
    assert 0 <= draw(seed, word, number) < 1
    assert draw(seed, word, number) == draw(seed, word, number)


def test_draws_are_the_same_on_every_machine_and_tell_words_apart():
    assert round(draw(1, "spike", "XY-H03"), 12) == PINNED
    assert draw(1, "a", "b") != draw(1, "ab")
    assert draw(1, "a") != draw(2, "a")


def test_a_window_has_its_start_and_not_its_end():
    window = Window(from_s=10, until_s=20)
    assert [window.holds(at) for at in (9.9, 10, 19.9, 20)] == [False, True, True, False]
    assert Window(from_s=10).holds(1e12)


def test_the_station_is_read_from_the_topic():
    assert station_of(a_telegram(1, kind="raw/hj212")) == "XY-H03"
