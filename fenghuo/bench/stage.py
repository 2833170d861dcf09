"""The stage of a benchmark: a private broker and database, bench stations, one rule, and processes to measure."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenghuo.bench.mosquitto import start_mosquitto
from fenghuo.bench.programs import BenchError
from fenghuo.bench.watching import tree
from fenghuo.clock import now
from fenghuo.demo import broker_users, own_seal_keys
from fenghuo.embedded.nats import EmbeddedBroker, start_nats
from fenghuo.embedded.ports import free_port
from fenghuo.embedded.postgres import EmbeddedPostgres, start_postgres
from fenghuo.people import put_api_key, put_user
from fenghuo.seal_keys import seals_of
from fenghuo.secrets import DemoSecrets
from incidents.people import Role
from rules.document import parse_rules
from sensing.limits import Limits
from sensing.station import Datastream, Station, StationId, StationKind
from store.migrate import migrate
from store.postgres import PostgresStore

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Seconds a process may take to become ready.
START_SECONDS = 120.0

RULE = """
apiVersion: fenghuo/v1
kind: Rule
id: bench-stage
hazard: "11A01"
title: {zh: 压测水位, en: Bench stage}
scope: {properties: [water_level]}
when:
  kind: threshold
  property: water_level
  direction: above
  levels: {red: 10}
"""

#: A crossing rises by 20 m and falls back; by default quality control would doubt it, and no rule would see it.
_JUMPS = Limits(rise=1e6, fall=1e6, spike=1e3, shift=1e3, oscillation=1e3)


@dataclass(slots=True, kw_only=True)
class Stage:
    """Running services and how to reach them."""

    folder: Path
    broker: EmbeddedBroker
    database: EmbeddedPostgres
    store: PostgresStore
    secrets: DemoSecrets
    #: Further settings of every Fenghuo process, by environment variable.
    settings: dict[str, str] = field(default_factory=dict)

    def environment(self, *, client_id: str) -> dict[str, str]:
        """Return the settings of a Fenghuo process on this stage."""
        own = {
            "FENGHUO_DATABASE__URL": self.database.dsn,
            "FENGHUO_PERSONAL__KEY_FILE": str(own_seal_keys(self.folder)),
            "FENGHUO_MQTT__HOST": self.broker.mqtt_host,
            "FENGHUO_MQTT__PORT": str(self.broker.mqtt_port),
            "FENGHUO_MQTT__USER": "ingest",
            "FENGHUO_MQTT__PASSWORD": self.secrets.ingest,
            "FENGHUO_MQTT__CLIENT_ID": client_id,
            "FENGHUO_ISSUER__STATUS": "Test",
        }
        return os.environ | own | self.settings

    def cpu(self, **processes: int) -> dict[str, dict[int, float]]:
        """Return CPU-seconds by name for broker, database and the given processes."""
        named = {"broker": self.broker.pid, "database": self.database.pid, **processes}
        return {name: tree(pid) for name, pid in named.items()}


def spent(before: dict[str, dict[int, float]], after: dict[str, dict[int, float]]) -> dict[str, float]:
    """Return CPU-seconds by name between two readings of ``Stage.cpu``."""
    return {
        name: round(sum(used - before.get(name, {}).get(pid, 0.0) for pid, used in members.items()), 3)
        for name, members in after.items()
    }


@contextmanager
def open_stage(*, stations: int, broker: str = "nats", rules: str = RULE, townships: int = 0) -> Iterator[Stage]:
    """Start broker and database in a temporary folder, register stations and the rule, tear down at the end.

    Args:
        stations: How many stations are registered.
        broker: ``nats``, the embedded one, or ``mosquitto`` from PATH.
        rules: Rule documents, YAML.
        townships: Townships of the county that the stations stand in, in turn; 0: the county itself.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fenghuo-bench-")))
        # The database server may run as another account, which must be able to reach its folder.
        folder.chmod(0o755)
        secrets = DemoSecrets()
        running = _start_broker(broker, folder / "broker", secrets=secrets)
        stack.callback(running.stop)
        database = start_postgres(folder / "database")
        stack.callback(database.stop)
        migrate(database.dsn)
        store = PostgresStore(database.dsn, seals=seals_of(own_seal_keys(folder)))
        stack.callback(store.close)
        # From the first row on, or the processes would seal at their start what the bench put there.
        store.require_keys()
        store.put_stations([bench_station(i, townships=townships) for i in range(stations)], actor="bench", at=now())
        for rule in parse_rules(rules, origin="bench"):
            store.put_rule(rule, author="bench", at=now())
        put_user(store, "bench", password=secrets.admin, role=Role.ADMINISTRATOR, at=now())
        put_api_key(store, secrets.api_key, user="bench", label="bench", at=now())
        yield Stage(folder=folder, broker=running, database=database, store=store, secrets=secrets)


