from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ingest.wire.columns import Columns
from ingest.wire.message import Message
from ingest.wire.observation import Observation
from ingest.wire.refusal import Code, Refusal
from ingest.wire.route import Route, Router
from sensing.quality import Check, Quality
from tests.unit.ingest.builders import DIVISION, NOW, NOW_MS, a_registry

if TYPE_CHECKING:
    from sensing.batch import Batch

ROUTER = Router(a_registry())


def gather(*observations: Observation, station: str = "XY-H03") -> tuple[Batch, list[Refusal]]:
    """Return the batch of some observations of one station, and everything that was refused."""
    topic = f"fh/v1/{DIVISION}/{station}/obs"
    route = ROUTER.find(topic)
    assert isinstance(route, Route)
    columns = Columns()
    refusals: list[Refusal] = []
    for number, observation in enumerate(observations):
        refusals += columns.add(
            observation, message=Message(topic, b"", NOW + number), route=route, where=f"[{number}]."
        )
    batch, lost = columns.finish(ROUTER)
    return batch, refusals + [refusal for _, refusal in lost]


def an_observation(t: Any = NOW_MS, **more: Any) -> Observation:
    return Observation(v=more.pop("v", {"water_level": 41.32}), t=t, **more)


def test_each_reading_becomes_a_row():
    batch, refusals = gather(an_observation(v={"rain_5m": 0.5, "water_level": 41.32}), an_observation(NOW_MS + 60_000))
    assert not refusals
    assert batch.datastream.tolist() == [2, 1, 1]
    assert batch.value.tolist() == [0.5, 41.32, 41.32]
    assert batch.phenomenon_time.tolist() == [NOW, NOW, NOW + 60_000_000]
    assert batch.result_time.tolist() == [NOW, NOW, NOW + 1]
    assert batch.quality.tolist() == batch.why.tolist() == [0, 0, 0]
    assert all(math.isnan(degrees) for degrees in [*batch.lon, *batch.lat])


def test_values_are_converted_to_the_canonical_unit():
    batch, _ = gather(an_observation(v={"water_level": 4150, "pm25": 0.035}), station="XY-A01")
    assert batch.value.tolist() == [41.5, 35.0]


def test_a_reading_without_a_time_takes_the_arrival_time_and_says_so():
    batch, _ = gather(an_observation(None), an_observation())
    assert batch.phenomenon_time.tolist() == [NOW, NOW]
    assert batch.why.tolist() == [Check.ARRIVAL_TIME, 0]
    assert batch.quality.tolist() == [Quality.GOOD, Quality.GOOD]


def test_a_declared_quality_belongs_to_its_reading_only():
    marked = an_observation(v={"water_level": 1, "rain_5m": 2}, q={"rain_5m": "unreliable", "water_level": "good"})
    batch, _ = gather(an_observation(), marked)
    assert batch.quality.tolist() == [0, 0, Quality.UNRELIABLE]
    assert batch.why.tolist() == [0, 0, Check.DEVICE]


def test_an_unknown_quality_refuses_its_reading_only():
    batch, refusals = gather(an_observation(v={"water_level": 1, "rain_5m": 2}, q={"rain_5m": "fine"}))
    assert batch.datastream.tolist() == [1]
    assert [(row.code, row.detail) for row in refusals] == [
        (Code.BAD_VALUE, "[0].q.rain_5m: expected good, doubtful or unreliable, got 'fine'")
    ]


def test_an_unknown_property_refuses_its_reading_only():
    batch, refusals = gather(an_observation(v={"water_levle": 1, "rain_5m": 2}))
    assert batch.datastream.tolist() == [2]
    assert [(row.code, row.detail) for row in refusals] == [
        (
            Code.UNKNOWN_PROPERTY,
            "[0].v: station XY-H03 has no property 'water_levle', expected one of water_level, rain_5m",
        )
    ]


def test_a_place_belongs_to_its_observation_only():
    batch, _ = gather(an_observation(loc=(115.41, 32.44)), an_observation())
    assert (batch.lon[0], batch.lat[0]) == (115.41, 32.44)
    assert math.isnan(batch.lon[1])


def test_a_time_or_place_that_is_not_believed_refuses_the_observation():
    batch, refusals = gather(an_observation(0), an_observation(loc=(32.44, 115.41)), an_observation())
    assert len(batch) == 1
    assert [row.code for row in refusals] == [Code.TIME_OUT_OF_RANGE, Code.BAD_LOCATION]
    assert refusals[1].detail.startswith("[1].loc: expected")


def test_an_empty_observation_is_refused():
    batch, refusals = gather(an_observation(v={}))
    assert len(batch) == 0
    assert [row.code for row in refusals] == [Code.MISSING_FIELD]


def test_a_value_that_overflows_in_its_conversion_is_refused_alone():
    batch, refusals = gather(an_observation(v={"pm25": 1e308, "water_level": 1}), station="XY-A01")
    assert batch.datastream.tolist() == [11]
    assert [row.code for row in refusals] == [Code.NOT_FINITE]


def test_no_observations_make_an_empty_batch():
    batch, refusals = gather()
    assert (len(batch), refusals) == (0, [])
