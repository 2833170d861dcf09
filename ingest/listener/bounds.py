"""What a listener allows, and what it has seen."""

from __future__ import annotations

from dataclasses import dataclass

from sensing.errors import FenghuoError


class ListenerError(FenghuoError):
    """The port cannot be listened on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a listener allows."""

    #: Connections at once.
    connections: int = 2000
    #: Seconds without a byte; real-time data may come once an hour (HJ 212), a heartbeat more often.
    idle: float = 3900.0
    #: Seconds until the first valid frame.
    greeting: float = 60.0
    #: Seconds of silence after which a registered station's connection makes room for another, when all are taken.
    quiet: float = 300.0
    #: Bytes of one connection that wait to become durable.
    line_pending: int = 1024 * 1024
    #: Bytes of all connections that wait to become durable.
    pending: int = 64 * 1024 * 1024
    #: Bytes that all conversations keep for later: half frames, packets of unfinished bodies.
    held: int = 64 * 1024 * 1024
    #: Bytes that wait for a connection to read them.
    outgoing: int = 256 * 1024
    #: Seconds that a closing connection waits for what it is owed.
    closing: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters:
    """What a listener has seen."""

    #: Connections at the moment.
    connected: int = 0
    #: Connections taken, and closed at once because all places were taken.
    accepted: int = 0
    overcrowded: int = 0
    #: Messages handed to the sink.
    messages: int = 0
    #: Frames turned away unread, e.g. for a wrong password.
    turned_away: int = 0
