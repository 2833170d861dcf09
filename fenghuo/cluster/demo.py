"""``fenghuo cluster demo``: a cluster as processes on the loopback address, for trying and for tests.

Three NATS nodes that keep copies for each other, the embedded database, and two of each role. Every process may be
killed by hand; the others go on. Everything ends with the command.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import structlog

from fenghuo.clock import now
from fenghuo.cluster.nodes import ROLE_USER, RunningNode, a_node, start_nodes
from fenghuo.database import open_store
from fenghuo.demo import broker_users
from fenghuo.demo_city import load_demo_city
from fenghuo.embedded.errors import ServiceError
from fenghuo.embedded.ports import is_free
from fenghuo.embedded.postgres import start_postgres
from fenghuo.people import ensure_admin
from fenghuo.seal_keys import make_keys
from fenghuo.secrets import load_or_make
from fenghuo.settings import load
from simulators.city import demo_city

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

log = structlog.get_logger("fenghuo.cluster")

#: Roles and how many processes play each.
PROCESSES: Final = (("api", 2), ("gateway", 2), ("worker", 2), ("dispatcher", 2), ("warden", 1))
#: NATS nodes.
NODES: Final = 3
#: Seconds for all of them to be ready.
_START_SECONDS: Final = 180.0
_STOP_SECONDS: Final = 20.0


@dataclass(slots=True, kw_only=True)
class ClusterReady:
    """What a user, or a test, needs to use the cluster."""

    #: HTTP address of each process by its name, ``worker-1`` …
    urls: dict[str, str]
    pids: dict[str, int]
    #: Of each node by its name: process, and where devices connect.
    nodes: dict[str, tuple[int, str]]
    servers: str
    password: str
    database: str
    #: File of the keys that seal what leads to a person.
    key_file: str
    device_password: str
    admin_password: str
    api_key: str

    def line(self) -> dict[str, Any]:
        """Return it as one JSON object."""
        return {
            "ready": True,
            "url": self.urls["api-1"],
            "urls": self.urls,
            "pids": self.pids,
            "nodes": {name: {"pid": pid, "mqtt": mqtt} for name, (pid, mqtt) in self.nodes.items()},
            "mqtt": next(mqtt for _, mqtt in self.nodes.values()),
            "device": {"user": "device", "password": self.device_password},
            "admin": {"user": "admin", "password": self.admin_password},
            "api_key": self.api_key,
            "settings": {
                "FENGHUO_CLUSTER__SERVERS": self.servers,
                "FENGHUO_CLUSTER__PASSWORD": self.password,
                "FENGHUO_CLUSTER__REPLICAS": str(NODES),
                "FENGHUO_DATABASE__URL": self.database,
                "FENGHUO_PERSONAL__KEY_FILE": self.key_file,
            },
        }


@dataclass(slots=True, kw_only=True)
class _Children:
    """The processes of the roles."""

    folder: Path
    environment: Mapping[str, str]
    #: Where the next process may listen. Not any free port: the system gives those to connections in the meantime.
    next_port: int
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    urls: dict[str, str] = field(default_factory=dict)

    def start(self, role: str, number: int) -> None:
        """Start a process; it is ready later."""
        name, port = f"{role}-{number}", self._port()
        arguments = [sys.executable, "-m", "fenghuo", "serve", "--role", role, "--port", str(port)]
        own = {"FENGHUO_CLUSTER__NAME": name, "FENGHUO_LOG_JSON": "true"}
        with (self.folder / f"{name}.log").open("ab") as output:
            self.running[name] = subprocess.Popen(
                arguments, env=os.environ | dict(self.environment) | own, stdout=output, stderr=output,
                stdin=subprocess.DEVNULL, process_group=0,
            )  # fmt: skip
        self.urls[name] = f"http://127.0.0.1:{port}"

    def _port(self) -> int:
        """Return the next port that is free."""
        while not is_free(self.next_port):
            self.next_port += 1
        self.next_port += 1
        return self.next_port - 1

    def wait(self) -> None:
        """Wait until all of them are ready.

        Raises:
            ServiceError: If one ends, or is not ready in time.
        """
        begun = time.monotonic()  # noqa: TID251  a wait, not an instant
        for name, process in self.running.items():
            while not _is_ready(self.urls[name]):
                log_file = self.folder / f"{name}.log"
                if process.poll() is not None:
                    raise ServiceError(f"{name} ended with status {process.returncode}: see {log_file}")
                if time.monotonic() - begun > _START_SECONDS:  # noqa: TID251
                    raise ServiceError(f"{name} was not ready within {_START_SECONDS:.0f} s: see {log_file}")
                time.sleep(0.2)

    def stop(self) -> None:
        """End all of them, politely at first."""
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(_STOP_SECONDS)
            if process.poll() is None:
                process.kill()
                process.wait()


def run_cluster(
    folder: Path, *, first_port: int = 8600, on_ready: Callable[[ClusterReady], None], wait: Callable[[], None]
) -> None:
    """Run a cluster until ``wait`` returns.

    Args:
        folder: Where database, nodes, logs and secrets are kept.
        first_port: Lowest HTTP port; the processes take those from there on that are free.
        on_ready: Told once everything is.
        wait: Returns when it is to end.

    Raises:
        ServiceError: If a part does not start; says which, and where its log is.
    """
    folder.mkdir(parents=True, exist_ok=True)
    secrets, _ = load_or_make(folder / "secrets.json")
    keys = folder / "seal-keys.json"
    if not keys.exists():
        make_keys(keys)
    with ExitStack() as stack:
        nodes = [a_node(f"n{number + 1}", folder / f"n{number + 1}") for number in range(NODES)]
        running = start_nodes(nodes, password=secrets.ingest, users=broker_users(secrets))
        for each in running:
            stack.callback(each.stop)
        database = start_postgres(folder / "postgres")
        stack.callback(database.stop)
        environment = _environment(running, database=database.dsn, password=secrets.ingest, keys=keys)
        settings = load({"database": {"url": database.dsn}, "personal": {"key_file": str(keys)}})
        store = open_store(settings)
        stack.callback(store.close)
        load_demo_city(store, demo_city(), at=now())
        ensure_admin(store, password=secrets.admin, api_key=secrets.api_key, at=now())
        children = _Children(folder=folder, environment=environment, next_port=first_port)
        stack.callback(children.stop)
        for role, count in PROCESSES:
            for number in range(1, count + 1):
                children.start(role, number)
        children.wait()
        on_ready(
            ClusterReady(
                urls=children.urls,
                pids={name: process.pid for name, process in children.running.items()},
                nodes={each.node.name: (each.pid, _mqtt(each)) for each in running},
                servers=environment["FENGHUO_CLUSTER__SERVERS"],
                password=secrets.ingest,
                database=database.dsn,
                key_file=str(keys),
                device_password=secrets.device,
                admin_password=secrets.admin,
                api_key=secrets.api_key,
            )
        )
        wait()


def _environment(nodes: list[RunningNode], *, database: str, password: str, keys: Path) -> dict[str, str]:
    return {
        "FENGHUO_DATABASE__URL": database,
        "FENGHUO_DATABASE__POOL": "4",
        "FENGHUO_PERSONAL__KEY_FILE": str(keys),
        "FENGHUO_MQTT__HOST": nodes[0].node.host,
        "FENGHUO_MQTT__PORT": str(nodes[0].node.mqtt_port),
        "FENGHUO_MQTT__USER": "ingest",
        "FENGHUO_MQTT__PASSWORD": password,
        "FENGHUO_ISSUER__STATUS": "Test",
        "FENGHUO_CLUSTER__SERVERS": " ".join(each.node.url for each in nodes),
        "FENGHUO_CLUSTER__USER": ROLE_USER,
        "FENGHUO_CLUSTER__PASSWORD": password,
        "FENGHUO_CLUSTER__REPLICAS": str(NODES),
        "FENGHUO_CLUSTER__STREAM_MB": "1024",
    }


def _mqtt(running: RunningNode) -> str:
    return f"mqtt://{running.node.host}:{running.node.mqtt_port}"


def _is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)  # noqa: PLR2004 - OK
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
