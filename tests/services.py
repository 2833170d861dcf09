"""The real services that tests run against: a broker and throw-away databases."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from fenghuo.embedded.nats import BrokerUser, EmbeddedBroker, start_nats

#: Tests lose nothing that matters in a power cut.
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Broker:
    """An MQTT broker that runs, and who may do what on it."""

    #: Address of its MQTT listener.
    host: str
    #: Port of its MQTT listener.
    port: int
    #: User that may publish everything below fh/v1 and fh-drill/v1.
    device: BrokerUser
    #: User that may subscribe to everything below fh/v1, and publish commands.
    ingest: BrokerUser


@contextmanager
def a_broker(folder: Path, *, mqtt_port: int | None = None, sync_interval: str | None = None) -> Iterator[Broker]:
    """Run a broker of one's own for as long as the block lasts."""
    device, ingest = broker_users()
    running = start_nats(folder, users=(device, ingest), mqtt_port=mqtt_port, sync_interval=sync_interval)
    try:
        yield as_broker(running, device=device, ingest=ingest)
    finally:
        running.stop()


def broker_users() -> tuple[BrokerUser, BrokerUser]:
    """Return the users `device` and `ingest`, with fixed passwords so that a restart keeps them."""
    return (
        BrokerUser(name="device", password="device-secret", publish=("fh/v1/#", "fh-drill/v1/#")),
        BrokerUser(name="ingest", password="ingest-secret", publish=("fh/v1/+/+/cmd",), subscribe=("fh/v1/#",)),
    )


def as_broker(running: EmbeddedBroker, *, device: BrokerUser, ingest: BrokerUser) -> Broker:
    """Return what a test needs to know of a running broker."""
    return Broker(host=running.mqtt_host, port=running.mqtt_port, device=device, ingest=ingest)


@contextmanager
def fresh_database(server: str, *, prefix: str = "t") -> Iterator[str]:
    """Create an empty database on the server, yield its connection string, and drop it.

    Args:
        server: Connection string of any database of that server, of a user who may create databases.
        prefix: How the name of the new database begins.
    """
    name = f"{prefix}_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
