from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fenghuo.deriving import DERIVED, Deriver
from ingest.wire.decode import decode
from sensing.batch import make_batch
from sensing.instant import to_micros
from sensing.station import Datastream, Registry, Station, StationId, StationKind
from store.memory import MemoryStore
from tests.builders import BY_TEST

HOUR = timedelta(hours=1)
#: 10:30 in Beijing, under HJ 633-2026.
NOW = datetime(2026, 7, 19, 2, 30, tzinfo=UTC)


class World:
    """A store with one station; what the deriver finds is decoded and stored as ingest would."""

    def __init__(self, kind: StationKind, *properties: str, derived: str, interval: timedelta = HOUR) -> None:
        self.store = MemoryStore()
        streams = [Datastream(property=key, unit="", interval=interval) for key in properties]
        station = Station(
            id=StationId("S"),
            name="S",
            kind=kind,
            division="411500000000",
            lon=114.0,
            lat=32.0,
            datastreams=(*streams, Datastream(property=derived, unit="", interval=HOUR, source=DERIVED)),
        )
        (self.station,) = self.store.put_stations([station], **BY_TEST)
        self.registry = Registry([self.station])
        self.now = NOW
        self.handed = 0
        self.deriver = Deriver(
            self.store, registry=lambda: self.registry, accept=self.accept, clock=lambda: to_micros(self.now)
        )

    def number(self, key: str) -> int:
        return next(stream.number for stream in self.station.datastreams if stream.property == key)

    def accept(self, messages) -> None:
        decoded = decode(messages, registry=self.registry)
        assert not decoded.rejects
        self.handed += len(decoded.batch)
        with self.store.begin() as tx:
            tx.append(decoded.batch)

    def measure(self, key: str, at: datetime, value: float, **columns) -> None:
        with self.store.begin() as tx:
            tx.append(
                make_batch(datastream=[self.number(key)], phenomenon_time=[to_micros(at)], value=[value], **columns)
            )

    def derived(self, key: str) -> dict[datetime, float]:
        end = to_micros(self.now + timedelta(days=1))
        found = self.store.observations(self.number(key), start=to_micros(NOW - timedelta(days=9)), end=end)
        epoch = datetime(1970, 1, 1, tzinfo=UTC)
        return {
            epoch + timedelta(microseconds=at): value
            for at, value in zip(found.phenomenon_time.tolist(), found.value.tolist(), strict=True)
        }


@pytest.fixture
def air() -> World:
    return World(StationKind.AIR, "pm25", derived="aqi")


def hour(count: int) -> datetime:
    """Return that hour of the morning in Beijing."""
    return datetime(2026, 7, 19, tzinfo=UTC) + timedelta(hours=count - 8)


def test_each_complete_hour_has_its_index_at_its_end(air: World):
    air.measure("pm25", hour(8), 60.0)
    air.measure("pm25", hour(9), 75.0)
    air.measure("pm25", hour(10), 500.0)
    air.deriver.work()
    assert air.derived("aqi") == {hour(9): 100.0, hour(10): 114.0}


def test_a_round_without_news_hands_in_nothing(air: World):
    air.measure("pm25", hour(8), 60.0)
    air.deriver.work()
    air.deriver.work()
    assert air.handed == 1


def test_a_late_correction_of_an_input_revises_the_index_again_and_again(air: World):
    air.measure("pm25", hour(8), 60.0)
    air.deriver.work()
    for revision, value, index in ((1, 75.0, 114.0), (2, 35.0, 50.0), (3, 115.0, 150.0)):
        air.measure("pm25", hour(8), value, revision=[revision])
        air.deriver.work()
        assert air.derived("aqi") == {hour(9): index}


def test_an_hour_with_too_few_readings_has_no_index():
    air = World(StationKind.AIR, "pm25", derived="aqi", interval=timedelta(minutes=15))
    for minute in (0, 15):
        air.measure("pm25", hour(8) + timedelta(minutes=minute), 60.0)
    air.deriver.work()
    assert air.derived("aqi") == {}
    air.measure("pm25", hour(8) + timedelta(minutes=30), 60.0)
    air.deriver.work()
    assert air.derived("aqi") == {hour(9): 100.0}


def test_a_day_is_told_once_it_is_over():
    air = World(StationKind.AIR, "pm25", derived="aqi_daily")
    for count in range(-24, 8):
        air.measure("pm25", hour(count), 60.0)
    air.deriver.work()
    assert air.derived("aqi_daily") == {hour(0): 100.0}


def test_the_class_of_a_reservoir_is_that_of_a_lake():
    for kind, grade in ((StationKind.WATER_QUALITY, 3.0), (StationKind.RESERVOIR, 5.0)):
        water = World(kind, "total_phosphorus", derived="water_class", interval=timedelta(hours=4))
        water.measure("total_phosphorus", hour(8), 0.2)
        water.deriver.work()
        assert water.derived("water_class") == {hour(9): grade}


def test_a_datastream_that_a_device_fills_is_left_alone(air: World):
    station = air.station
    measured = Station(
        **{name: getattr(station, name) for name in ("id", "name", "kind", "division", "lon", "lat")},
        datastreams=tuple(
            Datastream(number=stream.number, property=stream.property, unit="") for stream in station.datastreams
        ),
    )
    air.registry = Registry([measured])
    air.measure("pm25", hour(8), 60.0)
    air.deriver.work()
    assert air.handed == 0
