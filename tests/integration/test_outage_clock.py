"""The system's clock is set while the process runs: no storm, no blindness, and the devices decide who is right."""

from __future__ import annotations

import time
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from fenghuo import clock as clocks
from fenghuo.clock import SteadyClock, now
from fenghuo.database import open_store
from fenghuo.embedded.ports import free_port
from fenghuo.runtime import Runtime, Site, start
from fenghuo.settings import load
from rules.document import parse_rules
from tests.builders import BY_TEST
from tests.outage import STATIONS, an_outage_station
from tests.running import Device, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.postgres import PostgresStore
    from tests.services import Broker

HOUR = 3_600_000_000
RULES = """
apiVersion: fenghuo/v1
kind: Rule
id: stage
hazard: "11A01"
title: {zh: 水位, en: Stage}
scope: {properties: [water_level]}
when: {kind: threshold, property: water_level, direction: above, levels: {red: 20}}
---
apiVersion: fenghuo/v1
kind: Rule
id: silent
hazard: "11A01"
title: {zh: 失联, en: Silent}
scope: {properties: [water_level]}
when: {kind: silence, after: 10m, level: yellow}
"""


class SetClock:
    """The system's clock, which somebody sets."""

    def __init__(self) -> None:
        self.set_by = 0

    def __call__(self) -> int:
        return time.time_ns() // 1000 + self.set_by


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """A system clock that can be set, and the process's own clock on it."""
    wall = SetClock()
    clock = SteadyClock(wall=wall)
    monkeypatch.setattr(clocks, "clock", clock)
    monkeypatch.setattr("fenghuo.pipeline.clock", clock)
    monkeypatch.setattr("fenghuo.runtime.clock", clock)
    return wall


@pytest.fixture
def store(postgres_database: str) -> Iterator[PostgresStore]:
    made = open_store(load({"database": {"url": postgres_database}}))
    made.put_stations([an_outage_station(i) for i in range(STATIONS)], **BY_TEST)
    for rule in parse_rules(RULES, origin="clock"):
        made.put_rule(rule, author="test", at=now())
    yield made
    made.close()


@contextmanager
def running(store: PostgresStore, broker: Broker) -> Iterator[Runtime]:
    mqtt = {"host": broker.host, "port": broker.port, "user": broker.ingest.name, "password": broker.ingest.password}
    settings = load(
        {
            "mqtt": {**mqtt, "client_id": f"clock-{free_port()}"},
            "roles": ("ingest",),
            "issuer": {"status": "Test"},
        }
    )
    runtime = start(settings, site=Site(map_layers=dict), store=store)
    with runtime.stack:
        eventually(lambda: set(runtime.readiness().values()) == {True}, what="every part became ready")
        yield runtime


@pytest.fixture
def device(broker: Broker) -> Iterator[Device]:
    made = Device(broker.host, broker.port, user=broker.device.name, password=broker.device.password, name="clock-dev")
    yield made
    made.stop()


def publish(device: Device, station: int, value: float, *, micros: int) -> None:
    device.publish(f"fh/v1/411528000000/OUT-{station}/obs", {"t": micros // 1000, "v": {"water_level": value}})


@pytest.mark.parametrize("step", [-HOUR, HOUR], ids=["back", "ahead"])
def test_a_clock_set_by_an_hour_raises_no_storm_and_blinds_no_rule(store, broker, device, wall, step):
    with running(store, broker) as runtime:
        for station in range(STATIONS):
            publish(device, station, 19.5, micros=time.time_ns() // 1000 - 900_000_000)
            publish(device, station, 19.6, micros=time.time_ns() // 1000)
        eventually(lambda: store.count_observations() == 2 * STATIONS, what="calm readings were stored")
        wall.set_by = step
        eventually(lambda: runtime.readiness()["clock"] is not True, what="the step is told")
        assert f"{step / 1e6:+.0f} s" in str(runtime.readiness()["clock"])
        # Devices have the right time, so the process stays with its own.
        for station in range(1, STATIONS):
            publish(device, station, 19.6, micros=time.time_ns() // 1000)
        publish(device, 0, 20.1, micros=time.time_ns() // 1000)
        eventually(lambda: store.incidents(is_open=True), what="the rule fires")
        time.sleep(2.5)
        assert [(i.rule, i.target) for i in store.incidents()] == [("stage", "OUT-0")]
        assert abs((now() - _true_now()).total_seconds()) < 5
        assert abs(store.tail(since=0).result_time - time.time_ns() // 1000).max() < 120_000_000
        wall.set_by = 0
        eventually(lambda: runtime.readiness()["clock"] is True, what="the clock was put right")


def test_a_clock_that_the_devices_agree_with_is_followed(store, broker, device, wall):
    with running(store, broker) as runtime:
        publish(device, 0, 19.5, micros=time.time_ns() // 1000 - 900_000_000)
        eventually(lambda: store.count_observations() == 1, what="a calm reading was stored")
        # The machine slept for an hour, say: the devices went on, and the time server corrects the clock.
        wall.set_by = HOUR
        eventually(lambda: runtime.readiness()["clock"] is not True, what="the step is told")
        eventually(lambda: _reported(runtime, device), what="the new time is followed")
        assert abs((now() - _true_now()).total_seconds() - 3600) < 5
        publish(device, 0, 20.2, micros=time.time_ns() // 1000 + HOUR)
        eventually(lambda: store.incidents(is_open=True), what="the rule fires")
        assert {incident.rule for incident in store.incidents()} == {"stage"}


def _reported(runtime: Runtime, device: Device) -> bool:
    """Have a device report by its own clock; tell whether the process follows it."""
    publish(device, 1, 19.5, micros=time.time_ns() // 1000 + HOUR)
    return runtime.readiness()["clock"] is True


def _true_now() -> datetime:
    return datetime.now(UTC)