def _start_broker(name: str, folder: Path, *, secrets: DemoSecrets) -> EmbeddedBroker:
    if name == "mosquitto":
        return start_mosquitto(folder)
    return start_nats(folder, host="127.0.0.1", mqtt_port=free_port(), users=broker_users(secrets))


def bench_station(i: int, *, townships: int = 0) -> Station:
    """Return bench station ``i``, in one of so many townships."""
    return Station(
        id=StationId(f"BENCH-{i:05d}"),
        name=f"压测{i}",
        kind=StationKind.RIVER_GAUGE,
        division=f"411528{100 + i % townships}000" if townships else "411528000000",
        lon=114.73,
        lat=32.33,
        datastreams=(Datastream(property="water_level", unit="m", interval=timedelta(minutes=5), limits=_JUMPS),),
        is_demo=True,
    )


@contextmanager
def fenghuo_process(stage: Stage, *roles: str, client_id: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Run ``fenghuo serve`` with the given roles; gives the process and its base URL once it is ready."""
    port = free_port()
    arguments = [sys.executable, "-m", "fenghuo", "serve", "--host", "127.0.0.1", "--port", str(port)]
    for role in roles:
        arguments += ["--role", role]
    log = (stage.folder / f"{client_id}.log").open("wb")
    process = subprocess.Popen(arguments, env=stage.environment(client_id=client_id), stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{port}"
        _await_ready(process, url, Path(log.name))
        yield process, url
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


def _await_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS  # noqa: TID251
    while time.monotonic() < deadline:  # noqa: TID251
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=2):  # noqa: S310  our own process
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise BenchError(f"fenghuo serve did not become ready: {log.read_text('utf-8')[-2000:]}")


def run_sender(stage: Stage, *options: str) -> subprocess.Popen[str]:
    """Start the sender process; one that prepares has done so, and waits for ``start_prepared``."""
    broker = stage.broker
    # A password may begin with a dash: nothing after "--" is taken for an option.
    arguments = [sys.executable, "-m", "fenghuo.bench.sender", *options, "--"]
    arguments += [broker.mqtt_host, str(broker.mqtt_port), "device", stage.secrets.device]
    process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    if "--prepared" in options and process.stdout is not None:
        process.stdout.readline()
    return process


def start_prepared(process: subprocess.Popen[str]) -> None:
    """Let a sender go that has prepared everything."""
    if process.stdin is not None:
        process.stdin.write("go\n")
        process.stdin.flush()


def start_listeners(url: str, key: str, *, clients: int, seconds: float) -> subprocess.Popen[str]:
    """Start the listeners process and wait until all of its clients are connected.

    Raises:
        BenchError: If they do not get in.
    """
    arguments = [sys.executable, "-m", "fenghuo.bench.listeners", url]
    arguments += [f"--clients={clients}", f"--seconds={seconds}"]
    process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    if process.stdin is None or process.stdout is None:
        raise BenchError("the listeners have no pipes")
    # The key goes over a pipe: a command line is there for everybody to read.
    process.stdin.write(key + "\n")
    process.stdin.flush()
    if process.stdout.readline().strip() != "listening":
        process.kill()
        raise BenchError("the listeners did not connect")
    return process


def result_of(process: subprocess.Popen[str], *, timeout: float) -> dict[str, Any]:
    """Return the JSON line that a bench process prints at its end.

    Raises:
        BenchError: If it failed.
    """
    out, _ = process.communicate(timeout=timeout)
    if process.returncode:
        raise BenchError(f"bench process failed with exit code {process.returncode}")
    found: dict[str, Any] = json.loads(out)
    return found
