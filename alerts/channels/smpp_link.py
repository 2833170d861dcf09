"""One bound connection to an SMS gateway: a window of submits in flight, and answers matched to them.

The protocol half of a session, driven by the loop of ``smpp_session``. Work is shared by all links of an account: each
takes the next message when its window has room, so that a slow link delays nobody. A gateway that asks for patience
(throttled, queue full) stops the round: what has not left yet is answered as not sent.

Source:
    SMPP Protocol Specification v3.4, 2.7 (sequence), 2.9 (enquire_link), 5.1.3 (command_status).
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, cast

import structlog

from alerts.channels.smpp_wire import (
    BIND_TRANSCEIVER,
    DELIVER_SM,
    ENQUIRE_LINK,
    GENERIC_NACK,
    INVALID_COMMAND,
    QUEUE_FULL,
    RESPONSE,
    SUBMIT_SM,
    UNBIND,
    Delivered,
    Splitter,
    WireError,
    delivered,
    message_id,
    pdu,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alerts.channels.smpp_wire import Pdu

log = structlog.get_logger("alerts.channels.smpp_link")

#: command_status of a gateway that asks for patience: throttled, queue full, system error.
BUSY: Final = frozenset({0x58, 0x14, 0x08})
_LAST_SEQUENCE: Final = 0x7FFFFFFF


@dataclass(frozen=True, slots=True)
class Answer:
    """What the gateway said to one submit."""

    #: command_status; 0 is acceptance. None: nothing was said.
    status: int | None
    #: The gateway's id of the message, empty when it was not accepted.
    message_id: str = ""
    #: Whether it left this machine.
    is_sent: bool = True


@dataclass(slots=True)
class Work:
    """One round: messages of one or more parts, and what was answered to each part."""

    #: Bodies of submit_sm, in order.
    units: Sequence[Sequence[bytes]]
    done: asyncio.Future[None]
    answers: list[list[Answer | None]] = field(init=False)
    #: The next message that no link has taken.
    next: int = 0
    #: Parts without an answer that are on the way.
    flying: int = 0
    #: Whether no further message is to leave.
    is_stopped: bool = False

    def __post_init__(self) -> None:
        """Expect an answer to every part."""
        self.answers = [[None] * len(unit) for unit in self.units]

    def take(self) -> int | None:
        """Return the number of the next message, None when none is to leave any more."""
        if self.is_stopped or self.next >= len(self.units):
            return None
        number, self.next = self.next, self.next + 1
        self.flying += len(self.units[number])
        return number

    def answer(self, number: int, part: int, answer: Answer) -> None:
        """Note an answer; the round is over when nothing is on the way and nothing more leaves."""
        self.answers[number][part] = answer
        self.flying -= 1
        if answer.status in BUSY:
            self.is_stopped = True
        self._settle()

    def stop(self) -> None:
        """Let nothing more leave."""
        self.is_stopped = True
        self._settle()

    def _settle(self) -> None:
        if not self.flying and (self.is_stopped or self.next >= len(self.units)) and not self.done.done():
            self.done.set_result(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How a gateway is spoken to on one link."""

    #: Body of the bind_transceiver.
    bind: bytes = field(repr=False)
    #: Submits in flight at most.
    window: int
    #: Seconds to wait for an answer.
    answer_s: float
    #: Seconds of silence after which a sign of life is asked for.
    enquire_s: float


