"""What is packed comes back bit by bit, and costs little."""

from __future__ import annotations

import csv
import gzip
import itertools
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from sensing.batch import Batch, concat, make_batch
from store.packing import READINGS, encode, pack
from store.unpacking import decode

COLUMNS = ("datastream", "phenomenon_time", "result_time", "value", "quality", "why", "lon", "lat")
DATA = Path(__file__).parents[4] / "shared" / "data"


def bits(batch: Batch) -> list[bytes]:
    return [getattr(batch, name).tobytes() for name in COLUMNS]


def some(n: int):
    return st.fixed_dictionaries(
        {
            "phenomenon_time": hnp.arrays(np.int64, n, elements=st.integers(-(2**61), 2**61)).map(np.sort),
            "result_time": hnp.arrays(np.int64, n, elements=st.integers(-(2**61), 2**61)),
            "value": hnp.arrays(np.float64, n, elements=st.floats(allow_nan=False, allow_infinity=False)),
            "quality": hnp.arrays(np.int8, n, elements=st.integers(0, 2)),
            "why": hnp.arrays(np.int32, n, elements=st.integers(0, 2**31 - 1)),
            "lon": hnp.arrays(np.float64, n, elements=st.floats(-180, 180) | st.just(math.nan)),
            "lat": hnp.arrays(np.float64, n, elements=st.floats(-90, 90) | st.just(math.nan)),
        }
    )


@given(columns=st.integers(1, 40).flatmap(some), number=st.integers(1, 2**31 - 1))
def test_any_readings_come_back_bit_by_bit(columns, number):
    batch = make_batch(datastream=np.full(len(columns["value"]), number), **columns)
    assert bits(decode(encode(batch))) == bits(batch)


@given(
    integers=st.lists(st.integers(-(10**7), 10**7), min_size=1, max_size=60),
    places=st.integers(0, 5),
    unit=st.sampled_from([(1.0, 0.0), (0.3048, 0.0), (1.0, -273.15), (5 / 9, -160 / 9), (0.028316846592, 0.0)]),
)
def test_decimal_numbers_converted_at_the_door_come_back_bit_by_bit(integers, places, unit):
    scale, offset = unit
    value = np.array([float(f"{i}e-{places}") for i in integers]) * scale + offset
    batch = make_batch(datastream=[1] * len(value), phenomenon_time=range(len(value)), value=value)
    assert bits(decode(encode(batch))) == bits(batch)


@given(values=st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=3))
def test_blobs_may_stand_one_behind_the_other(values):
    n = 2 * READINGS + 7
    batch = make_batch(
        datastream=[3] * n, phenomenon_time=np.arange(n) * 1000, value=np.resize(np.array(values), n), lon=[1] * n
    )
    blobs = pack(batch)
    assert len(blobs) == 2
    assert bits(decode(b"".join(blobs))) == bits(batch)
    assert len(decode(None)) == len(decode(b"")) == len(concat([]))


def bytes_per_reading(batch: Batch) -> float:
    return sum(map(len, pack(batch))) / len(batch)


def a_year(value, *, step: int = 300, seed: int = 1, **columns) -> Batch:
    """Return regular readings that arrive with the jitter of a mobile network, µs resolution."""
    n = len(value)
    time = 1_780_000_000_000_000 + np.arange(n) * step * 1_000_000
    delay = np.random.default_rng(seed).gamma(2.0, 120_000, n).astype(np.int64)
    return make_batch(datastream=[1] * n, phenomenon_time=time, result_time=time + delay, value=value, **columns)


def test_simulated_readings_cost_at_most_six_bytes():
    rng = np.random.default_rng(7)
    n = 20_000
    walk = np.cumsum(rng.normal(0, 0.02, n))
    rain = np.where(rng.random(n) < 0.05, rng.integers(1, 30, n) * 0.5, 0.0)
    cases = {
        "stage in m": (40 + walk).round(2),
        "stage in mm": (40 + walk).round(3),
        "stage in ft": (100 + walk).round(2) * 0.3048 + 0.0,
        "rain": rain,
        "temperature in K": (293 + walk).round(1) * 1.0 - 273.15,
        "noise": rng.normal(50, 15, n).round(1),
        "dust": rng.gamma(2.0, 30.0, n).round(0),
    }
    costs = {name: bytes_per_reading(a_year(value)) for name, value in cases.items()}
    assert {name: cost for name, cost in costs.items() if cost > 6} == {}


def test_flags_cost_next_to_nothing():
    value = np.full(5000, 1.0)
    quality = (np.arange(5000) % 97 == 0).astype(np.int8)
    flagged = bytes_per_reading(a_year(value, quality=quality, why=quality * 16))
    assert flagged - bytes_per_reading(a_year(value)) < 0.2


@pytest.mark.skipif(not DATA.exists(), reason="recorded data are not here")
@pytest.mark.parametrize(
    ("file", "column", "unit"),
    [
        ("hydrology/usgs_01581752_plumtree_2016-2018_5min.csv.gz", "gage_height_ft", (0.3048, 0.0)),
        ("hydrology/usgs_01581752_plumtree_2016-2018_5min.csv.gz", "discharge_cfs", (0.028316846592, 0.0)),
        ("hydrology/usgs_01581752_plumtree_2016-2018_5min.csv.gz", "water_temp_c", (1.0, 0.0)),
        ("hydrology/usgs_01581752_plumtree_2016-2018_5min.csv.gz", "spec_cond_uScm", (1.0, 0.0)),
        ("air/beijing_embassy_pm25_2010-2014.csv.gz", "pm2.5", (1.0, 0.0)),
    ],
)
def test_recorded_readings_cost_at_most_six_bytes(file, column, unit):
    scale, offset = unit
    with gzip.open(DATA / file, "rt", encoding="utf-8-sig") as rows:
        cells = [row[column] for row in itertools.islice(csv.DictReader(rows), 30_000)]
    value = np.array([float(cell) for cell in cells if cell]) * scale + offset
    assert bytes_per_reading(a_year(value, step=3600 if file.startswith("air") else 300)) < 4.5
