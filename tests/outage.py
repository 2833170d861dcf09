"""A small plant whose parts can be taken away: own broker, own database, one process that plays every role."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import threading
import urllib.error
import urllib.request
from collections import Counter
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import psutil
import psycopg
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from fenghuo.clock import now
from fenghuo.embedded.nats import EmbeddedBroker, start_nats
from fenghuo.embedded.ports import free_port
from fenghuo.embedded.postgres import EmbeddedPostgres, start_postgres
from fenghuo.people import put_api_key, put_user
from incidents.people import Role
from rules.document import parse_rules
from sensing.station import Datastream, Station, StationId, StationKind
from store.migrate import migrate
from store.postgres import PostgresStore
from tests.builders import BY_TEST
from tests.running import Device, eventually, start_server
from tests.services import HASTY, broker_users

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEY = "fh_outage-test-key-0123456789abcdef"
STATIONS = 10
RULE = """
apiVersion: fenghuo/v1
kind: Rule
id: outage
hazard: "11A01"
title: {zh: 水位, en: Stage}
scope: {properties: [water_level]}
when: {kind: threshold, property: water_level, direction: above, levels: {yellow: 10, red: 20}}
"""


def an_outage_station(i: int) -> Station:
    return Station(
        id=StationId(f"OUT-{i}"),
        name=f"站{i}",
        kind=StationKind.RIVER_GAUGE,
        division="411528000000",
        lon=114.7,
        lat=32.3,
        datastreams=(Datastream(property="water_level", unit="m", interval=timedelta(hours=1)),),
    )


@dataclass(slots=True)
class Plant:
    """Everything that runs."""

    folder: Path
    #: Where the database keeps its things.
    place: Path
    broker: EmbeddedBroker
    database: EmbeddedPostgres
    server: subprocess.Popen[bytes]
    url: str
    device: Device
    frames: list[dict[str, Any]] = field(default_factory=list)

    def publish(self, station: int, value: float, *, at_ms: int, is_awaited: bool = False) -> None:
        """Publish one reading."""
        topic = f"fh/v1/411528000000/OUT-{station}/obs"
        self.device.publish(topic, {"t": at_ms, "v": {"water_level": value}}, is_awaited=is_awaited)

    def readyz(self) -> tuple[int, dict[str, Any]]:
        """Return status and checks; the answer must come at once, whatever is wrong."""
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=3) as answer:
                return answer.status, json.loads(answer.read())["checks"]
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())["checks"]

    def trouble(self, part: str) -> str:
        """Return what ``/readyz`` says is wrong with a part, an empty text while nothing is."""
        found = self.readyz()[1].get(part, True)
        return "" if found is True else str(found)

    def metric(self, name: str) -> float:
        with urllib.request.urlopen(f"{self.url}/metrics", timeout=5) as answer:
            found = re.search(rf"^{name} (\S+)$", answer.read().decode(), re.MULTILINE)
        return float(found.group(1)) if found else 0.0

    @property
    def memory(self) -> int:
        """Return the memory of the process, bytes."""
        return int(psutil.Process(self.server.pid).memory_info().rss)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database.dsn, autocommit=True) as connection:
            return connection.execute(sql.encode()).fetchall()

    @property
    def stored(self) -> int:
        ((count,),) = self.query("SELECT count(*) FROM observation")
        return int(count)

    def provisional(self) -> list[dict[str, Any]] | None:
        """Return what the feed last said waits to be written, None while it has said nothing."""
        told = [frame["data"]["items"] for frame in list(self.frames) if frame["kind"] == "provisional"]
        return told[-1] if told else None

    def raises(self) -> Counter[tuple[str, str]]:
        """Return how often each (station, act) of an incident is in the journal."""
        rows = self.query("SELECT data->'incident'->>'station', data->>'act' FROM journal WHERE kind = 'incident'")
        return Counter((station, act) for station, act in rows)

    def stop_services(self) -> None:
        """Stop whichever broker and database run by now."""
        self.broker.stop()
        self.database.stop()

    def stop_database(self) -> None:
        self.database.stop()

    def start_database(self) -> None:
        self.database = start_postgres(self.place, port=self.database.port, settings=HASTY)

    def freeze_database(self, *, is_frozen: bool) -> None:
        """Stop every process of the database where it stands, or let them go on."""
        postmaster = psutil.Process(self.database.pid)
        for process in [postmaster, *postmaster.children(recursive=True)]:
            # One may end meanwhile: its client gave up waiting.
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGSTOP if is_frozen else signal.SIGCONT)

    def restart_broker(self, *, pause: threading.Event | None = None) -> None:
        """Kill the broker and start it again on the same store and port."""
        port = self.broker.mqtt_port
        os.kill(self.broker.pid, signal.SIGKILL)
        self.broker.stop()
        if pause is not None:
            pause.wait()
        self.broker = start_nats(self.folder / "broker", users=list(broker_users()), mqtt_port=port)


@contextmanager
def a_plant(folder: Path, *, database: Path | None = None, **environment: str) -> Iterator[Plant]:
    """Run a plant with ten stations and one rule until the block ends; its feed is listened to.

    Args:
        folder: Where it keeps its things.
        database: Where its database keeps its own, if elsewhere.
        environment: Settings beyond its own.
    """
    folder.mkdir()
    folder.chmod(0o755)
    device_user, ingest_user = broker_users()
    with ExitStack() as stack:
        place = database or folder / "database"
        server_of_data = start_postgres(place, settings=HASTY)
        broker = start_nats(folder / "broker", users=(device_user, ingest_user), mqtt_port=free_port())
        _furnish(server_of_data.dsn)
        settings = {
            "FENGHUO_DATABASE__URL": server_of_data.dsn,
            "FENGHUO_MQTT__HOST": "127.0.0.1",
            "FENGHUO_MQTT__PORT": str(broker.mqtt_port),
            "FENGHUO_MQTT__USER": ingest_user.name,
            "FENGHUO_MQTT__PASSWORD": ingest_user.password,
            "FENGHUO_ISSUER__STATUS": "Test",
            **environment,
        }
        server, url = start_server(settings, folder / "server.log")
        device = Device(
            "127.0.0.1", broker.mqtt_port, user=device_user.name, password=device_user.password, name="outage-device"
        )
        plant = Plant(
            folder=folder, place=place, broker=broker, database=server_of_data, server=server, url=url, device=device
        )
        stack.callback(plant.stop_services)
        stack.callback(_end, server)
        stack.callback(device.stop)
        stack.enter_context(_listening(plant))
        yield plant


def _furnish(dsn: str) -> None:
    migrate(dsn)
    store = PostgresStore(dsn)
    store.put_stations([an_outage_station(i) for i in range(STATIONS)], **BY_TEST)
    for rule in parse_rules(RULE, origin="outage"):
        store.put_rule(rule, author="test", at=now())
    put_user(store, "duty", password="outage-password", role=Role.OFFICER, at=now())
    put_api_key(store, KEY, user="duty", label="test", at=now())
    store.close()


def _end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


@contextmanager
def _listening(plant: Plant) -> Iterator[None]:
    address = plant.url.replace("http://", "ws://") + "/api/v1/feed"
    with connect(address, additional_headers={"Authorization": f"Bearer {KEY}"}, max_size=None) as feed:
        thread = threading.Thread(target=_listen, args=(feed, plant.frames), daemon=True)
        thread.start()
        eventually(lambda: plant.frames, what="the greeting of the feed")
        try:
            yield
        finally:
            feed.close()
            thread.join(timeout=10)


def _listen(feed: ClientConnection, frames: list[dict[str, Any]]) -> None:
    try:
        frames.extend(json.loads(text) for text in feed)
    except ConnectionClosed:
        return
