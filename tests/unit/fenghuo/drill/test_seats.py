from __future__ import annotations

import pytest

from fenghuo.drill.seats import PATIENCE_SECONDS, Seat, Seats, seat_hash

SEAT = Seat(user="chen-approver", who="wang")


class Steady:
    """Seconds that a test sets."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def steady() -> Steady:
    return Steady()


@pytest.fixture
def seats(steady) -> Seats:
    made = Seats(steady=steady)
    made.give(seat_hash("token"), SEAT)
    return made


def test_a_seat_is_taken_once(seats):
    assert seats.take("token") == SEAT
    assert seats.take("token") is None


def test_neither_a_guess_nor_the_hash_itself_takes_one(seats):
    assert seats.take("tokem") is None
    assert seats.take(seat_hash("token")) is None


def test_a_link_that_is_not_followed_opens_nothing_any_more(seats, steady):
    steady.seconds = PATIENCE_SECONDS
    assert seats.take("token") is None


def test_what_is_too_old_is_forgotten_when_the_next_is_given(seats, steady):
    steady.seconds = PATIENCE_SECONDS + 1
    seats.give(seat_hash("other"), SEAT)
    steady.seconds = 0
    assert seats.take("token") is None
