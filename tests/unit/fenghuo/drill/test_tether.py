from __future__ import annotations

import io

import pytest

from api.ports.drills import Interruption
from fenghuo.drill.seats import Seat, Seats, seat_hash
from fenghuo.drill.tether import Tether, interruption_line, seat_line
from tests.running import eventually

REAL = Interruption(identifier="FH-1", headline_zh="洪水", headline_en="Flood")
SEAT = Seat(user="drill-officer", who="王敏")


@pytest.fixture
def seats() -> Seats:
    return Seats()


@pytest.fixture
def told() -> list[Interruption | str]:
    return []


def heard(text: str, seats: Seats, told: list[Interruption | str]) -> None:
    """Let a tether hear a text to its end."""
    tether = Tether(io.StringIO(text), seats=seats, interrupt=told.append, gone=lambda: told.append("gone"))
    tether.start()
    eventually(lambda: told[-1:] == ["gone"], what="the end is told")


def test_seats_and_real_warnings_arrive_and_the_end_of_the_input_is_the_end(seats, told):
    heard(seat_line(seat_hash("token"), SEAT) + interruption_line(REAL), seats, told)
    assert told == [REAL, "gone"]
    assert seats.take("token") == SEAT


@pytest.mark.parametrize("line", ["not json\n", '{"tell": "seat"}\n', '{"tell": "leak"}\n', "{}\n"])
def test_what_cannot_be_understood_changes_nothing_and_ends_nothing(line, seats, told):
    heard(line + interruption_line(REAL), seats, told)
    assert told == [REAL, "gone"]
