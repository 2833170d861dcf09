"""A small cluster as processes: NATS nodes, a database, gateways and workers, and stations in several counties."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import psycopg

from fenghuo.clock import now
from fenghuo.cluster.layout import Layout
from rules.document import parse_rules
from sensing.station import Datastream, Station, StationId, StationKind
from store.migrate import migrate
from store.postgres import PostgresStore
from tests.builders import BY_TEST
from tests.running import Device, start_server
from tests.services import broker_users
from tests.streaming import PASSWORD, Streaming, a_streaming

LAYOUT = Layout(partitions=4)
#: Counties that fall into all four partitions.
COUNTIES = ("411528", "411525", "411502", "411503", "411521", "411522", "411523", "411524", "411526", "411527")
RULE = """
apiVersion: fenghuo/v1
kind: Rule
id: stage
hazard: "11A01"
title: {zh: 水位, en: Stage}
scope: {properties: [water_level]}
when: {kind: threshold, property: water_level, direction: above, levels: {yellow: 10, red: 20}}
"""


def a_station(county: str, name: str = "") -> Station:
    stream = Datastream(property="water_level", unit="m", interval=timedelta(hours=1))
    return Station(
        id=StationId(name or f"S-{county}"), name=f"站{county}", kind=StationKind.RIVER_GAUGE,
        division=county.ljust(12, "0"), lon=114.7, lat=32.3, datastreams=(stream,),
    )  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Cluster:
    """What runs."""

    streaming: Streaming
    store: PostgresStore
    dsn: str
    folder: Path
    device: Device
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    #: (station, epoch ms, value) of everything published.
    sent: list[tuple[str, int, float]] = field(default_factory=list)

    def start(self, role: str, name: str, **more: str) -> None:
        user = broker_users()[1]
        environment = {
            "FENGHUO_DATABASE__URL": self.dsn,
            "FENGHUO_DATABASE__POOL": "4",
            "FENGHUO_MQTT__HOST": "127.0.0.1",
            "FENGHUO_MQTT__PORT": str(self.streaming.node.mqtt_port),
            "FENGHUO_MQTT__USER": user.name,
            "FENGHUO_MQTT__PASSWORD": user.password,
            "FENGHUO_ISSUER__STATUS": "Test",
            "FENGHUO_CLUSTER__SERVERS": " ".join(self.streaming.servers),
            "FENGHUO_CLUSTER__PASSWORD": PASSWORD,
            "FENGHUO_CLUSTER__NAME": name,
            "FENGHUO_CLUSTER__PARTITIONS": str(LAYOUT.partitions),
            "FENGHUO_CLUSTER__STREAM_MB": "64",
            "FENGHUO_CLUSTER__REPLICAS": "3" if len(self.streaming.nodes) > 1 else "1",
        } | more
        self.processes[name], _ = start_server(environment, self.folder / f"{name}.log", "--role", role)

    def publish(self, county: str, value: float, *, at: int | None = None, station: str = "") -> None:
        instant, name = at or int(time.time() * 1000), station or f"S-{county}"
        self.sent.append((name, instant, value))
        body = {"t": instant, "v": {"water_level": value}}
        self.device.publish(f"fh/v1/{county}000000/{name}/obs", body, is_awaited=False)

    def signal(self, name: str, number: signal.Signals) -> None:
        os.kill(self.processes[name].pid, number)

    def kill(self, name: str) -> None:
        process = self.processes.pop(name)
        process.kill()
        process.wait()

    def holders(self) -> dict[int, str]:
        return {owner.partition: owner.holder for owner in self.store.owners() if owner.partition < LAYOUT.partitions}

    def are_shared_by(self, *names: str) -> bool:
        """Return whether these processes, and no others, may write, each to something."""
        found = self.holders()
        return len(found) == LAYOUT.partitions and set(found.values()) == set(names)

    def stored(self) -> list[tuple[str, int, float]]:
        with psycopg.connect(self.dsn) as connection:
            rows = connection.execute(
                "SELECT d.station, (extract(epoch FROM o.phenomenon_time) * 1000)::bigint, o.value"
                " FROM observation o JOIN datastream d ON d.number = o.datastream"
            ).fetchall()
        return sorted((station, int(t), value) for station, t, value in rows)

    def acts(self, county: str) -> list[str]:
        """Return what the journal says of a station's incident, in order."""
        rows = self.store.journal(limit=100_000)
        return [
            row.entry.data["incident"]["level"]
            for row in rows
            if row.entry.kind == "incident" and row.entry.data["incident"]["station"] == f"S-{county}"
        ]

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text("utf-8")


@contextmanager
def a_cluster(folder: Path, dsn: str, *, nodes: int = 1) -> Iterator[Cluster]:
    """Run NATS and prepare the database; gateways and workers are the test's to start."""
    folder.mkdir(parents=True)
    with ExitStack() as stack:
        streaming = stack.enter_context(a_streaming(folder / "nats", count=nodes))
        migrate(dsn)
        store = PostgresStore(dsn)
        stack.callback(store.close)
        store.put_stations([a_station(county) for county in COUNTIES], **BY_TEST)
        for rule in parse_rules(RULE, origin="cluster"):
            store.put_rule(rule, author="test", at=now())
        user = broker_users()[0]
        device = Device(
            "127.0.0.1", streaming.node.mqtt_port, user=user.name, password=user.password, name="cluster-device"
        )
        stack.callback(device.stop)
        cluster = Cluster(streaming=streaming, store=store, dsn=dsn, folder=folder, device=device)
        stack.callback(lambda: [_end(process) for process in cluster.processes.values()])
        yield cluster


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGCONT)
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
