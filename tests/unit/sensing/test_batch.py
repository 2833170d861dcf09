from __future__ import annotations

import numpy as np

from sensing.batch import concat, empty_batch, make_batch, revisions_of


def test_columns_left_out_take_their_neutral_value():
    batch = make_batch(datastream=[1, 2], phenomenon_time=[10, 20], value=[0.5, 0.6])
    assert batch.result_time.tolist() == [10, 20]
    assert batch.quality.tolist() == [0, 0]
    assert np.isnan(batch.lon).all()


def test_columns_have_the_documented_types():
    batch = make_batch(datastream=[1], phenomenon_time=[10], value=[1])
    assert (batch.datastream.dtype, batch.phenomenon_time.dtype, batch.value.dtype) == (np.int32, np.int64, np.float64)
    assert (batch.quality.dtype, batch.why.dtype) == (np.int8, np.int32)


def test_taking_keeps_the_order_of_the_index():
    batch = make_batch(datastream=[1, 2, 3], phenomenon_time=[10, 20, 30], value=[1, 2, 3])
    assert batch.take(np.array([2, 0])).value.tolist() == [3, 1]


def test_concatenation_keeps_the_order_of_the_parts():
    one = make_batch(datastream=[1], phenomenon_time=[10], value=[1])
    two = make_batch(datastream=[2], phenomenon_time=[20], value=[2])
    assert concat([one, empty_batch(), two]).value.tolist() == [1, 2]
    assert len(concat([])) == 0


def test_corrections_travel_with_their_readings():
    plain = make_batch(datastream=[1], phenomenon_time=[10], value=[1])
    revised = make_batch(datastream=[2, 2], phenomenon_time=[20, 30], value=[2, 3], revision=[0, 4])
    assert plain.revision is None
    assert plain.take(np.array([0])).revision is None
    assert concat([plain, plain]).revision is None
    assert revised.take(np.array([1])).revision.tolist() == [4]
    assert revisions_of(concat([plain, revised])).tolist() == [0, 0, 4]
