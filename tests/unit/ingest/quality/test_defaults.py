from __future__ import annotations

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest

from ingest.quality.defaults import DEFAULTS, default_of
from ingest.quality.review import found_anew
from sensing.batch import Batch, make_batch
from sensing.limits import Limits
from sensing.property import PROPERTIES
from sensing.quality import Check
from tests.unit.ingest.quality.series import a_gauge, controls

RECORDED = Path(__file__).parents[5] / "shared" / "data" / "hydrology" / "usgs_01581752_plumtree_2016-2018_5min.csv.gz"
CREEK = controls(a_gauge(limits=Limits()))


def test_every_default_is_of_an_observed_property() -> None:
    assert set(DEFAULTS) <= set(PROPERTIES)
    assert default_of("signal_strength") == default_of("unheard of")


@pytest.fixture(scope="module")
def stage() -> Batch:
    """The stage of Plumtree Run in the storm season of 2018, metres."""
    if not RECORDED.exists():
        pytest.skip("the recorded data is not here")
    with gzip.open(RECORDED, "rt") as file:
        rows = [
            (row["time_utc"][:-1], float(row["gage_height_ft"]) * 0.3048)
            for row in csv.DictReader(line for line in file if line.startswith(("time", "2018-08", "2018-09")))
            if row["gage_height_ft"]
        ]
    times = np.array([row[0] for row in rows], dtype="datetime64[us]").astype(np.int64)
    return make_batch(datastream=np.ones(len(rows)), phenomenon_time=times, value=[row[1] for row in rows])


def whys(series: Batch) -> np.ndarray:
    return found_anew(CREEK, series, neighbours={})[1]


def test_no_reading_of_a_season_of_flash_floods_is_doubted(stage: Batch) -> None:
    assert stage.value.max() - stage.value.min() > 1.5
    assert not whys(stage).any()


def test_what_gauges_do_when_they_fail_is_found_in_it(stage: Batch) -> None:
    calm = 1000
    spike, shift, stuck = (make_copy(stage) for _ in range(3))
    spike.value[calm] += 1.5
    assert np.flatnonzero(whys(spike) & Check.SPIKE).tolist() == [calm]
    shift.value[calm:] += 1.5
    assert np.flatnonzero(whys(shift)).tolist() == [calm, calm + 1, calm + 2]
    stuck.value[calm : calm + 1200] = stage.value[calm]
    assert (whys(stuck) & Check.STUCK).any()


def make_copy(batch: Batch) -> Batch:
    return batch.take(np.arange(len(batch)))
