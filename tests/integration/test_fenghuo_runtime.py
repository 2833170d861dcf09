"""The roles of one process, on a real database and a real broker."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from fenghuo.clock import now
from fenghuo.database import open_store
from fenghuo.embedded.ports import free_port
from fenghuo.runtime import Runtime, Site, start
from fenghuo.serving import make_app
from fenghuo.settings import Settings, load
from rules.document import parse_rules
from tests.builders import BY_TEST, a_station
from tests.running import Device, eventually

if TYPE_CHECKING:
    from store.postgres import PostgresStore
    from tests.services import Broker

TOPIC = "fh/v1/411528000000/RUNTIME-1/obs"
RULE = """
apiVersion: fenghuo/v1
kind: Rule
id: runtime-stage
hazard: "11A01"
title: {zh: 水位, en: Stage}
scope: {stations: [RUNTIME-1]}
when: {kind: threshold, property: water_level, direction: above, levels: {red: 20}}
"""


@pytest.fixture(autouse=True)
def _same_pace() -> Iterator[None]:
    before = sys.getswitchinterval()
    yield
    sys.setswitchinterval(before)


Made = Callable[..., Settings]


@pytest.fixture
def settings(postgres_database: str, broker: Broker) -> Made:
    """Makes settings for the database and the broker of the test."""

    def made(*roles: str, mqtt_port: int | None = None) -> Settings:
        mqtt = {"host": broker.host, "port": mqtt_port or broker.port, "user": broker.ingest.name}
        mqtt |= {"password": broker.ingest.password, "client_id": f"runtime-{free_port()}"}
        return load(
            {"database": {"url": postgres_database}, "mqtt": mqtt, "roles": roles, "issuer": {"status": "Test"}}
        )

    return made


@pytest.fixture
def store(settings: Made) -> Iterator[PostgresStore]:
    """A migrated store with one station."""
    made = open_store(settings("api"))
    made.put_stations([a_station(id="RUNTIME-1")], **BY_TEST)
    yield made
    made.close()


@contextmanager
def running(settings: Settings, store: PostgresStore) -> Iterator[Runtime]:
    runtime = start(settings, site=Site(map_layers=dict), store=store)
    with runtime.stack:
        yield runtime


@pytest.fixture
def device(broker: Broker) -> Iterator[Device]:
    """A device that publishes."""
    made = Device(
        broker.host, broker.port, user=broker.device.name, password=broker.device.password, name="runtime-dev"
    )
    yield made
    made.stop()


def is_ready(runtime: Runtime) -> bool:
    return set(runtime.readiness().values()) == {True}


def own_threads() -> set[str]:
    return {thread.name for thread in threading.enumerate() if thread.name.startswith("fenghuo-")}


def test_a_reading_on_the_broker_becomes_an_incident_and_teardown_leaves_no_thread(settings, store, device):
    before = own_threads()
    with running(settings("ingest", "dispatcher", "api"), store) as runtime:
        eventually(lambda: is_ready(runtime), what="every part became ready")
        assert set(runtime.readiness()) >= {"database", "broker", "pipeline", "reload", "dispatcher"}
        for rule in parse_rules(RULE, origin="test"):
            store.put_rule(rule, author="test", at=now())
        # The rule is taken in while the roles run; readings until then are judged without it.
        eventually(lambda: device.publish(TOPIC, {"v": {"water_level": 25}}) or store.incidents(), what="an incident")
        (incident,) = store.incidents(is_open=True)
        assert (incident.rule, incident.target, incident.level.key) == ("runtime-stage", "RUNTIME-1", "red")
        assert own_threads() > before
        with TestClient(make_app(runtime)) as client:
            # Not ready until the feed has read the journal's head.
            eventually(lambda: client.get("/readyz").status_code == 200, what="the API became ready")
    # The feed's reader sleeps until its next look, a second at most, before it ends.
    eventually(lambda: own_threads() == before, what="every thread ended")


def test_a_process_without_the_api_role_answers_for_its_health_only(settings, store):
    with running(settings("dispatcher"), store) as runtime:
        client = TestClient(make_app(runtime))
        assert client.get("/readyz").json() == {
            "status": "ready",
            "checks": {"database": True, "clock": True, "heartbeats": True, "dispatcher": True},
        }
        assert client.get("/api/v1/stations").status_code == 404
        assert runtime.screens() is None, "the feed is served elsewhere"


def test_a_broker_that_is_away_is_said_and_does_not_stop_the_start(settings, store):
    with running(settings("ingest", mqtt_port=free_port()), store) as runtime:
        readiness = runtime.readiness()
        assert isinstance(readiness.pop("broker"), str)
        assert set(readiness.values()) == {True}
