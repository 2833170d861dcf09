"""The TCP shell of a listener: the port, one thread, and no idea what is said on its connections.

A reply that promises something leaves only after the sink has called ``done``; a process that dies before has promised
nothing. What a connection may do, and for how long, is in ``ingest.listener.lines``.
"""

from __future__ import annotations

import selectors
import socket
import threading
import time
from collections import deque
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog

from ingest.listener.bounds import Bounds, ListenerError
from ingest.listener.conversation import Answer, Outcome
from ingest.listener.delivery import Delivery
from ingest.listener.lines import Lines
from sensing.instant import Micros

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.intake import Sink
    from ingest.listener.bounds import Counters
    from ingest.listener.conversation import Conversation, Request

_log = structlog.get_logger("ingest.listener")

# Seconds between two looks at time-outs.
_LOOK = 0.25


class TcpListener:
    """Listens on one port, with one conversation for each connection."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        conversation: Callable[[str], Conversation],
        sink: Sink,
        name: str = "listener",
        bounds: Bounds | None = None,
        clock: Callable[[], Micros] | None = None,
    ) -> None:
        """Prepare; nothing happens before ``start``.

        Args:
            host: Address to listen on; ``0.0.0.0`` for all of IPv4, ``::`` for all.
            port: Port; 0 for any free one, see ``port``.
            conversation: Makes the conversation of a connection from the address of the other side.
            sink: Who takes the messages.
            name: Named in the log and in the thread.
            bounds: What is allowed.
            clock: Gives the current instant, µs since the epoch.
        """
        self._address = (host, port)
        self._name = name
        self._selector = selectors.DefaultSelector()
        self._wake_in, self._wake_out = socket.socketpair()
        self._delivery = Delivery(sink, wake=self._wake)
        self._lines = Lines(
            name,
            make=conversation,
            bounds=bounds or Bounds(),
            clock=clock or _now,
            selector=self._selector,
            delivery=self._delivery,
        )
        self._asked: deque[tuple[Request, Future[Answer]]] = deque()
        #: Set when nothing more is read, and when everything has been sent.
        self._stopping, self._ended = threading.Event(), threading.Event()
        self._listening: socket.socket | None = None
        self._is_accepting = False
        self._looked_at = 0.0
        self._thread = threading.Thread(target=self._run, name=f"{name}-network", daemon=True)

    @property
    def port(self) -> int:
        """Return the port that is listened on."""
        return int(self._listening.getsockname()[1]) if self._listening else self._address[1]

    @property
    def trouble(self) -> str:
        """Return what does not work, empty while everything does."""
        if not self._thread.is_alive():
            return "not listening"
        return self._delivery.trouble

    @property
    def counters(self) -> Counters:
        """Return what was seen so far."""
        return self._lines.counters

    def start(self) -> None:
        """Listen, in the background.

        Raises:
            ListenerError: If the port cannot be had.
        """
        host, port = self._address
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            self._listening = socket.create_server((host, port), family=family, backlog=512)
        except OSError as error:
            self._end()
            raise ListenerError(f"{self._name}: cannot listen on {host}:{port}: {error}") from error
        self._listening.settimeout(0)
        self._wake_in.settimeout(0)
        self._wake_out.settimeout(0)
        self._selector.register(self._wake_in, selectors.EVENT_READ)
        self._delivery.start()
        self._thread.start()
        _log.info("listening", name=self._name, host=host, port=self.port)

    def stop(self, *, grace: float = 5.0) -> None:
        """Take no more, make durable what was taken, send the replies, close."""
        if not self._thread.is_alive():
            self._end()
            return
        self._stopping.set()
        self._wake()
        self._delivery.stop(grace=grace)
        self._ended.set()
        self._wake()
        self._thread.join(timeout=grace)

    def ask(self, request: Request) -> Future[Answer]:
        """Ask a station that is connected; the future always gets an answer."""
        future: Future[Answer] = Future()
        self._asked.append((request, future))
        self._wake()
        return future

    def _wake(self) -> None:
        try:
            self._wake_out.send(b"\0")
        except (BlockingIOError, OSError):
            # Full: it is awake already. Closed: it has ended.
            return

    def _run(self) -> None:
        try:
            while not self._ended.is_set():
                self._round()
            self._lines.settle()
        except Exception:  # noqa: BLE001 - this loop owns the thread; readiness says that it has ended
            _log.exception("listener_failed", name=self._name)
        finally:
            self._end()

    def _round(self) -> None:
        """Wait for the network, at most until the next look at time-outs, and do what it brings."""
        found = self._selector.select(_LOOK)
        self._lines.is_reading = not self._stopping.is_set()
        for key, mask in found:
            if key.data is not None:
                self._lines.serve(key.data, mask, at=_monotonic())
            elif key.fileobj is self._listening:
                self._accept()
            else:
                self._drain()
        self._lines.settle()
        while self._asked:
            self._lines.begin(*self._asked.popleft())
        at = _monotonic()
        if at - self._looked_at >= _LOOK:
            self._looked_at = at
            self._watch_listening()
            self._lines.look(at)

    def _accept(self) -> None:
        assert self._listening is not None  # noqa: S101 - the thread runs after start
        try:
            connected, address = self._listening.accept()
        except OSError as error:
            # Most likely no more file descriptors: wait for the next look instead of spinning.
            _log.warning("accept_failed", name=self._name, error=str(error))
            self._selector.unregister(self._listening)
            self._is_accepting = False
            return
        try:
            self._lines.admit(connected, str(address[0]), at=_monotonic())
        except OSError as error:
            # It was gone before it was here.
            _log.info("accept_failed", name=self._name, error=str(error))
            connected.close()

    def _drain(self) -> None:
        with suppress(BlockingIOError):
            while self._wake_in.recv(4096):
                pass

    def _watch_listening(self) -> None:
        """Take connections, unless stopping."""
        wanted = self._listening is not None and not self._stopping.is_set()
        if wanted == self._is_accepting or self._listening is None:
            return
        self._is_accepting = wanted
        if wanted:
            self._selector.register(self._listening, selectors.EVENT_READ)
        else:
            self._selector.unregister(self._listening)

    def _end(self) -> None:
        self._lines.end("the listener stops")
        while self._asked:
            request, future = self._asked.popleft()
            future.set_result(Answer(request=request.id, outcome=Outcome.IMPOSSIBLE, detail="the listener stops"))
        for kept in (self._listening, self._wake_in, self._wake_out, self._selector):
            if kept is not None:
                kept.close()


def _monotonic() -> float:
    return time.monotonic()  # noqa: TID251 - time-outs of the shell itself


def _now() -> Micros:
    return Micros(time.time_ns() // 1000)  # noqa: TID251 - this shell stamps what arrives
