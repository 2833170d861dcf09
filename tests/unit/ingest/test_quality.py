from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.quality import flag
from sensing.batch import Batch, make_batch
from sensing.quality import Check, Quality
from sensing.station import Registry
from tests.unit.ingest.builders import NOW, a_registry

REGISTRY = a_registry()
MINUTE = 60_000_000


def a_batch(value: float = 41.0, *, ahead: int = 0, datastream: int = 1, **more: Any) -> Batch:
    return make_batch(datastream=[datastream], phenomenon_time=[NOW + ahead], result_time=[NOW], value=[value], **more)


@pytest.mark.parametrize("value", [-10.0, 41.0, 9000.0])
def test_a_plausible_reading_stays_good(value: float):
    batch = a_batch(value)
    assert flag(batch, registry=REGISTRY) is batch


@pytest.mark.parametrize("value", [-10.01, 9000.1, -9999.0])
def test_a_value_outside_the_plausible_range_is_unreliable(value: float):
    flagged = flag(a_batch(value), registry=REGISTRY)
    assert (flagged.quality[0], flagged.why[0]) == (Quality.UNRELIABLE, Check.RANGE)
    assert flagged.value[0] == value


def test_a_clock_that_runs_ahead_makes_its_readings_doubtful():
    assert flag(a_batch(ahead=5 * MINUTE), registry=REGISTRY).why[0] == Check.NONE
    flagged = flag(a_batch(ahead=5 * MINUTE + 1), registry=REGISTRY)
    assert (flagged.quality[0], flagged.why[0]) == (Quality.DOUBTFUL, Check.FUTURE)


def test_every_check_that_fails_is_named():
    flagged = flag(a_batch(-9999.0, ahead=6 * MINUTE, quality=[1], why=[Check.DEVICE]), registry=REGISTRY)
    assert flagged.quality[0] == Quality.UNRELIABLE
    assert Check(int(flagged.why[0])) == Check.DEVICE | Check.RANGE | Check.FUTURE


def test_the_batch_that_came_in_is_not_changed():
    batch = a_batch(-9999.0)
    flag(batch, registry=REGISTRY)
    assert (batch.quality[0], batch.why[0]) == (Quality.GOOD, Check.NONE)


def test_a_datastream_that_the_registry_lacks_is_not_judged():
    assert flag(a_batch(1e9, datastream=999), registry=REGISTRY).quality[0] == Quality.GOOD
    assert flag(a_batch(1e9), registry=Registry()).quality[0] == Quality.GOOD


@given(
    st.lists(
        st.tuples(
            st.sampled_from([1, 2, 11, 12, 99]),
            st.floats(allow_nan=False, allow_infinity=False),
            st.sampled_from(list(Quality)),
            st.integers(-MINUTE, 10 * MINUTE),
        )
    )
)
def test_flags_never_drop_a_reading_and_never_raise_its_quality(rows: list[tuple[int, float, Quality, int]]):
    batch = make_batch(
        datastream=[row[0] for row in rows],
        value=[row[1] for row in rows],
        quality=[row[2] for row in rows],
        phenomenon_time=[NOW + row[3] for row in rows],
        result_time=[NOW] * len(rows),
    )
    flagged = flag(batch, registry=REGISTRY)
    assert np.array_equal(flagged.value, batch.value)
    assert (flagged.quality >= batch.quality).all()
    assert ((flagged.quality > batch.quality) <= (flagged.why != 0)).all()
