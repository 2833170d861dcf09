from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.loss import FAR_BACK, MOST_GAPS, LossBook
from ingest.wire.sequence import sequences


def note(book: LossBook, *numbers: int, station: int = 0, start: int = 0) -> set[str]:
    rows = [(station, number, start + place) for place, number in enumerate(numbers)]
    return book.note(sequences(rows), stations=("A", "B"))


def lost_after(*numbers: int) -> int | None:
    book = LossBook()
    note(book, *numbers)
    return book.lost("A")


def test_an_unbroken_run_loses_nothing():
    book = LossBook()
    assert note(book, 5, 6, 7) == set()
    assert note(book, 8, 9) == set()
    assert (book.lost("A"), book.lost("B"), book.total) == (0, None, 0)


def test_a_gap_is_counted_and_says_whose_it_is():
    book = LossBook()
    note(book, 1, 2)
    assert note(book, 6, 7) == {"A"}
    assert note(book, 1, station=1) == set()
    assert (book.lost("A"), book.lost("B"), book.total) == (3, 0, 3)


def test_a_late_message_closes_its_gap_and_a_repeated_one_changes_nothing():
    assert lost_after(1, 2, 6, 4) == 2
    assert lost_after(1, 2, 6, 4, 4, 3, 5) == 0
    assert lost_after(1, 2, 3, 2, 3, 4) == 0


def test_a_device_that_begins_anew_has_lost_nothing():
    assert lost_after(500, 501, 0, 1, 2) == 0
    assert lost_after(900_000, 900_001, 900_001 - 2 * FAR_BACK, 900_002 - 2 * FAR_BACK) == 0
    assert lost_after(1, 2, 5_000_000, 5_000_001) == 0


def test_numbers_are_followed_in_order_of_time_whatever_their_order_in_the_flush():
    book = LossBook()
    rows = [(0, 3, 30), (1, 7, 5), (0, 1, 10), (0, 2, 20), (1, 8, 6)]
    assert book.note(sequences(rows), stations=("A", "B")) == set()
    assert book.total == 0


def test_forgotten_gaps_stay_lost_and_memory_is_bounded():
    book = LossBook()
    note(book, *range(0, 4 * MOST_GAPS, 2))
    lost = book.lost("A")
    assert len(book._runs["A"].gaps) == MOST_GAPS
    note(book, 1, start=10_000)
    assert book.lost("A") == lost


@given(st.lists(st.booleans(), min_size=2, max_size=60), st.randoms(use_true_random=False))
def test_what_is_missing_from_a_shuffled_run_is_what_never_came(arrives, random):
    arrives[0] = arrives[-1] = True
    numbers = [number for number, came in enumerate(arrives) if came]
    last = numbers.pop()
    first = numbers.pop(0) if numbers else last
    random.shuffle(numbers)
    # Number 1 begins a numbering anew unless it is missing; the run begins at 100.
    book = LossBook()
    note(book, 100 + first)
    note(book, 100 + last, start=1)
    for place, number in enumerate(numbers, start=2):
        note(book, 100 + number, start=place)
    assert book.lost("A") == arrives.count(False)
