"""The TCP shell of a listener: sockets, one thread, and no idea what is said on them.

Bounded everywhere: connections, bytes that wait for the sink (reading stops, and TCP makes the device wait), bytes that
wait for a slow reader (it is closed), time without a word (closed), time until the first valid word (closed sooner, so
that nobody holds all places by saying nothing). A reply that promises something leaves only after the sink has called
``done``; a process that dies before has promised nothing.
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

from ingest.listener.bounds import Bounds, Counters, ListenerError
from ingest.listener.conversation import Answer, Outcome
from ingest.listener.delivery import Delivery
from ingest.listener.line import Line
from sensing.instant import Micros

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.intake import Sink
    from ingest.listener.conversation import Conversation, Request, Step

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
        self._make = conversation
        self._name = name
        self._bounds = bounds or Bounds()
        self._clock = clock or _now
        self._selector = selectors.DefaultSelector()
        self._wake_in, self._wake_out = socket.socketpair()
        self._delivery = Delivery(sink, wake=self._wake)
        self._lines: dict[int, Line] = {}
        self._asked: deque[tuple[Request, Future[Answer]]] = deque()
        self._futures: dict[str, Future[Answer]] = {}
        #: Set when nothing more is read, and when everything has been sent.
        self._stopping, self._ended = threading.Event(), threading.Event()
        self._listening: socket.socket | None = None
        self._is_accepting = False
        self._looked_at = 0.0
        self._accepted = self._overcrowded = self._messages = self._turned_away = 0
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
        return Counters(
            connected=len(self._lines),
            accepted=self._accepted,
            overcrowded=self._overcrowded,
            messages=self._messages,
            turned_away=self._turned_away,
        )

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
            self._settle()
        except Exception:  # noqa: BLE001 - this loop owns the thread; readiness says that it has ended
            _log.exception("listener_failed", name=self._name)
        finally:
            self._end()

    def _round(self) -> None:
        """Wait for the network, at most until the next look at time-outs, and do what it brings."""
        for key, mask in self._selector.select(_LOOK):
            if key.data is None:
                self._accept() if key.fileobj is self._listening else self._drain()
            elif key.data.number in self._lines:
                self._serve(key.data, mask)
        self._settle()
        while self._asked:
            self._begin(*self._asked.popleft())
        at = _monotonic()
        if at - self._looked_at >= _LOOK:
            self._looked_at = at
            self._look(at)

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
        if len(self._lines) >= self._bounds.connections and not self._evict():
            self._overcrowded += 1
            connected.close()
            return
        self._accepted += 1
        line = Line(connected, number=self._accepted, conversation=self._make(str(address[0])), at=_monotonic())
        self._lines[line.number] = line
        self._watch(line)

    def _evict(self) -> bool:
        """Make room by closing the oldest connection that has said nothing yet; False when there is none."""
        silent = next((line for line in self._lines.values() if not line.conversation.stations), None)
        if silent is not None:
            self._close(silent, "room for another")
        return silent is not None

    def _drain(self) -> None:
        with suppress(BlockingIOError):
            while self._wake_in.recv(4096):
                pass

    def _serve(self, line: Line, mask: int) -> None:
        if mask & selectors.EVENT_WRITE and not line.flush():
            self._close(line, "broken")
            return
        data = line.read() if mask & selectors.EVENT_READ and not line.is_ending else None
        if data is not None:
            line.heard_at = _monotonic()
            line.is_ending = not data
            self._apply(line, line.conversation.receive(data, now=self._clock()))
            step, line.due = line.conversation.due(now=self._clock())
            self._apply(line, step)
        self._watch(line)

    def _apply(self, line: Line, step: Step) -> None:
        """Do what a conversation wants done."""
        if step.taken:
            self._messages += len(step.taken)
            line.pending += self._delivery.put(line.number, step.taken)
        line.outgoing += step.send
        for answer in step.answers:
            self._answer(answer)
            line.requests.discard(answer.request)
        for reason in step.turned_away:
            self._turned_away += 1
            _log.warning("turned_away", name=self._name, reason=reason)
        if line.conversation.is_over:
            line.is_ending = True

    def _settle(self) -> None:
        """Send the replies of what has become durable."""
        for number, reply, size in self._delivery.settled():
            line = self._lines.get(number)
            if line is not None:
                line.pending -= size
                line.outgoing += reply
                self._watch(line)

    def _begin(self, request: Request, future: Future[Answer]) -> None:
        """Pass a request to the newest connection on which its station has spoken."""
        self._futures[request.id] = future
        for line in reversed(self._lines.values()):
            if request.station in line.conversation.stations and not line.is_ending:
                line.requests.add(request.id)
                self._apply(line, line.conversation.ask(request, now=self._clock()))
                _, line.due = line.conversation.due(now=self._clock())
                self._watch(line)
                return
        detail = f"station {request.station} is not connected to the {self._name} listener"
        self._answer(Answer(request=request.id, outcome=Outcome.IMPOSSIBLE, detail=detail))

    def _answer(self, answer: Answer) -> None:
        future = self._futures.pop(answer.request, None)
        if future is not None and not future.cancelled():
            future.set_result(answer)

    def _look(self, at: float) -> None:
        """Do what time brings: time-outs of conversations, silence, connections that should be over."""
        self._watch_listening()
        now = self._clock()
        for line in list(self._lines.values()):
            if line.due is not None and line.due <= now:
                step, line.due = line.conversation.due(now=now)
                self._apply(line, step)
            reason = self._overdue(line, at)
            if reason:
                self._close(line, reason)
            else:
                self._watch(line)

    def _overdue(self, line: Line, at: float) -> str:
        """Return why a connection should be closed now; empty when it should not."""
        silent = at - line.heard_at
        if line.is_ending:
            return "ended" if silent >= self._bounds.closing else ""
        if silent >= self._bounds.idle and not line.pending:
            return "silent"
        is_stranger = not line.conversation.stations
        return "no valid frame" if is_stranger and at - line.opened_at >= self._bounds.greeting else ""

    def _watch(self, line: Line) -> None:
        """Wait for what the line wants now; close it when it wants nothing any more, or too much."""
        if line.outgoing and not line.flush():
            self._close(line, "broken")
        elif len(line.outgoing) > self._bounds.outgoing:
            self._close(line, "does not read")
        elif line.is_ending and line.is_settled:
            self._close(line, "ended")
        else:
            self._select(line)

    def _select(self, line: Line) -> None:
        is_full = line.pending >= self._bounds.line_pending or self._delivery.pending >= self._bounds.pending
        wanted = line.interest(is_reading=not is_full and not self._stopping.is_set())
        registered = self._selector.get_map().get(line.socket)
        if registered is None and wanted:
            self._selector.register(line.socket, wanted, line)
        elif registered is not None and not wanted:
            self._selector.unregister(line.socket)
        elif registered is not None and registered.events != wanted:
            self._selector.modify(line.socket, wanted, line)

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

    def _close(self, line: Line, reason: str) -> None:
        """Forget a connection; what waits for the sink stays there, its replies lead nowhere."""
        if self._lines.pop(line.number, None) is None:
            return
        if line.socket in self._selector.get_map():
            self._selector.unregister(line.socket)
        line.socket.close()
        for request in line.requests:
            self._answer(Answer(request=request, outcome=Outcome.IMPOSSIBLE, detail=f"connection closed: {reason}"))
        _log.info("closed", name=self._name, connection=line.number, reason=reason)

    def _end(self) -> None:
        for line in list(self._lines.values()):
            line.flush()
            self._close(line, "the listener stops")
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
