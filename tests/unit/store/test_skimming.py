from __future__ import annotations

import numpy as np
import pytest

from sensing.batch import concat, make_batch
from store.errors import StoreError
from store.packing import encode
from store.skimming import skim


def a_batch(number: int, count: int = 50, **columns):
    times = np.arange(count) * 300_000_000
    return make_batch(
        datastream=[number] * count,
        phenomenon_time=times,
        result_time=times + 1000,
        value=np.round(np.sin(np.arange(count)), 2),
        **columns,
    )


def test_skimmed_readings_are_the_packed_ones_as_if_none_had_come_late():
    parts = [a_batch(1), a_batch(2, quality=[1] * 50), a_batch(3, lon=[114.5] * 50, lat=[32.5] * 50)]
    found, whole = skim(b"".join(map(encode, parts))), concat(parts)
    for name in ("datastream", "phenomenon_time", "value", "quality", "lon", "lat"):
        np.testing.assert_array_equal(getattr(found, name), getattr(whole, name))
    np.testing.assert_array_equal(found.result_time, whole.phenomenon_time)


def test_nothing_packed_is_an_empty_batch():
    assert len(skim(None)) == 0


def test_broken_blobs_are_no_readings():
    with pytest.raises(StoreError, match="cannot be read"):
        skim(encode(a_batch(1))[:-3])


def test_what_says_nothing_takes_no_room():
    found = skim(encode(a_batch(1)))
    assert found.lon.strides == (0,)
    assert found.why.strides == (0,)
