"""Subscription: which broker, as whom, and what to listen to; and which filters the broker has granted so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.pace import ReconnectPolicy

#: Filters in one SUBSCRIBE packet; brokers bound the size of a packet that is not a PUBLISH.
FILTERS_AT_ONCE = 100
# A SUBACK code from here on is a refusal.
_REFUSED = 0x80


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """How a connection over TLS is made sure of."""

    #: PEM file of the authorities that may vouch for the broker; empty: those that the system trusts.
    ca_file: str = ""
    #: PEM file of our own certificate; empty: the broker knows us by login.
    cert_file: str = ""
    #: PEM file of its key; empty: the key is in the certificate's file.
    key_file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Which broker, as whom, and what to listen to."""

    #: The broker's host.
    host: str
    #: The broker's MQTT port.
    port: int
    #: Login at the broker; empty for none.
    user: str
    #: Password of the login.
    password: str
    #: Name of the session; one per running intake.
    client_id: str
    #: Topic filters.
    topics: tuple[str, ...]
    #: Seconds of silence after which the connection is probed.
    keepalive: int
    #: When a lost connection is tried again.
    reconnect: ReconnectPolicy
    #: Quality of service asked for, 0 or 1.
    qos: int = 1
    #: Whether the broker keeps the session, and what is published meanwhile, while we are away.
    is_kept: bool = True
    #: None: the connection is not encrypted.
    tls: Tls | None = None


class Filters:
    """Filters wanted, asked for and granted, on the present connection. For one thread, except ``want``."""

    def __init__(self, wanted: Iterable[str]) -> None:
        """Begin with nothing asked for."""
        self._wanted = tuple(wanted)
        self._asked: frozenset[str] = frozenset()
        self._settled: tuple[str, ...] | None = None
        #: By packet identifier, the filters of a SUBSCRIBE that is not answered.
        self._awaited: dict[int, tuple[str, ...]] = {}

    def want(self, wanted: Iterable[str]) -> None:
        """Change what is to be listened to; from any thread."""
        self._wanted = tuple(wanted)

    def connected(self) -> None:
        """Begin a connection: nothing is asked for yet."""
        self._asked, self._settled, self._awaited = frozenset(), None, {}

    @property
    def are_granted(self) -> bool:
        """Tell whether the broker has answered for everything that is wanted."""
        return self._settled is self._wanted and not self._awaited

    def changes(self) -> tuple[list[str], list[str]]:
        """Return what is to be asked for and what is to be given up, and count both as done."""
        wanted = self._wanted
        if wanted is self._settled:
            return [], []
        missing = [topic for topic in dict.fromkeys(wanted) if topic not in self._asked]
        surplus = sorted(self._asked.difference(wanted))
        self._asked, self._settled = frozenset(wanted), wanted
        return missing, surplus

    def asked(self, mid: int, topics: Sequence[str]) -> None:
        """Enter that a SUBSCRIBE was sent."""
        self._awaited[mid] = tuple(topics)

    def answered(self, mid: int, codes: Sequence[int]) -> list[str]:
        """Enter the answer; return the filters that were refused."""
        topics = self._awaited.pop(mid, ())
        return [topic for topic, code in zip(topics, codes, strict=False) if code >= _REFUSED]


def in_packets(topics: Sequence[str]) -> list[Sequence[str]]:
    """Return filters in portions that one packet may hold."""
    return [topics[at : at + FILTERS_AT_ONCE] for at in range(0, len(topics), FILTERS_AT_ONCE)]
