"""Nothing that a device was told is safe gets lost, and nothing is said twice, whoever dies."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from fenghuo.clock import now
from fenghuo.embedded.nats import start_nats
from fenghuo.embedded.ports import free_port
from rules.document import parse_rules
from sensing.station import Datastream, Station, StationId, StationKind
from store.migrate import migrate
from store.postgres import PostgresStore
from tests.running import Device, eventually, start_server
from tests.services import broker_users, fresh_database

READINGS = 20_000
STATIONS = 20
INGEST_KILLS = 5
RULE = """
apiVersion: fenghuo/v1
kind: Rule
id: chaos
hazard: "11A01"
title: {zh: 水位, en: Stage}
scope: {properties: [water_level]}
when: {kind: threshold, property: water_level, direction: above, levels: {yellow: 10, red: 20}}
"""


def a_station(i: int) -> Station:
    return Station(
        id=StationId(f"CH-{i:02d}"),
        name=f"站{i}",
        kind=StationKind.RIVER_GAUGE,
        division="411528000000",
        lon=114.7,
        lat=32.3,
        datastreams=(Datastream(property="water_level", unit="m", interval=timedelta(hours=1)),),
    )


def value_of(turn: int) -> float:
    """Calm for a third, yellow for a third, then red to the end: one raise and one step up per station."""
    third = READINGS // STATIONS // 3
    return (5.0, 15.0, 25.0)[min(turn // third, 2)]


@pytest.mark.parametrize("seed", [20261123])
def test_every_reading_is_stored_once_and_no_incident_opens_twice_over_kills_of_ingest_and_broker(
    seed: int, service_folder: Path, postgres_dsn: str, tmp_path: Path
):
    chance = random.Random(seed)
    device_user, ingest_user = broker_users()
    port, folder = free_port(), service_folder / f"chaos-broker-{seed}"
    broker = start_nats(folder, users=(device_user, ingest_user), mqtt_port=port)
    with fresh_database(postgres_dsn) as dsn:
        migrate(dsn)
        store = PostgresStore(dsn)
        store.put_stations([a_station(i) for i in range(STATIONS)])
        for rule in parse_rules(RULE, origin="chaos"):
            store.put_rule(rule, author="test", at=now())
        environment = {
            "FENGHUO_DATABASE__URL": dsn,
            "FENGHUO_MQTT__HOST": "127.0.0.1",
            "FENGHUO_MQTT__PORT": str(port),
            "FENGHUO_MQTT__USER": ingest_user.name,
            "FENGHUO_MQTT__PASSWORD": ingest_user.password,
            "FENGHUO_ISSUER__STATUS": "Test",
        }
        log = tmp_path / "ingest.log"
        ingest, _ = start_server(environment, log, "--role", "ingest")
        device = Device("127.0.0.1", port, user=device_user.name, password=device_user.password, name="chaos-device")
        kills = sorted(chance.sample(range(READINGS // 10, READINGS), INGEST_KILLS))
        broker_kill = chance.randrange(READINGS // 4, READINGS // 2)
        start_ms = int(time.time() * 1000) - READINGS
        try:
            for i in range(READINGS):
                if i in kills:
                    os.kill(ingest.pid, signal.SIGKILL)
                    ingest.wait()
                    ingest, _ = start_server(environment, log, "--role", "ingest")
                if i == broker_kill:
                    os.kill(broker.pid, signal.SIGKILL)
                    broker.stop()
                    broker = start_nats(folder, users=(device_user, ingest_user), mqtt_port=port)
                turn, station = divmod(i, STATIONS)
                device.publish(
                    f"fh/v1/411528000000/CH-{station:02d}/obs",
                    {"t": start_ms + turn, "v": {"water_level": value_of(turn)}, "seq": i},
                    is_awaited=False,
                )
                if i % 50 == 0:
                    time.sleep(0.005)
            device.settle()
            eventually(lambda: store.count_observations() >= READINGS, what="every reading was stored", within=120)
            check_each_once(dsn, start_ms)
            check_incidents(store)
        finally:
            device.stop()
            os.kill(ingest.pid, signal.SIGKILL)
            ingest.wait()
            store.close()
            broker.stop()


def check_each_once(dsn: str, start_ms: int) -> None:
    with psycopg.connect(dsn) as connection:
        rows = connection.execute(
            "SELECT d.station, (extract(epoch FROM o.phenomenon_time) * 1000)::bigint, o.value"
            " FROM observation o JOIN datastream d ON d.number = o.datastream"
        ).fetchall()
    expected = {(f"CH-{i % STATIONS:02d}", start_ms + i // STATIONS): value_of(i // STATIONS) for i in range(READINGS)}
    assert len(rows) == READINGS
    assert {(station, t): value for station, t, value in rows} == expected


def check_incidents(store: PostgresStore) -> None:
    incidents = store.incidents(limit=1000)
    assert Counter(incident.target for incident in incidents) == {f"CH-{i:02d}": 1 for i in range(STATIONS)}
    assert {incident.level.key for incident in incidents} == {"red"}
    rows = store.journal(limit=100_000)
    acts = Counter(
        (row.entry.data["incident"]["station"], row.entry.data["act"]) for row in rows if row.entry.kind == "incident"
    )
    assert set(acts.values()) == {2}, "each station was raised to yellow once and to red once"
    assert [row.seq for row in rows] == sorted({row.seq for row in rows})
