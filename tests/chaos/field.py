"""A field of stations that never stops sending, and the three services behind it that can be killed.

What is sent rises in three stages, calm, yellow, red, so that each station must be raised exactly twice however
often anything dies. One more station per kill crosses the red threshold while something is down: the time from the
restart to its incident is the recovery.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from fenghuo.clock import now
from fenghuo.embedded.errors import ServiceError
from fenghuo.embedded.nats import BrokerUser, EmbeddedBroker, start_nats
from fenghuo.embedded.ports import free_port
from fenghuo.embedded.postgres import EmbeddedPostgres, start_postgres
from rules.document import parse_rules
from sensing.station import Datastream, Station, StationId, StationKind
from store.migrate import migrate
from store.postgres import PostgresStore
from tests.builders import BY_TEST
from tests.running import Device, start_server
from tests.services import broker_users

STATIONS = 20
DIVISION = "411528000000"
#: Readings a second of the whole field, and how many are sent at once.
RATE, GULP = 1000, 10
#: Tries to start PostgreSQL anew, a tenth of a second apart.
RETRIES = 100
#: Value of each stage: calm, yellow, red.
STAGES = (5.0, 15.0, 25.0)
RULE = """
apiVersion: fenghuo/v1
kind: Rule
id: chaos
hazard: "11A01"
title: {zh: 水位, en: Stage}
scope: {properties: [water_level]}
when: {kind: threshold, property: water_level, direction: above, levels: {yellow: 10, red: 20}}
"""


def a_station(name: str) -> Station:
    return Station(
        id=StationId(name),
        name=f"站{name}",
        kind=StationKind.RIVER_GAUGE,
        division=DIVISION,
        lon=114.7,
        lat=32.3,
        datastreams=(Datastream(property="water_level", unit="m", interval=timedelta(hours=1)),),
    )


def station_of(i: int) -> str:
    return f"CH-{i % STATIONS:02d}"


def probe_of(kill: int) -> str:
    return f"CH-P{kill:03d}"


class Field:
    """The stations: sends from a thread of its own until it is told to stop."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="field")
        self.start_ms = int(time.time() * 1000) - 3_600_000
        #: What was sent: reading i goes to station i mod n.
        self.values: list[float] = []
        #: Which of the three stages is sent.
        self.stage = 0

    def start(self) -> None:
        self._thread.start()

    def _run(self) -> None:
        while not self._stopping.wait(GULP / RATE):
            for _ in range(GULP):
                i = len(self.values)
                # A station changes its stage between two readings of its own, never within a turn of all.
                value = STAGES[self.stage] if i % STATIONS == 0 else self.values[-1]
                self.values.append(value)
                body = {"t": self.time_of(i), "v": {"water_level": value}, "seq": i // STATIONS}
                self._device.publish(f"fh/v1/{DIVISION}/{station_of(i)}/obs", body, is_awaited=False)

    def time_of(self, i: int) -> int:
        return self.start_ms + i // STATIONS

    def probe(self, kill: int) -> None:
        """Let one more station cross the red threshold, now."""
        body = {"t": int(time.time() * 1000), "v": {"water_level": STAGES[-1]}}
        self._device.publish(f"fh/v1/{DIVISION}/{probe_of(kill)}/obs", body, is_awaited=False)

    def stop(self) -> None:
        """Send no more, and wait until the broker has everything."""
        self._stopping.set()
        self._thread.join()
        self._device.settle()


@dataclass(slots=True, kw_only=True)
class Services:
    """Broker, database and ingest process, and how each is killed and started again."""

    folder: Path
    users: tuple[BrokerUser, BrokerUser]
    broker: EmbeddedBroker
    database: EmbeddedPostgres
    ingest: subprocess.Popen[bytes] | None = None

    def kill(self, kind: str) -> None:
        """End a service at once."""
        service = {"ingest": self.ingest, "broker": self.broker, "postgres": self.database}[kind]
        assert service is not None
        if isinstance(service, subprocess.Popen):
            service.kill()
            service.wait()
        else:
            os.kill(service.pid, signal.SIGKILL)
            service.stop()

    def restart(self, kind: str) -> None:
        """Start a service again, where it was."""
        if kind == "ingest":
            self.start_ingest()
        elif kind == "broker":
            self.broker = start_nats(self.folder / "broker", users=self.users, mqtt_port=self.broker.mqtt_port)
        else:
            self.database = self._started_postgres(self.database.port)

    def _started_postgres(self, port: int) -> EmbeddedPostgres:
        """Start it as a supervisor would: again while sessions of the one that died still hold its memory."""
        for _ in range(RETRIES):
            try:
                return start_postgres(self.folder / "postgres", port=port)
            except ServiceError as error:
                if "still in use" not in str(error):
                    raise
                time.sleep(0.1)
        raise AssertionError("sessions of the killed PostgreSQL never ended")

    def start_ingest(self) -> None:
        user = self.users[1]
        environment = {
            "FENGHUO_DATABASE__URL": self.database.dsn,
            "FENGHUO_MQTT__HOST": "127.0.0.1",
            "FENGHUO_MQTT__PORT": str(self.broker.mqtt_port),
            "FENGHUO_MQTT__USER": user.name,
            "FENGHUO_MQTT__PASSWORD": user.password,
            "FENGHUO_ISSUER__STATUS": "Test",
        }
        self.ingest, _ = start_server(environment, self.folder / "ingest.log", "--role", "ingest")


@contextmanager
def a_field(folder: Path, *, probes: int) -> Iterator[tuple[Services, Field, PostgresStore]]:
    """Run the services with their stations and the rule, and a field that is ready to send."""
    folder.mkdir()
    folder.chmod(0o755)
    users = broker_users()
    with ExitStack() as stack:
        broker = start_nats(folder / "broker", users=users, mqtt_port=free_port())
        services = Services(folder=folder, users=users, broker=broker, database=start_postgres(folder / "postgres"))
        stack.callback(lambda: (services.broker.stop(), services.database.stop()))
        migrate(services.database.dsn)
        store = PostgresStore(services.database.dsn)
        stack.callback(store.close)
        names = [*map(station_of, range(STATIONS)), *map(probe_of, range(probes))]
        store.put_stations([a_station(name) for name in names], **BY_TEST)
        for rule in parse_rules(RULE, origin="chaos"):
            store.put_rule(rule, author="test", at=now())
        services.start_ingest()
        stack.callback(lambda: services.kill("ingest"))
        device_user = users[0]
        device = Device(
            "127.0.0.1", broker.mqtt_port, user=device_user.name, password=device_user.password, name="chaos"
        )
        stack.callback(device.stop)
        yield services, Field(device), store
