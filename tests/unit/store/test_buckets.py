from datetime import UTC, datetime, timedelta

import pytest

from sensing.instant import from_micros
from store.buckets import ORIGIN, check_how, check_width
from store.errors import StoreError


def test_buckets_are_counted_from_a_midnight_in_beijing():
    assert from_micros(ORIGIN) == datetime(1999, 12, 31, 16, tzinfo=UTC)


@pytest.mark.parametrize("how", ["min", "max", "mean", "sum", "count", "last", "first", "good"])
def test_known_reductions_pass(how):
    check_how(how)


def test_an_unknown_reduction_is_named():
    with pytest.raises(StoreError, match="expected one of min, max, mean, sum, count, last, first, good, got 'median'"):
        check_how("median")


def test_a_bucket_has_a_width():
    check_width(timedelta(microseconds=1))
    with pytest.raises(StoreError, match="expected a bucket width above 0 s, got 0:00:00"):
        check_width(timedelta(0))