class Link(asyncio.Protocol):
    """One connection; ``bound`` is set by the gateway's answer to the bind, ``lost`` when it ends."""

    def __init__(
        self,
        terms: Terms,
        *,
        source: Callable[[], tuple[Work, int] | None],
        on_delivered: Callable[[Link, int], bool],
    ) -> None:
        """Take the account's terms; to be made inside the loop that drives it.

        Args:
            terms: How the gateway is spoken to.
            source: Returns the next message that is to leave, None when there is none.
            on_delivered: Is shown each deliver_sm (left in ``news``); returns False when there is no room for it.
        """
        loop = asyncio.get_running_loop()
        self.bound: asyncio.Future[None] = loop.create_future()
        self.lost: asyncio.Future[str] = loop.create_future()
        #: What came, by its sequence number, until it is acknowledged.
        self.news: dict[int, Delivered] = {}
        self._loop, self._terms = loop, terms
        self._source, self._on_delivered = source, on_delivered
        self._transport: asyncio.Transport | None = None
        self._splitter = Splitter()
        self._sequence = 0
        #: Submits without an answer, oldest first: round, message, part, when it left.
        self._flying: dict[int, tuple[Work, int, int, float]] = {}
        self._ready: deque[tuple[Work, int, int]] = deque()
        #: When an enquire_link left that is not answered.
        self._asked: float | None = None
        self.heard = loop.time()

    # asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Bind."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(pdu(BIND_TRANSCEIVER, self._number(), self._terms.bind))

    def data_received(self, data: bytes) -> None:
        """Take what came; octets that are no SMPP end the connection."""
        self.heard, self._asked = self._loop.time(), None
        try:
            for each in self._splitter.feed(data):
                self._take(each)
        except WireError as error:
            self.close(str(error))
            return
        self.pump()

    def connection_lost(self, exc: Exception | None) -> None:
        """Answer what is on the way: nobody knows what became of it."""
        why = str(exc) if exc else "the gateway ended the session"
        if not self.lost.done():
            self.lost.set_result(why)
        if not self.bound.done():
            self.bound.set_result(None)
        flying, self._flying = self._flying, {}
        for work, number, part, _ in flying.values():
            work.answer(number, part, Answer(None))
        ready, self._ready = self._ready, deque()
        for work, number, part in ready:
            work.answer(number, part, Answer(None, is_sent=False))

    # What the session asks

    def close(self, why: str) -> None:
        """Drop the connection."""
        if not self.lost.done():
            self.lost.set_result(why)
        if self._transport is not None:
            self._transport.abort()

    def unbind(self) -> None:
        """Say good-bye."""
        if self._transport is not None and not self.lost.done():
            self._transport.write(pdu(UNBIND, self._number()))

    def acknowledge(self, sequences: Sequence[int]) -> None:
        """Answer deliver_sm that are kept."""
        for sequence in sequences:
            if self.news.pop(sequence, None) is not None:
                self._write(pdu(DELIVER_SM | RESPONSE, sequence, b"\0"))

    def watch(self) -> None:
        """Ask for a sign of life after silence; drop a connection that owes an answer for too long."""
        now = self._loop.time()
        oldest = next((left for *_, left in self._flying.values()), now)
        asked = now if self._asked is None else self._asked
        if now - min(oldest, asked) > self._terms.answer_s:
            self.close(f"no answer within {self._terms.answer_s:g} s")
        elif self._asked is None and now - self.heard > self._terms.enquire_s:
            self._asked = now
            self._write(pdu(ENQUIRE_LINK, self._number()))

    def pump(self) -> None:
        """Fill the window."""
        out: list[bytes] = []
        now = self._loop.time()
        while len(self._flying) < self._terms.window and (ready := self._next()):
            work, number, part = ready
            sequence = self._number()
            self._flying[sequence] = (work, number, part, now)
            out.append(pdu(SUBMIT_SM, sequence, work.units[number][part]))
        if out:
            self._write(b"".join(out))

    def _next(self) -> tuple[Work, int, int] | None:
        if not self._ready and not self.lost.done() and (found := self._source()):
            work, number = found
            self._ready.extend((work, number, part) for part in range(len(work.units[number])))
        return self._ready.popleft() if self._ready else None

    def _take(self, each: Pdu) -> None:
        command, status, sequence, body = each
        if command == SUBMIT_SM | RESPONSE or command == GENERIC_NACK:
            flown = self._flying.pop(sequence, None)
            if flown is not None:
                answer = Answer(status or (0 if command != GENERIC_NACK else INVALID_COMMAND), message_id(body))
                flown[0].answer(flown[1], flown[2], answer)
        elif command == DELIVER_SM:
            self._deliver(sequence, body)
        elif command == BIND_TRANSCEIVER | RESPONSE:
            if status and not self.lost.done():
                self.lost.set_result(f"the gateway refused the login with command_status 0x{status:08X}")
            if not self.bound.done():
                self.bound.set_result(None)
        elif command == ENQUIRE_LINK:
            self._write(pdu(ENQUIRE_LINK | RESPONSE, sequence))
        elif command == UNBIND:
            self._write(pdu(UNBIND | RESPONSE, sequence))
            self.close("the gateway ended the session")
        elif not command & RESPONSE:
            self._write(pdu(GENERIC_NACK, sequence, status=INVALID_COMMAND))

    def _deliver(self, sequence: int, body: bytes) -> None:
        try:
            self.news[sequence] = delivered(body)
        except WireError as error:
            # One message that cannot be read must not cost the session; sent again it would read the same.
            log.warning("deliver_sm_unreadable", why=str(error))
            self._write(pdu(DELIVER_SM | RESPONSE, sequence, b"\0"))
            return
        if not self._on_delivered(self, sequence):
            del self.news[sequence]
            self._write(pdu(DELIVER_SM | RESPONSE, sequence, b"\0", status=QUEUE_FULL))

    def _write(self, octets: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(octets)

    def _number(self) -> int:
        self._sequence = self._sequence % _LAST_SEQUENCE + 1
        return self._sequence
