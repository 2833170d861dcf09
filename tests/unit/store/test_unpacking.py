"""What is no packed reading is refused; that everything packed comes back is told in test_packing.py."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensing.batch import make_batch
from store.errors import StoreError
from store.packing import encode
from store.unpacking import LAYOUT, decode, parts

GOOD = encode(make_batch(datastream=[1] * 30, phenomenon_time=range(30), value=np.linspace(0, 1, 30)))


@given(junk=st.binary(min_size=1, max_size=200))
def test_what_is_no_blob_is_refused(junk):
    for blob in (junk, GOOD[:-1], GOOD + junk):
        with pytest.raises(StoreError, match="packed readings cannot be read"):
            decode(blob)


def test_a_later_layout_is_named():
    later = GOOD[:4] + bytes([LAYOUT + 1]) + GOOD[5:]
    with pytest.raises(StoreError, match=f"expected layout {LAYOUT}, got {LAYOUT + 1}"):
        decode(later)


def test_a_column_may_be_left_out_without_reading_it():
    (part,) = parts(GOOD)
    assert (part.number, part.readings, part.is_moving) == (1, 30, False)
    part.columns.skip_ints()
    part.columns.skip_ints()
    assert part.columns.floats().tolist() == np.linspace(0, 1, 30).tolist()
