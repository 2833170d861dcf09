from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.wire.cameras.episodes import MOST, PATIENCE, Episodes
from ingest.wire.raw import Memory


def test_a_repetition_belongs_to_the_start():
    episodes = Episodes()
    first, is_start = episodes.begin("k", 10)
    assert is_start
    assert episodes.begin("k", 20) == (first, False)
    assert episodes.begin("k", 20 + PATIENCE) == (first, False)


def test_after_a_long_silence_active_is_a_new_start():
    episodes = Episodes()
    episodes.begin("k", 10)
    later, is_start = episodes.begin("k", 11 + PATIENCE)
    assert (later.started, is_start) == (11 + PATIENCE, True)


def test_an_end_belongs_to_its_start_and_to_no_other():
    episodes = Episodes()
    assert episodes.end("k", 5) is None
    started, _ = episodes.begin("k", 10)
    assert episodes.end("other", 20) is None
    assert episodes.end("k", 9) is None
    assert episodes.end("k", 20) is started
    assert episodes.end("k", 30) is None
    assert episodes.begin("k", 40)[1]


def test_what_began_first_is_forgotten_first():
    episodes = Episodes()
    for number in range(MOST + 1):
        episodes.begin(number, 10)
    assert episodes.end(0, 20) is None
    assert episodes.end(1, 20) is not None


def test_codecs_keep_their_episodes_apart():
    memory = Memory()
    Episodes.of(memory, "a").begin("k", 10)
    assert Episodes.of(memory, "a").end("k", 20)
    assert Episodes.of(memory, "b").end("k", 20) is None


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 50)), max_size=12))
def test_told_the_same_again_they_answer_the_same_again(told: list[tuple[bool, int]]):
    once, twice = Episodes(), Episodes()
    for is_active, at in told:
        if is_active:
            expected = once.begin("k", at)
            assert twice.begin("k", at) == expected
            assert twice.begin("k", at) == expected
        else:
            ended = once.end("k", at)
            assert twice.end("k", at) == ended
            assert twice.end("k", at) == ended
