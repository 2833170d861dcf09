"""``fenghuo edge run``: a node in one process with a broker and a database of its own; nothing else is needed.

The same roles as everywhere, over the documents of the node's bundle. With a node above it is its leaf: readings and
devices' topics stay here, facts go up and down. What comes by MQTT is flushed to the disk before it is acknowledged,
because a village's power does go.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from fenghuo.clock import now
from fenghuo.database import open_store
from fenghuo.demo import admit_devices, app_dsn, broker_users, own_keys, own_seal_keys
from fenghuo.edge.node import NodeError
from fenghuo.edge.shelf import Shelf
from fenghuo.embedded.nats import BrokerUser, Leaf, start_nats
from fenghuo.embedded.ports import free_port, require_free
from fenghuo.embedded.postgres import start_postgres
from fenghuo.people import ensure_admin
from fenghuo.runtime import Site
from fenghuo.runtime import start as start_roles
from fenghuo.secrets import load_or_make
from fenghuo.settings import Settings, load
from fenghuo.site import plain_map

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fenghuo.edge.bundle import Bundle
    from fenghuo.embedded.nats import EmbeddedBroker
    from fenghuo.embedded.postgres import EmbeddedPostgres
    from fenghuo.secrets import DemoSecrets

#: Subjects of the node's link: what it publishes and what it hears.
PUBLISHES: Final = ("fh-edge.>", "$JS.hub.API.>", "$JS.ACK.>", "_INBOX.>")
HEARS: Final = ("fh-edge.>", "_INBOX.>")
_LINK: Final = "edge-link"
#: A small machine: what the database needs for a few dozen stations.
_SMALL: Final = {"shared_buffers": "32MB", "max_connections": "24", "maintenance_work_mem": "16MB"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeOptions:
    """What the command line says."""

    data_dir: Path
    host: str
    port: int
    mqtt_port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeReady:
    """What whoever sets a node up needs to use it."""

    url: str
    mqtt: str
    node: str
    serial: int
    device_password: str
    admin_password: str
    api_key: str

    def line(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "ready": True,
            "node": self.node,
            "bundle": self.serial,
            "url": self.url,
            "mqtt": self.mqtt,
            "device": {"user": "device", "password": self.device_password},
            "admin": {"user": "admin", "password": self.admin_password},
            "api_key": self.api_key,
        }


def run_edge(options: EdgeOptions, *, on_ready: Callable[[EdgeReady], None]) -> None:
    """Run until interrupted.

    Raises:
        NodeError: If the node was given no bundle.
        PortTakenError: If a port is in use; names the port and the flag that changes it.
        ServiceError: If the broker or the database does not start; carries its last log lines.
    """
    bundle = Shelf(options.data_dir / "edge").restored()
    if bundle is None:
        raise NodeError(f"{options.data_dir}: the node has no bundle: `fenghuo edge bundle load FILE` first")
    require_free(options.port, host=options.host, flag="--port")
    secrets, _ = load_or_make(options.data_dir / "secrets.json")
    leaf = Leaf(
        url=load().edge.leaf.get_secret_value(),
        domain=f"edge-{bundle.node}",
        port=free_port(),
    )
    users = edge_users(secrets)
    with ExitStack() as stack:
        broker, database = _start_services(options, users, leaf, stack)
        settings = edge_settings(options, secrets, broker, database, leaf, bundle)
        store = open_store(settings)
        stack.callback(store.close)
        ensure_admin(store, password=secrets.admin, api_key=secrets.api_key, at=now())
        runtime = start_roles(settings, site=Site(map_layers=lambda: plain_map(store)), store=store)
        stack.push(runtime.stack)
        admit_devices(broker, store, users, runtime)
        ready = EdgeReady(
            url=f"http://{options.host}:{options.port}",
            mqtt=f"mqtt://{options.host}:{options.mqtt_port}",
            node=bundle.node,
            serial=bundle.serial,
            device_password=secrets.device,
            admin_password=secrets.admin,
            api_key=secrets.api_key,
        )
        from fenghuo.serving import serve_http

        serve_http(runtime, on_ready=lambda: on_ready(ready))


def edge_users(secrets: DemoSecrets) -> list[BrokerUser]:
    """Return who may do what on the node's broker: devices, the node itself, and its link."""
    link = BrokerUser(name=_LINK, password=secrets.ingest, publish=PUBLISHES, subscribe=HEARS, is_native=True)
    return [*(user for user in broker_users(secrets) if user.name != "simulator"), link]


def edge_settings(  # noqa: PLR0917  the parts of a node, each once
    options: EdgeOptions,
    secrets: DemoSecrets,
    broker: EmbeddedBroker,
    database: EmbeddedPostgres,
    leaf: Leaf,
    bundle: Bundle,
) -> Settings:
    """Return the settings of a node; what is not named here comes from the environment, as everywhere."""
    folder = options.data_dir / "edge"
    keys = own_keys(options.data_dir)
    login = {"host": broker.mqtt_host, "port": broker.mqtt_port, "user": "ingest", "password": secrets.ingest}
    return load(
        {
            "database": {"url": app_dsn(database, secrets), "owner_url": database.dsn, "pool": 4},
            "personal": {"key_file": str(own_seal_keys(options.data_dir))},
            "evidence": {"folder": str(options.data_dir / "evidence")},
            "mqtt": {**login, "client_id": "fenghuo-ingest"},
            "sirens": {**login, "client_id": "fenghuo-sirens"},
            "http": {"host": options.host, "port": options.port},
            "cap": {"sign": True, "key_file": str(keys[0]), "cert_file": str(keys[1])},
            "provision": str(folder / "documents"),
            "edge": {
                "folder": str(folder),
                "node": bundle.node,
                "url": f"nats://127.0.0.1:{leaf.port}" if leaf.url else "",
                "user": _LINK,
                "password": secrets.ingest,
            },
            "roles": ("ingest", "api", "dispatcher", "warden"),
        }
    )


def _start_services(
    options: EdgeOptions, users: list[BrokerUser], leaf: Leaf, stack: ExitStack
) -> tuple[EmbeddedBroker, EmbeddedPostgres]:
    """Start broker and database side by side."""

    def broker() -> EmbeddedBroker:
        return start_nats(
            options.data_dir / "broker",
            host=options.host,
            mqtt_port=options.mqtt_port,
            users=users,
            sync_interval="always",
            leaf=leaf,
        )

    with ThreadPoolExecutor(max_workers=2) as pool:
        started = pool.submit(broker), pool.submit(start_postgres, options.data_dir / "database", settings=_SMALL)
    # Each registers its own stop before the other's failure is told.
    for service in started:
        if service.exception() is None:
            stack.callback(service.result().stop)
    return started[0].result(), started[1].result()
