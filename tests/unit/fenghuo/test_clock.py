from __future__ import annotations

from datetime import timedelta

from fenghuo.clock import now, now_micros
from sensing.instant import to_micros


def test_an_instant_is_aware_and_in_utc():
    assert now().utcoffset() == timedelta(0)


def test_microseconds_count_from_the_same_clock():
    before = to_micros(now())
    between = now_micros()
    assert before <= between <= to_micros(now())
