"""Conversation: what a listener says to one connected device, as a pure state machine.

The shell gives it the bytes that came in and the time; it gives back messages for the sink, each with the reply that
may be sent once the message is durable, and bytes that may go out at once. Requests of an operator go
through the same door, and their answers come out with the steps.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from ingest.wire.message import Message
    from sensing.instant import Micros


class Taken(NamedTuple):
    """One message for the sink, and what it promises the device."""

    message: Message
    #: Sent after the message is durable, never before; empty for none.
    reply: bytes = b""


class Command(StrEnum):
    """What a device can be asked for, in every protocol."""

    #: Tell the time of its clock.
    READ_TIME = "read_time"
    #: Set its clock to the time of asking.
    SET_TIME = "set_time"
    #: Send its readings of this moment.
    READ_NOW = "read_now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One thing asked of a device."""

    #: Named by the asker; comes back in the answer.
    id: str
    #: Id of the station that is asked.
    station: str
    command: Command


class Outcome(StrEnum):
    """How a request ended."""

    DONE = "done"
    #: The device said that it will not.
    REFUSED = "refused"
    #: The device tried and could not.
    FAILED = "failed"
    #: The device said nothing, after every repetition.
    TIMED_OUT = "timed_out"
    #: The protocol or the connection cannot carry it.
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of a request."""

    #: Id of the request.
    request: str
    outcome: Outcome
    #: One line for the operator; empty when there is nothing to add.
    detail: str = ""
    #: What the device said, in the words of its protocol, e.g. ``{"SystemTime": "20260801085857"}``.
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a conversation wants done now, in this order: hand over, send, answer."""

    #: Messages for the sink, in order of arrival.
    taken: tuple[Taken, ...] = ()
    #: Bytes that may go out at once: requests, NAK, answers that promise nothing.
    send: bytes = b""
    #: Requests that have ended.
    answers: tuple[Answer, ...] = ()
    #: Why something was turned away that is not worth a quarantine row, one line each; logged and counted.
    turned_away: tuple[str, ...] = ()


class Conversation(Protocol):
    """The protocol of one connection. Never raises on what a device sent."""

    @property
    def is_over(self) -> bool:
        """Tell whether the connection should be closed, once what is to be sent has gone out."""

    @property
    def stations(self) -> frozenset[str]:
        """Return the ids of the stations that have spoken on this connection."""

    @property
    def is_known(self) -> bool:
        """Tell whether a registered station has spoken."""

    @property
    def held(self) -> int:
        """Return the memory of what is kept for later, bytes."""

    def receive(self, data: bytes, *, now: Micros) -> Step:
        """Take bytes in order of arrival; ``b""`` means that the device has closed its side."""

    def due(self, *, now: Micros) -> tuple[Step, Micros | None]:
        """Do what time brings; also return the instant to be called again, None for never."""

    def ask(self, request: Request, *, now: Micros) -> Step:
        """Begin a request; its answer comes with this step or a later one."""
