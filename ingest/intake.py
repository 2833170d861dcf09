"""Intake: the MQTT subscriber. Messages go to a sink, and are acknowledged when the sink says so.

Two threads. The network thread owns the connection: it cuts frames, enters them in the ledger, and sends the
acknowledgements that have become due. The flush thread hands the gathered messages to the sink; while the sink
is busy, messages gather and the next hand-over is larger. Nothing is acknowledged before the sink is done and
nothing is dropped: when the sink stops taking, the broker's window fills and the broker keeps the rest.
"""

from __future__ import annotations

import select
import socket
import threading
import time
from random import random
from typing import TYPE_CHECKING, Any, Protocol

import structlog

from ingest.connection import SessionClient
from ingest.frames import puback
from ingest.ledger import Ledger
from ingest.pace import FlushPolicy, ReconnectPolicy, reconnect_wait
from ingest.wire.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ingest.connection import PacketSocket
    from ingest.ledger import Counters, Handover

_log = structlog.get_logger("ingest.intake")

#: What the live system listens to.
TOPICS = ("fh/v1/+/+/obs", "fh/v1/+/+/event", "fh/v1/+/+/status")
# The keep-alive is checked so often, seconds.
_TICK = 1.0
_CONNECT_TIMEOUT = 3.0


class Sink(Protocol):
    """Who takes the messages."""

    def accept(self, messages: list[Message], done: Callable[[], None]) -> None:
        """Take messages, in order of arrival.

        Called from one thread; it may block, and the broker then waits. ``done`` is to be called once the
        messages are stored, from any thread, and acknowledges exactly these. Messages whose ``done`` is never called come
        again after the next reconnect. An exception is a broken promise: the connection is made anew and the
        broker sends the messages again.
        """


class Intake:
    """A subscriber with a persistent QoS 1 session on one broker."""

    def __init__(  # one keyword per setting
        self,
        sink: Sink,
        *,
        host: str,
        port: int,
        user: str = "",
        password: str = "",
        client_id: str = "fenghuo-ingest",
        topics: Sequence[str] = TOPICS,
        flush: FlushPolicy | None = None,
        reconnect: ReconnectPolicy | None = None,
        keepalive: int = 30,
        limit_bytes: int = 256 * 1024 * 1024,
    ) -> None:
        """Prepare an intake; nothing happens before ``start``.

        Args:
            sink: Who takes the messages.
            host: The broker's host.
            port: The broker's MQTT port.
            user: Login at the broker; empty for none.
            password: Password of the login.
            client_id: Name of the session that the broker keeps; one per running intake.
            topics: Filters to subscribe to.
            flush: When messages are handed over.
            reconnect: When a lost connection is tried again.
            keepalive: Seconds of silence after which a connection is probed.
            limit_bytes: Memory of pending messages at which reading stops.
        """
        self._sink = sink
        self._address = (host, port)
        self._topics = tuple(topics)
        self._reconnect = reconnect or ReconnectPolicy()
        self._keepalive = keepalive
        self._ledger = Ledger(flush or FlushPolicy(), limit_bytes=limit_bytes)
        self._client = SessionClient(client_id)
        self._client.connect_timeout = _CONNECT_TIMEOUT
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = self._on_subscribe
        if user:
            self._client.username_pw_set(user, password)
        self._wake_reader, self._wake_writer = socket.socketpair()
        self._wake_reader.setblocking(False)
        self._wake_writer.setblocking(False)
        self._stopping = threading.Event()
        self._must_renew = threading.Event()
        self._is_subscribed = threading.Event()
        self._trouble = "not connected yet"
        self._grace = 0.0
        self._threads = (
            threading.Thread(target=self._network, name="intake-network", daemon=True),
            threading.Thread(target=self._flush, name="intake-flush", daemon=True),
        )
