from __future__ import annotations

from ingest.wire.sl651.status import MOST_STATIONS, Change, Statuses

KEY = ("S", "A")
CLOSED = 1 << 7


def told(*reports: tuple[int, int]) -> list[Change | None]:
    statuses = Statuses()
    return [statuses.take(KEY, time=time, bits=bits) for time, bits in reports]


def test_a_change_is_told_once():
    first, second, third = told((1, 0b11), (2, 0b11), (3, 0b10))
    assert first == Change(("ac_power_off", "battery_low"), ("ac_power_off", "battery_low"), ())
    assert second is None
    assert third == Change(("battery_low",), (), ("ac_power_off",))


def test_nothing_wrong_is_no_news():
    assert told((1, 0), (2, CLOSED)) == [None, None]


def test_a_frame_that_comes_again_tells_the_same():
    first, again = told((1, 1), (1, 1))
    assert first == again != None  # noqa: E711


def test_an_old_frame_tells_nothing():
    assert told((2, 0), (1, 1)) == [None, None]


def test_a_door_is_open_only_after_it_was_closed():
    assert told((1, 0), (2, 0)) == [None, None]
    _, opened, still, closed = told((1, CLOSED), (2, 0), (3, 0), (4, CLOSED))
    assert opened == Change(("door_open",), ("door_open",), ())
    assert still is None
    assert closed == Change((), (), ("door_open",))


def test_pump_and_card_are_no_faults():
    assert told((1, 1 << 9 | 1 << 10)) == [None]


def test_memory_is_bounded():
    statuses = Statuses()
    for number in range(MOST_STATIONS + 1):
        statuses.take(("S", f"{number}"), time=1, bits=1)
    assert statuses.take(("S", f"{MOST_STATIONS}"), time=2, bits=1) is None
    assert statuses.take(("S", "0"), time=2, bits=1) is not None
