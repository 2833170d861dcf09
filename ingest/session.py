"""Session: the network thread's work. Connect, subscribe, read, acknowledge, and do it again when it breaks."""

from __future__ import annotations

import select
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from random import random
from typing import TYPE_CHECKING, Any

import structlog

from ingest.connection import SessionClient
from ingest.frames import puback
from ingest.pace import ReconnectPolicy, reconnect_wait
from ingest.wire.message import Message

if TYPE_CHECKING:
    from ingest.connection import PacketSocket
    from ingest.frames import Frame
    from ingest.ledger import Ledger

_log = structlog.get_logger("ingest.session")

# How often the keep-alive is looked after, milliseconds.
_TICK_MS = 1000
# Longest wait for the broker's host to answer, seconds.
_CONNECT_TIMEOUT = 3.0
_READABLE = select.POLLIN | select.POLLHUP | select.POLLERR


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
    #: Name of the session that the broker keeps; one per running intake.
    client_id: str
    #: Topic filters, subscribed with QoS 1.
    topics: tuple[str, ...]
    #: Seconds of silence after which the connection is probed.
    keepalive: int
    #: When a lost connection is tried again.
    reconnect: ReconnectPolicy


class Session:
    """One persistent session. ``run`` is the body of its thread; everything else may be called from any thread."""

    def __init__(self, subscription: Subscription, *, ledger: Ledger) -> None:
        """Prepare a session; nothing happens before ``run``."""
        self._subscription = subscription
        self._ledger = ledger
        self._client = SessionClient(subscription.client_id)
        self._client.connect_timeout = _CONNECT_TIMEOUT
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = self._on_subscribe
        if subscription.user:
            self._client.username_pw_set(subscription.user, subscription.password)
        self._bell: socket.socket | None = None
        self._is_paused = False
        self._must_renew = False
        self._stopping = threading.Event()
        #: True while subscribed.
        self.is_up = False
        #: Why it is not up, one line; empty while it is.
        self.trouble = "not connected yet"

    def wake(self) -> None:
        """Make the network thread look at the ledger now."""
        bell = self._bell
        if bell is not None:
            with suppress(OSError):  # full, so it is awake anyway, or just closed
                bell.send(b"\0")

    def pause(self) -> None:
        """Read no more."""
        self._is_paused = True
        self.wake()

    def renew(self) -> None:
        """Drop the connection and make a new one, so that the broker sends again what was not acknowledged."""
        self._must_renew = True
        self.wake()

    def stop(self) -> None:
        """Send what is due, say goodbye and let ``run`` return."""
        self._stopping.set()
        self.wake()

    def run(self) -> None:
        """Keep the session connected until it is stopped."""
        ear, bell = socket.socketpair()
        with ear, bell:
            ear.settimeout(0)
            bell.settimeout(0)
            self._bell = bell
            self._keep_connected(ear)

    def _keep_connected(self, ear: socket.socket) -> None:
        attempt = 0
        while not self._stopping.is_set():
            try:
                self._connect()
                attempt = 0 if self._serve(ear) else attempt + 1
            except OSError as error:
                self._down(f"{self._subscription.host}:{self._subscription.port}: {error}")
                attempt += 1
            except Exception:  # noqa: BLE001 - this loop owns the thread
                self._down("the connection broke on an error of ours")
                _log.exception("session_failed")
                attempt += 1
            spread = random()  # noqa: S311 - no secret
            self._stopping.wait(reconnect_wait(self._subscription.reconnect, attempt=attempt, spread=spread))

    def _connect(self) -> None:
        self._must_renew = False
        self._client.connect(self._subscription.host, self._subscription.port, self._subscription.keepalive)
        self._ledger.connected()

    def _serve(self, ear: socket.socket) -> bool:
        """Work until the connection ends; tell whether it was a good one, lost through no fault of ours."""
        poller = select.poll()
        poller.register(ear, select.POLLIN)
        was_up = False
        while (packets := self._client.packets) is not None and not self._must_renew:
            was_up = was_up or self.is_up
            packets.write(puback(self._ledger.take_due()))
            if self._stopping.is_set():
                break
            poller.register(packets, self._interest(packets))
            events = dict(poller.poll(_TICK_MS))
            if ear.fileno() in events:
                ear.recv(4096)
            state = events.get(packets.fileno(), 0)
            if state & _READABLE:
                self._read(packets)
            packets.flush()
            if self._client.want_write():
                self._client.loop_write()
            self._client.loop_misc()
        self._hang_up()
        return was_up and not self._must_renew

    def _interest(self, packets: PacketSocket) -> int:
        """Return what to wait for: nothing to read while too much is pending, but always the answer to CONNECT."""
        may_read = not self.is_up or not (self._is_paused or self._ledger.is_full)
        return (select.POLLIN if may_read else 0) | (select.POLLOUT if packets.has_output else 0)

    def _read(self, packets: PacketSocket) -> None:
        """Enter the messages that the network has, and let paho read everything else."""
        packets.fill()
        arrived = time.time_ns() // 1000  # noqa: TID251 - the shell's one look at the clock
        while True:
            frames = packets.take_frames()
            if frames:
                self._enter(frames, arrived)
            if not packets.has_packet or self._client.loop_read():
                return

    def _enter(self, frames: list[Frame], arrived: int) -> None:
        self._ledger.add(
            [Message(str(frame.topic, "utf-8", "replace"), frame.payload, arrived) for frame in frames],
            mids=[frame.mid for frame in frames],
            dups={frame.mid for frame in frames if frame.is_dup},
        )

    def _hang_up(self) -> None:
        """End the connection, politely where it still stands."""
        if self._client.packets is not None:
            self._client.disconnect()
        self.is_up = False
        if self._stopping.is_set():
            self.trouble = "stopped"
        elif not self.trouble:
            self._down("the connection was lost")

    def _down(self, trouble: str) -> None:
        """Note why there is no subscription; log it once."""
        self.is_up = False
        if trouble != self.trouble:
            self.trouble = trouble
            _log.warning("broker_away", reason=trouble)

    def _on_connect(self, client: Any, _userdata: Any, flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            self._down(f"the broker refused the connection: {reason}")
            return
        if not flags.session_present and self._ledger.counters.reconnects:
            _log.warning("session_forgotten", client_id=self._subscription.client_id)
        client.subscribe([(topic, 1) for topic in self._subscription.topics])

    def _on_subscribe(self, _client: Any, _userdata: Any, _mid: int, reasons: Any, _properties: Any) -> None:
        refused = [
            topic for topic, reason in zip(self._subscription.topics, reasons, strict=False) if reason.is_failure
        ]
        if refused:
            self._down(f"the broker refused the subscription to {', '.join(refused)}")
            self.renew()
            return
        self.is_up = True
        self.trouble = ""
        _log.info("broker_connected", host=self._subscription.host, port=self._subscription.port)
