"""Nodes that stand alone, and the node above them."""

from __future__ import annotations

from pydantic import Field, SecretStr

from fenghuo.sections.section import Section


class Edge(Section):
    """What this installation exchanges with other nodes (ADR 0028)."""

    #: Folder of the node's key, bundle, ledger and inbox; empty: it exchanges nothing.
    folder: str = ""
    #: Name of the node where it has no bundle, as the one above all others has none.
    node: str = ""
    #: NATS server of the exchange, `nats://HOST:PORT`; empty: parcels are carried by hand only.
    url: str = ""
    #: Login there.
    user: str = ""
    password: SecretStr = SecretStr("")
    #: Of `fenghuo edge run`: address of the leaf listener above, `nats-leaf://USER:PASSWORD@HOST:PORT`; empty: none.
    leaf: SecretStr = SecretStr("")
    #: Domain of the JetStream above, in which the streams of the exchange are.
    domain: str = "hub"
    #: Folder of the modem's driver: a node lays text messages there, the node above finds them; empty: no modem.
    sms_folder: str = ""
    #: Folder of the satellite terminal's driver, in the same way; empty: no terminal.
    satellite_folder: str = ""
    #: Whether this is the node above: it makes the streams and hears the others.
    is_hub: bool = False
    #: Facts a second that are sent at most.
    rate: float = Field(default=50, gt=0)
    #: Readings a second that are sent at most, once no fact waits; 0: readings stay where they were taken.
    readings_rate: float = Field(default=500, ge=0)
    #: Seconds after which a node that says nothing is silent, and its villages are dark.
    silent_seconds: float = Field(default=300, ge=10)
