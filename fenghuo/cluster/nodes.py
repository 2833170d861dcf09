"""Nodes: nats-server with clients of its own protocol, alone or as several that keep copies for each other.

For trying a cluster and for tests, as children of this process; an installation runs its own, with the configuration of
``deploy/cluster``. What the embedded broker promises of MQTT holds here too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fenghuo.embedded import ports, process
from fenghuo.embedded.nats import ACK_WAIT, MAX_ACK_PENDING, MAX_PAYLOAD, BrokerUser, authorization, find_server
from fenghuo.private_file import write_private

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: The login of our own processes.
ROLE_USER: Final = "fenghuo"
#: What they may send and hear: the stream, the boards, and the engine's answers.
_SUBJECTS: Final = ("fh.readings.*", "$JS.>", "$KV.>", "_INBOX.>")
_START_SECONDS: Final = 60.0
#: Copies of what devices send, where there are nodes for them: one may be lost.
_COPIES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Where one node listens."""

    name: str
    folder: Path
    #: Ports of the NATS protocol, of MQTT and of the other nodes.
    port: int
    mqtt_port: int
    route_port: int
    host: str = ports.LOOPBACK

    @property
    def url(self) -> str:
        """Return where clients of the NATS protocol connect."""
        return f"nats://{self.host}:{self.port}"


def a_node(name: str, folder: Path) -> Node:
    """Return a node on ports that are free now."""
    found = [ports.free_port() for _ in range(3)]
    return Node(name=name, folder=folder, port=found[0], mqtt_port=found[1], route_port=found[2])


def configuration(
    node: Node, *, nodes: Sequence[Node], password: str, users: Sequence[BrokerUser]
) -> dict[str, object]:
    """Return a node's configuration; its format is a superset of JSON.

    Args:
        node: The node.
        nodes: All of them, this one included.
        password: Of our own processes, and between the nodes.
        users: Everyone who may connect by MQTT.
    """
    own = {
        "user": ROLE_USER,
        "password": password,
        "allowed_connection_types": ["STANDARD"],
        "permissions": {"publish": {"allow": [*_SUBJECTS]}, "subscribe": {"allow": [*_SUBJECTS]}},
    }
    allowed = authorization(users)["users"]
    settings: dict[str, object] = {
        "server_name": node.name,
        "host": node.host,
        "port": node.port,
        "max_payload": MAX_PAYLOAD,
        "jetstream": {"store_dir": str(node.folder), "max_file_store": 16 * 1024**3},
        "mqtt": {
            "host": node.host,
            "port": node.mqtt_port,
            "max_ack_pending": MAX_ACK_PENDING,
            "ack_wait": ACK_WAIT,
            # The server's default counts the nodes that it sees when the first client comes: two of three give streams
            # of two copies, and the loss of either stops every device.
            "stream_replicas": min(len(nodes), _COPIES),
        },
        "authorization": {"users": [own, *allowed]},  # type: ignore[misc]
    }
    if len(nodes) > 1:
        routes = [f"nats://node:{password}@{each.host}:{each.route_port}" for each in nodes if each != node]
        settings["cluster"] = {
            "name": "fenghuo",
            "host": node.host,
            "port": node.route_port,
            "routes": routes,
            "authorization": {"user": "node", "password": password},
        }
    return settings


class RunningNode:
    """A node that runs, and may be killed and started again."""

    def __init__(self, node: Node, *, nodes: Sequence[Node], password: str, users: Sequence[BrokerUser]) -> None:
        """Write its configuration; it starts with ``start``."""
        self.node = node
        node.folder.mkdir(parents=True, exist_ok=True)
        configured = node.folder / "nats.conf"
        settings = configuration(node, nodes=nodes, password=password, users=users)
        write_private(configured, json.dumps(settings, indent=1))
        self._command = process.Command(
            name=f"nats-{node.name}",
            arguments=(str(find_server()), "--config", str(configured)),
            folder=node.folder,
            mark=f"--config {configured} ",
            environment=(("LC_ALL", "C"), ("TZ", "UTC"), ("HOME", "/")),
        )
        self._child: process.Child | None = None

    @property
    def pid(self) -> int:
        """Return its process, 0 while there is none."""
        return self._child.pid if self._child else 0

    def start(self) -> None:
        """Start it; it may look for the others for a while yet."""
        process.recover(self._command)
        self._child = process.spawn(self._command)

    def wait(self) -> None:
        """Wait until clients of both protocols are let in."""
        child = self._child
        if child is None:
            return
        process.wait_for(
            lambda: ports.accepts(self.node.port) and ports.accepts(self.node.mqtt_port),
            child=child,
            timeout_s=_START_SECONDS,
        )

    def stop(self) -> None:
        """End it; more than once does no harm."""
        if self._child is not None:
            self._child.stop()
            self._child = None


def start_nodes(nodes: Sequence[Node], *, password: str, users: Sequence[BrokerUser]) -> list[RunningNode]:
    """Start nodes that know each other and wait until clients are let in."""
    running = [RunningNode(node, nodes=nodes, password=password, users=users) for node in nodes]
    try:
        for each in running:
            each.start()
        for each in running:
            each.wait()
    except BaseException:
        for each in running:
            each.stop()
        raise
    return running
