"""The lane on a real broker: urgent stations go ahead, everything is judged and stored once, also over reloads."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from fenghuo import metrics
from fenghuo.clock import now
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

RULE = """
apiVersion: fenghuo/v1
kind: Rule
id: {id}
hazard: "11A01"
title: {{zh: 水位, en: Stage}}
scope: {{stations: [{station}]}}
when: {{kind: threshold, property: water_level, direction: above, levels: {{red: 20}}}}
"""


def put_rule(store: PostgresStore, station: str) -> None:
    for rule in parse_rules(RULE.format(id=f"red-{station.lower()}", station=station), origin="lane"):
        store.put_rule(rule, author="test", at=now())


@pytest.fixture
def store(postgres_database: str) -> Iterator[PostgresStore]:
    made = open_store(load({"database": {"url": postgres_database}}))
    made.put_stations([an_outage_station(i) for i in range(STATIONS)], **BY_TEST)
    put_rule(made, "OUT-0")
    yield made
    made.close()


@contextmanager
def running(store: PostgresStore, broker: Broker, lane: str) -> Iterator[Runtime]:
    mqtt = {"host": broker.host, "port": broker.port, "user": broker.ingest.name, "password": broker.ingest.password}
    settings = load(
        {
            "mqtt": {**mqtt, "client_id": f"lane-{free_port()}", "lane": lane},
            "roles": ("ingest",),
            "issuer": {"status": "Test"},
        }
    )
    runtime = start(settings, site=Site(map_layers=dict), store=store)
    with runtime.stack:
        eventually(lambda: set(runtime.readiness().values()) == {True}, what="every part became ready")
        yield runtime


@pytest.mark.parametrize("lane", ["qos0", "qos1"])
def test_urgent_stations_go_ahead_and_everything_is_stored_and_told_once(store, broker, lane):
    device = Device(
        broker.host, broker.port, user=broker.device.name, password=broker.device.password, name=f"lane-{lane}"
    )
    ahead = metrics.lane_messages._value.get()
    # Pipelines that earlier tests stopped in the middle have left what they had not answered for.
    left = metrics.waiting._value.get()
    start_ms = int(time.time() * 1000) - 3_000_000

    def publish(station: int, value: float, number: int) -> None:
        device.publish(
            f"fh/v1/411528000000/OUT-{station}/obs",
            {"t": start_ms + number * 1000, "v": {"water_level": value}, "seq": number},
            is_awaited=False,
        )

    with running(store, broker, lane) as runtime:
        assert "lane" in runtime.readiness()
        for number in range(1000):
            publish(number % STATIONS, 19.0, number)
            if number == 500:
                # Another station becomes urgent while readings come.
                put_rule(store, "OUT-1")
            if number % 50 == 0:
                threading.Event().wait(0.01)
        eventually(lambda: store.count_observations() == 1000, what="every reading was stored")
        for number in (1000, 1010, 1020):
            publish(0, 20.5, number)
            publish(1, 20.5, number + 1)
        eventually(lambda: len(store.incidents(is_open=True)) == 2, what="both rules fired")
        eventually(lambda: store.count_observations() == 1006, what="every reading was stored")
        eventually(lambda: metrics.waiting._value.get() == left, what="everything was answered for")
        assert metrics.lane_messages._value.get() - ahead > 100
        acts = [row.entry.data["act"] for row in store.journal(limit=1000) if row.entry.kind == "incident"]
        assert acts == ["raised", "raised"]
    device.stop()


def test_a_lane_for_nearly_everybody_stays_empty(store, broker):
    for i in range(1, STATIONS):
        put_rule(store, f"OUT-{i}")
    ahead = metrics.lane_messages._value.get()
    device = Device(
        broker.host, broker.port, user=broker.device.name, password=broker.device.password, name="lane-none"
    )
    with running(store, broker, "qos0"):
        device.publish("fh/v1/411528000000/OUT-0/obs", {"v": {"water_level": 1.0}})
        eventually(lambda: store.count_observations() == 1, what="the reading was stored")
    assert metrics.lane_messages._value.get() == ahead
    device.stop()
