"""Where readings come from and where they are kept."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import NoDecode

from fenghuo.sections.section import Section
from sensing.property import PROPERTIES


class Database(Section):
    """Where readings and the chain are stored."""

    #: libpq connection string or URL of the database.
    url: str = ""
    #: Password, kept apart from the URL; empty when the URL or the server needs none.
    password: SecretStr = SecretStr("")
    #: The same for the role that owns the tables and changes the schema; empty: ``url``'s role does both. With it,
    #: ``url``'s role can neither change nor remove what is append-only.
    owner_url: str = ""
    #: The owner's password, kept apart from its URL.
    owner_password: SecretStr = SecretStr("")
    #: Connections kept open by one process.
    pool: int = Field(default=8, ge=2, le=200)
    #: The same for a streaming standby, or several, that answers long questions about readings (observations, gaps,
    #: files, the past, back-tests) in place of ``url``'s; empty: none does. The password is ``url``'s.
    replica_url: str = ""
    #: How far behind the standby may be, s; beyond it ``url``'s answers.
    replica_behind: float = Field(default=10.0, ge=1, le=3600)


class Mqtt(Section):
    """The broker that devices publish to."""

    #: What ``/readyz`` calls it beside others; empty for the one broker.
    name: str = ""
    host: str = ""
    port: int = Field(default=1883, ge=1, le=65535)
    user: str = "ingest"
    password: SecretStr = SecretStr("")
    #: Names the persistent session; two ingest processes must not share one.
    client_id: str = "fenghuo-ingest"
    #: Topic filters to subscribe to; empty: every reading, event, status and frame below ``fh/v1``.
    topics: tuple[str, ...] = ()
    #: Whether the broker is spoken to over TLS.
    tls: bool = False
    #: PEM file of the authorities that may vouch for the broker; empty: those that the system trusts.
    ca_file: str = ""
    #: PEM file of our own certificate; empty: the login is enough.
    cert_file: str = ""
    #: PEM file of the certificate's key; empty: it is in ``cert_file``.
    key_file: str = ""
    #: Whether a second session hears the stations of red-capable rules first: ``qos0`` for nats-server, whose sessions
    #: take few QoS 1 filters, ``qos1`` for other brokers.
    lane: Literal["off", "qos0", "qos1"] = "off"


class Evidence(Section):
    """Pictures of events. Without a folder they stay where the device says they are."""

    #: Folder of the pictures; processes with the roles ``ingest`` and ``api`` share it.
    folder: str = ""
    #: Bound of all pictures together, MiB; beyond it the oldest go, those that no event refers to first.
    total_mb: int = Field(default=2048, ge=1)
    #: Bound of one picture, MiB.
    largest_mb: int = Field(default=10, ge=1, le=100)
    #: Hosts that pictures may be fetched from (``cam7.lan:8080``, ``*.cameras.example``, ``10.1.0.0/16``); empty: none.
    hosts: Annotated[tuple[str, ...], NoDecode] = ()

    @field_validator("hosts", mode="before")
    @classmethod
    def _words(cls, value: object) -> object:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


class Series(Section):
    """How long readings are kept as they are; their hourly sums stay for ever."""

    #: Days after which whole weeks of readings are packed; 0: never.
    pack_days: int = Field(default=30, ge=0)
    #: Days for which readings are kept, by observed property, JSON: ``{"water_level": 3650, "*": 400}``; ``*`` stands
    #: for all others, 0 for ever, as for those that are not named.
    keep_days: dict[str, Annotated[int, Field(ge=0)]] = Field(default={})
    #: Rows of quarantine that are kept, 64 KiB each at most; beyond it the oldest go, of names with over 2,000 first.
    quarantine_rows: int = Field(default=200_000, ge=1)

    @field_validator("keep_days")
    @classmethod
    def _properties(cls, value: dict[str, int]) -> dict[str, int]:
        if unknown := sorted(value.keys() - PROPERTIES.keys() - {"*"}):
            message = f"{unknown[0]!r} is no observed property"
            raise ValueError(message)
        return value


class Listeners(Section):
    """Ports that devices call over TCP with a protocol of their own; 0: not listened on."""

    #: Address that all of them listen on; ``0.0.0.0`` for every network.
    host: str = "127.0.0.1"
    #: Port for HJ 212.
    hj212_port: int = Field(default=0, ge=0, le=65535)
    #: Password that every HJ 212 device must name; empty: any.
    hj212_password: SecretStr = SecretStr("")
    #: Passwords of single HJ 212 devices by their MN, JSON; they go before ``hj212_password``.
    hj212_passwords: dict[str, SecretStr] = Field(default={})
    #: Seconds that an HJ 212 request waits for its 9011 before it is sent again: 10 over mobile networks, 5 over wires.
    hj212_patience: float = Field(default=10, gt=0, le=300)
    #: Port for SL 651.
    sl651_port: int = Field(default=0, ge=0, le=65535)
    #: Our address as a centre, 1 to 255; frames for others are turned away. 0: frames for any are taken.
    sl651_centre: int = Field(default=0, ge=0, le=255)
    #: Password that every SL 651 station must name, 4 hexadecimal characters; empty: any.
    sl651_password: SecretStr = SecretStr("")
    #: Whether SL 651 stations are asked to stay on the line (ESC), or may hang up after each report (EOT).
    sl651_stay: bool = True
    #: Connections of one listener at once.
    connections: int = Field(default=2000, ge=1, le=100_000)
    #: Seconds without a byte after which a connection is closed.
    idle_seconds: float = Field(default=3900, gt=0)
