"""Session: the network thread's work. Connect, subscribe, read, acknowledge, and do it again when it breaks."""

from __future__ import annotations

import select
import socket
import threading
import time
from contextlib import suppress
from random import random
from typing import TYPE_CHECKING, Any

import numpy as np
import structlog

from ingest.connection import SessionClient, rest
from ingest.frames import puback
from ingest.pace import Flow, reconnect_wait
from ingest.subscription import Filters, in_packets
from ingest.wire.message import Bundle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ingest.connection import PacketSocket
    from ingest.frames import Frames
    from ingest.ledger import Ledger
    from ingest.subscription import Subscription

_log = structlog.get_logger("ingest.session")

# How often the keep-alive is looked after, milliseconds.
_TICK_MS = 1000
# Longest wait for the broker's host to answer, seconds.
_CONNECT_TIMEOUT = 3.0
_READABLE = select.POLLIN | select.POLLHUP | select.POLLERR


def _wall_micros() -> int:
    return time.time_ns() // 1000  # noqa: TID251 - the shell's one look at the clock


class Session:
    """One session. ``run`` is the body of its thread; everything else may be called from any thread."""

    def __init__(
        self,
        subscription: Subscription,
        *,
        ledger: Ledger,
        clock: Callable[[], int] = _wall_micros,
        on_asking: Callable[[Sequence[str]], None] | None = None,
    ) -> None:
        """Prepare a session; nothing happens before ``run``.

        Args:
            subscription: Which broker, as whom, and what to listen to.
            ledger: Where messages are entered.
            clock: Tells when a message arrived, µs since the epoch.
            on_asking: Told on the network thread which filters are about to be asked for.
        """
        self._subscription = subscription
        self._ledger = ledger
        self._clock = clock
        self._on_asking = on_asking
        self._filters = Filters(subscription.topics)
        self._client = SessionClient(subscription.client_id, is_kept=subscription.is_kept, tls=subscription.tls)
        self._client.connect_timeout = _CONNECT_TIMEOUT
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = self._on_subscribe
        if subscription.user:
            self._client.username_pw_set(subscription.user, subscription.password)
        self._flow = Flow()
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

    def listen_to(self, topics: Iterable[str]) -> None:
        """Change the topic filters, on the present connection and every later one."""
        self._filters.want(topics)
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
            if self._client.is_connected():
                self._ask()
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
            if self._flow.is_stream and state & _READABLE:
                rest(ear)
        self._hang_up()
        return was_up and not self._must_renew

    def _interest(self, packets: PacketSocket) -> int:
        """Return what to wait for: nothing to read while too much is pending, but always the answer to CONNECT."""
        is_full = self._ledger.is_full
        if is_full and not self._subscription.is_kept:
            # What is not read of such a session may be dropped without a word: begin anew, so that the gap is known.
            self._must_renew = True
        may_read = not self.is_up or not (self._is_paused or is_full)
        if not may_read:
            # A connection made anew would bring everything again, on top of what is too much already.
            self._client.excuse_silence()
        return (select.POLLIN if may_read else 0) | (select.POLLOUT if packets.has_output else 0)

    def _read(self, packets: PacketSocket) -> None:
        """Enter the messages that the network has, and let paho read everything else."""
        packets.fill()
        arrived = self._clock()
        while True:
            frames = packets.take_frames()
            if len(frames):
                self._enter(frames, arrived)
            self._flow.note(len(frames), now=arrived)
            if not packets.has_packet or self._client.loop_read():
                return

    def _enter(self, frames: Frames, arrived: int) -> None:
        bundle = Bundle(frames.topics, frames.payloads, arrived=np.full(len(frames), arrived))
        self._ledger.add(bundle, mids=frames.mids, dups=frames.mids[frames.is_dup].tolist())

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

    def _on_connect(self, _client: Any, _userdata: Any, flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            self._down(f"the broker refused the connection: {reason}")
            return
        if self._subscription.is_kept and not flags.session_present and self._ledger.counters.reconnects:
            _log.warning("session_forgotten", client_id=self._subscription.client_id)
        self._filters.connected()
        self._ask()
        self._note_granted()

    def _ask(self) -> None:
        """Bring the filters at the broker up to date with what is wanted."""
        missing, surplus = self._filters.changes()
        if missing and self._on_asking is not None:
            self._on_asking(missing)
        for portion in in_packets(missing):
            _, mid = self._client.subscribe([(topic, self._subscription.qos) for topic in portion])
            self._filters.asked(mid or 0, portion)
        for portion in in_packets(surplus):
            self._client.unsubscribe(list(portion))

    def _on_subscribe(self, _client: Any, _userdata: Any, mid: int, reasons: Any, _properties: Any) -> None:
        refused = self._filters.answered(mid, [reason.value for reason in reasons])
        if refused:
            self._down(f"the broker refused the subscription to {', '.join(refused[:5])}")
            self.renew()
            return
        self._note_granted()

    def _note_granted(self) -> None:
        """Say once that the session is up, when everything that was asked for is granted."""
        if self.is_up or not self._filters.are_granted:
            return
        self.is_up = True
        self.trouble = ""
        _log.info(
            "broker_connected",
            host=self._subscription.host,
            port=self._subscription.port,
            client_id=self._subscription.client_id,
        )
