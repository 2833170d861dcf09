"""How often something may be tried."""

from datetime import timedelta

from api.throttle import KEYS, Throttle
from tests.builders import NOW


def test_tries_beyond_the_limit_wait_for_the_next_minute():
    throttle = Throttle()
    assert [throttle.admits("a", limit=2, now=NOW) for _ in range(3)] == [True, True, False]
    assert throttle.admits("b", limit=2, now=NOW)
    assert throttle.admits("a", limit=2, now=NOW + timedelta(minutes=1))


def test_what_is_remembered_is_bounded():
    throttle = Throttle()
    for number in range(KEYS + 10):
        throttle.admits(str(number), limit=1, now=NOW)
    assert len(throttle._windows) == KEYS
