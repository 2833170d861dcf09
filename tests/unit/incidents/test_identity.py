from __future__ import annotations

import uuid
from datetime import timedelta
from random import Random
from threading import Thread

from hypothesis import given
from hypothesis import strategies as st

from incidents.identity import derived_id, drawn_from, new_id
from tests.builders import NOW


def test_an_id_is_a_uuid_of_version_7_that_tells_its_millisecond():
    made = uuid.UUID(new_id(NOW))
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert made.int >> 80 == int(NOW.timestamp() * 1000)


@given(st.lists(st.integers(0, 10**9), min_size=2, max_size=20))
def test_ids_sort_by_the_microsecond_they_were_made(micros):
    spans = sorted(set(micros))
    made = [new_id(NOW + timedelta(microseconds=micro)) for micro in spans]
    assert made == sorted(made)


def test_ids_of_one_instant_sort_in_the_order_in_which_they_were_made():
    made = [new_id(NOW) for _ in range(200)]
    assert made == sorted(made)
    assert len(set(made)) == 200


def test_ids_stay_unique_when_threads_make_them_at_once():
    made: list[str] = []
    threads = [Thread(target=lambda: made.extend(new_id(NOW) for _ in range(200))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 800


def test_ids_that_are_drawn_from_a_seed_are_the_same_for_the_same_seed():
    drawn = []
    for seed in (1, 1, 2):
        with drawn_from(Random(seed).getrandbits):
            drawn.append([new_id(NOW) for _ in range(3)])
    assert drawn[0] == drawn[1] != drawn[2]
    assert new_id(NOW) != new_id(NOW)


def test_a_derived_id_is_the_same_for_the_same_words_and_sorts_among_the_others():
    made = derived_id(NOW, "call", "safe")
    assert made == derived_id(NOW, "call", "safe")
    assert len({made, derived_id(NOW, "calls", "afe"), derived_id(NOW, "call", "help")}) == 3
    assert uuid.UUID(made).version == 7
    assert uuid.UUID(made).variant == uuid.RFC_4122
    later = timedelta(milliseconds=1)
    assert new_id(NOW - later) < made < new_id(NOW + later)
