"""Time buckets of aggregates: where they start, and what can be asked of one.

Buckets are counted from midnight in Beijing, so that a daily bucket is the duty room's day.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, get_args

from sensing.instant import BEIJING, to_micros
from store.errors import StoreError

#: What one bucket can be reduced to.
How = Literal["min", "max", "mean", "sum", "count", "last", "first", "good"]

#: A bucket boundary shared by all widths, µs since the epoch.
ORIGIN = to_micros(datetime(2000, 1, 1, tzinfo=BEIJING))


def check_how(how: str) -> None:
    """Refuse a reduction that is none.

    Raises:
        StoreError: If ``how`` is not one of ``How``.
    """
    if how not in get_args(How):
        message = f"expected one of {', '.join(get_args(How))}, got {how!r}"
        raise StoreError(message)


def check_width(every: timedelta) -> None:
    """Refuse a bucket without width.

    Raises:
        StoreError: If ``every`` is not longer than nothing.
    """
    if every <= timedelta(0):
        message = f"expected a bucket width above 0 s, got {every}"
        raise StoreError(message)
