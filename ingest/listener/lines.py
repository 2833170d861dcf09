"""Lines: every connection of one listener, and what is read, said and owed on each.

Bounded everywhere: connections, bytes that wait for the sink (reading stops, and TCP makes the device wait), bytes that
conversations keep for later (who keeps most is closed), bytes that wait for a slow reader (it is closed), time
without a word (closed), time until the first valid word (closed sooner, so that nobody holds all places by saying
nothing). For the listener's thread only.
"""

from __future__ import annotations

import selectors
from typing import TYPE_CHECKING

import structlog

from ingest.listener.bounds import Counters
from ingest.listener.conversation import Answer, Outcome
from ingest.listener.line import Line

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from concurrent.futures import Future

    from ingest.listener.bounds import Bounds
    from ingest.listener.conversation import Conversation, Request, Step
    from ingest.listener.delivery import Delivery
    from sensing.instant import Micros

_log = structlog.get_logger("ingest.listener")


class Lines:
    """The connections; ``at`` is monotonic time in seconds throughout."""

    def __init__(
        self,
        name: str,
        *,
        make: Callable[[str], Conversation],
        bounds: Bounds,
        clock: Callable[[], Micros],
        selector: selectors.BaseSelector,
        delivery: Delivery,
    ) -> None:
        """Begin with none.

        Args:
            name: Named in the log.
            make: Makes the conversation of a connection from the address of the other side.
            bounds: What is allowed.
            clock: Gives the current instant, µs since the epoch.
            selector: Waits for the sockets.
            delivery: The way to the sink.
        """
        self._name = name
        self._make = make
        self._bounds = bounds
        self._clock = clock
        self._selector = selector
        self._delivery = delivery
        self._lines: dict[int, Line] = {}
        self._futures: dict[str, Future[Answer]] = {}
        self._accepted = self._overcrowded = self._messages = self._turned_away = 0
        # Bytes that all conversations keep.
        self._held = 0
        #: False when nothing more is to be read.
        self.is_reading = True

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

    def admit(self, connected: socket.socket, peer: str, *, at: float) -> None:
        """Take a connection, or close it when every place is in use."""
        if len(self._lines) >= self._bounds.connections and not self._make_room(at):
            self._overcrowded += 1
            connected.close()
            return
        self._accepted += 1
        line = Line(connected, number=self._accepted, conversation=self._make(peer), at=at)
        self._lines[line.number] = line
        self._watch(line)

    def _make_room(self, at: float) -> bool:
        """Close the connection that is missed least; False when every one is in use.

        Who has said nothing valid goes first, then who is not registered, then who has long been silent: devices on
        mobile networks lose their line and call again, and nobody ever closes the old one.
        """
        least = min(self._lines.values(), key=_worth, default=None)
        if least is None or (least.conversation.is_known and at - least.heard_at < self._bounds.quiet):
            return False
        self._close(least, "room for another")
        return True

    def serve(self, line: Line, mask: int, *, at: float) -> None:
        """Do what the network brings for a line."""
        if line.number not in self._lines:
            return
        if mask & selectors.EVENT_WRITE and not line.flush():
            self._close(line, "broken")
            return
        is_reading = self.is_reading and not line.is_ending
        data = line.read() if mask & selectors.EVENT_READ and is_reading else None
        if data is not None:
            line.heard_at = at
            line.is_ending = not data
            self._converse(line, lambda now: line.conversation.receive(data, now=now))
        self._watch(line)

    def begin(self, request: Request, future: Future[Answer]) -> None:
        """Pass a request to the newest connection on which its station has spoken."""
        self._futures[request.id] = future
        for line in reversed(self._lines.values()):
            if request.station in line.conversation.stations and not line.is_ending:
                line.requests.add(request.id)
                self._converse(line, lambda now: line.conversation.ask(request, now=now))  # noqa: B023 - called at once
                self._watch(line)
                return
        detail = f"station {request.station} is not connected to the {self._name} listener"
        self._answer(Answer(request=request.id, outcome=Outcome.IMPOSSIBLE, detail=detail))

    def settle(self) -> None:
        """Send the replies of what has become durable."""
        for number, reply, size in self._delivery.settled():
            line = self._lines.get(number)
            if line is not None:
                line.pending -= size
                line.outgoing += reply
                self._watch(line)

    def look(self, at: float) -> None:
        """Do what time brings: time-outs of conversations, silence, connections that should be over."""
        now = self._clock()
        for line in list(self._lines.values()):
            if line.due is not None and line.due <= now:
                self._converse(line, None)
            reason = self._overdue(line, at)
            if reason:
                self._close(line, reason)
            else:
                self._watch(line)

    def end(self, reason: str) -> None:
        """Send what can be sent at once, and close every connection."""
        for line in list(self._lines.values()):
            line.flush()
            self._close(line, reason)

    def _converse(self, line: Line, speak: Callable[[Micros], Step] | None) -> None:
        """Let a conversation speak, then do what time brings for it; one that fails ends its own line only."""
        now = self._clock()
        try:
            if speak is not None:
                self._apply(line, speak(now))
            step, line.due = line.conversation.due(now=now)
            self._apply(line, step)
            held = line.conversation.held
        except Exception:  # noqa: BLE001 - a fault of ours met on one line must not cut off every device
            _log.exception("conversation_failed", name=self._name, connection=line.number)
            self._close(line, "a fault of ours")
            return
        self._held += held - line.held
        line.held = held
        if self._held > self._bounds.held:
            self._close(max(self._lines.values(), key=lambda one: one.held), "keeps too much unfinished")

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
            line.turned_away += 1
            # The first, second, fourth … of a line: a flood of frames must not become a flood of the log.
            if line.turned_away.bit_count() == 1:
                _log.warning("turned_away", name=self._name, reason=reason, times=line.turned_away)
        if line.conversation.is_over:
            line.is_ending = True

    def _answer(self, answer: Answer) -> None:
        future = self._futures.pop(answer.request, None)
        if future is not None and not future.cancelled():
            future.set_result(answer)

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
        if line.number not in self._lines:
            return
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
        wanted = line.interest(is_reading=self.is_reading and not is_full)
        registered = self._selector.get_map().get(line.socket)
        if registered is None and wanted:
            self._selector.register(line.socket, wanted, line)
        elif registered is not None and not wanted:
            self._selector.unregister(line.socket)
        elif registered is not None and registered.events != wanted:
            self._selector.modify(line.socket, wanted, line)

    def _close(self, line: Line, reason: str) -> None:
        """Forget a connection; what waits for the sink stays there, its replies lead nowhere."""
        if self._lines.pop(line.number, None) is None:
            return
        self._held -= line.held
        if line.socket in self._selector.get_map():
            self._selector.unregister(line.socket)
        line.socket.close()
        for request in line.requests:
            self._answer(Answer(request=request, outcome=Outcome.IMPOSSIBLE, detail=f"connection closed: {reason}"))
        _log.info("closed", name=self._name, connection=line.number, reason=reason)


def _worth(line: Line) -> tuple[int, float]:
    conversation = line.conversation
    return bool(conversation.stations) + conversation.is_known, line.heard_at
