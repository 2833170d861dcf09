"""Intake: the MQTT subscriber. Messages go to a sink, and are acknowledged when the sink says so.

Two threads. The network thread owns the connection: it cuts frames, enters them in the ledger, and sends the
acknowledgements that have become due. The flush thread hands the gathered messages to the sink; while the sink
is busy, messages gather and the next hand-over is larger. Nothing is acknowledged before the sink is done, and
nothing is dropped: when the sink stops taking, the broker's window fills and the broker keeps the rest.
"""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING, Protocol

import structlog

from ingest.ledger import Ledger
from ingest.pace import FlushPolicy, ReconnectPolicy
from ingest.session import Session
from ingest.subscription import Subscription

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ingest.ledger import Counters, Handover
    from ingest.subscription import Tls
    from ingest.wire.message import Message

_log = structlog.get_logger("ingest.intake")

#: What the live system listens to.
TOPICS = ("fh/v1/+/+/obs", "fh/v1/+/+/event", "fh/v1/+/+/status", "fh/v1/+/+/raw/+")


class Sink(Protocol):
    """Who takes the messages."""

    def accept(self, messages: Sequence[Message], done: Callable[[], None]) -> None:
        """Take messages, in order of arrival.

        Each intake calls from one thread of its own; it may block, and the broker then waits. ``done`` is to be
        called when the messages are stored, once, from any thread; it acknowledges exactly these. Messages whose
        ``done`` is never called come again after a reconnect. An exception is a broken promise: the connection is
        made anew, and the broker sends the messages again.
        """


class Intake:
    """A subscriber on one broker; its session is persistent and QoS 1 unless told otherwise."""

    def __init__(
        self,
        *,
        sink: Sink,
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
        limit_messages: int = 65_535,
        qos: int = 1,
        is_kept: bool = True,
        tls: Tls | None = None,
        clock: Callable[[], int] | None = None,
        on_asking: Callable[[Sequence[str]], None] | None = None,
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
            keepalive: Seconds of silence after which the connection is probed.
            limit_bytes: Memory of pending messages at which reading stops.
            limit_messages: Number of pending messages at which reading stops.
            qos: Quality of service asked for.
            is_kept: Whether the broker keeps the session while we are away.
            tls: How the connection is made sure of; None: it is not encrypted.
            clock: Tells when a message arrived, µs since the epoch; None: the system's clock.
            on_asking: Told which filters are about to be asked for, before anything can come by them.
        """
        self._sink = sink
        self._ledger = Ledger(flush or FlushPolicy(), limit_bytes=limit_bytes, limit_messages=limit_messages)
        subscription = Subscription(
            host=host,
            port=port,
            user=user,
            password=password,
            client_id=client_id,
            topics=tuple(topics),
            keepalive=keepalive,
            reconnect=reconnect or ReconnectPolicy(),
            qos=qos,
            is_kept=is_kept,
            tls=tls,
        )
        self._is_stopped = False
        timed = {} if clock is None else {"clock": clock}
        self._session = Session(subscription, ledger=self._ledger, on_asking=on_asking, **timed)
        self._threads = (
            threading.Thread(target=self._session.run, name=f"intake-network {client_id}", daemon=True),
            threading.Thread(target=self._flush, name=f"intake-flush {client_id}", daemon=True),
        )

    @property
    def is_connected(self) -> bool:
        """Tell whether the broker has accepted the subscription and messages are handed over."""
        return self._session.is_up and not self._ended

    @property
    def trouble(self) -> str:
        """Return why it is not connected, one line; empty while it is."""
        return self._ended or self._session.trouble

    @property
    def _ended(self) -> str:
        """Return which thread has ended although nobody asked it to."""
        names = [thread.name for thread in self._threads if thread.ident is not None and not thread.is_alive()]
        return f"{names[0]} has ended" if names and not self._is_stopped else ""

    @property
    def counters(self) -> Counters:
        """Return what was seen so far."""
        return self._ledger.counters

    def start(self) -> None:
        """Connect, and stay connected, in the background; a broker that is away is tried again."""
        for thread in self._threads:
            thread.start()

    def listen_to(self, topics: Iterable[str]) -> None:
        """Change the topic filters; messages of a new one come from then on."""
        self._session.listen_to(topics)

    def stop(self, *, grace: float = 5.0) -> None:
        """Hand over and acknowledge what was received, then disconnect.

        Args:
            grace: Longest wait for the sink, seconds; what is not done by then comes again at the next start.
        """
        if not any(thread.is_alive() for thread in self._threads):
            return
        self._is_stopped = True
        self._session.pause()
        self._ledger.close()
        if not self._ledger.wait_settled(grace):
            _log.warning("stopped_with_pending", messages=self.counters.pending)
        self._session.stop()
        for thread in self._threads:
            thread.join(timeout=grace)

    def _flush(self) -> None:
        """Hand over until the ledger is closed."""
        while (handover := self._ledger.collect()) is not None:
            try:
                self._sink.accept(handover.messages, partial(self._settle, handover))
            except Exception:  # noqa: BLE001 - this loop owns the thread
                _log.exception("sink_failed", messages=len(handover.messages))
                self._ledger.fail(handover)
                self._session.renew()

    def _settle(self, handover: Handover) -> None:
        self._ledger.settle(handover)
        self._session.wake()
