"""Device: a login at the broker, and for which stations it may publish.

The password is made by the machine, shown once and kept as salted hashes only, one in each form that a broker
reads. A login that was revoked is never given out again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from sensing.station import StationId

#: What a login is made of; the same as a station id, so that it can stand in any broker's files.
LOGIN = r"[A-Za-z0-9._-]{1,64}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """One login at the broker."""

    #: User name at the broker, ``LOGIN``.
    login: str
    #: Stations it may publish for; usually one, several for a gateway.
    stations: tuple[StationId, ...]
    #: What people call it, e.g. the box it is written into.
    label: str
    #: Salted hash of the password in the form that NATS reads, ``$2a$…``.
    bcrypt: str
    #: Salted hash of the password in the form that Mosquitto reads, ``$7$…``.
    pbkdf2: str
    created: datetime
    #: When its password, its stations or its state changed last.
    changed: datetime
    #: None while it may connect.
    revoked: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownDevice:
    """Something that publishes as a station that is not registered."""

    #: Station named by its topic; for a frame from a connection, the address inside the frame.
    name: str
    #: When its first and its newest waiting message arrived, µs since the epoch.
    first: int
    last: int
    #: How many of its messages wait in quarantine.
    count: int
