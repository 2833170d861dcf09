"""Outgoing: what a channel is handed, what it says became of it, and what comes back by it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, Protocol

from alerts.world import W

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from alerts.delivery import Delivery, DeliveryState
    from alerts.warning import CapStatus, Warning  # noqa: A004 -- the field's word


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing(Generic[W]):
    """One message to one recipient, of one world."""

    delivery: Delivery
    #: What it tells about; None for a task or a link test of its own.
    warning: Warning | None
    #: For whom it is meant; a channel refuses what it does not carry.
    status: CapStatus
    #: When it is sent, by the dispatcher's clock.
    now: datetime


class Result(StrEnum):
    """What became of an attempt."""

    #: The gateway accepted it.
    SENT = "sent"
    #: Not now; trying again makes sense.
    RETRY = "retry"
    #: Never; trying again would end the same.
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Readback:
    """What a gateway says it accepted; None where it does not say."""

    #: How many recipients it counts.
    recipients: int | None = None
    #: Whom it means to tell.
    address: str | None = None
    #: ``alerts.readback.text_hash`` of what it means to tell.
    text_hash: str | None = None
    #: How many parts it counts.
    parts: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The answer to one message."""

    result: Result
    #: The error, or what the gateway said, for people.
    detail: str = ""
    #: For ``RETRY``: how long the gateway asks to be left alone; None leaves it to the dispatcher.
    after: timedelta | None = None
    #: For ``SENT``: the gateway's ids of its parts, by which receipts name them.
    messages: tuple[str, ...] = ()
    #: How many messages it counts as at the gateway.
    parts: int = 1
    #: For ``RETRY``: whether the gateway may have accepted it all the same.
    is_unknown: bool = False
    #: Whether it counts as an attempt; False: it never left, and waits for the next round.
    is_attempt: bool = True
    #: Account that took it; empty: the channel itself.
    provider: str = ""
    readback: Readback | None = None
    #: What was handed over, for comparison with ``readback``; empty: nothing to compare.
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a gateway said later about a part of a message that it had accepted."""

    #: Account whose message id it is.
    provider: str
    message: str
    #: ``DELIVERED`` or ``FAILED``.
    state: DeliveryState
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Which part of a longer message one is."""

    #: What the parts of one message share, as their sender numbers his messages.
    reference: int
    #: How many parts there are, and which one it is, from 1.
    count: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """What somebody sent back."""

    #: Name of the channel by which it came.
    channel: str
    #: Whom the gateway names as its sender; E.164 where that can be known.
    address: str
    text: str
    #: When it came, by this machine's clock.
    at: datetime
    #: None: it is a whole message.
    part: Part | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """What a channel can do."""

    #: Characters of the longest text; 0: no limit.
    most_characters: int = 0
    #: Whether the gateway says later what arrived.
    has_receipts: bool = False
    #: Whether ``check`` knows, without trying, that nothing can leave: then nothing is claimed.
    has_session: bool = False
    #: Whether it shows places.
    has_geo: bool = False
    #: Whether it carries pictures.
    has_media: bool = False


class Channel(Protocol[W]):
    """One way out of the building, for messages of one world."""

    #: Of the account: message ids are unique under it.
    name: str
    #: The only status it carries.
    status: CapStatus
    abilities: Abilities

    def send(self, messages: Sequence[Outgoing[W]]) -> list[Outcome]:
        """Send messages and return what became of each, in order.

        Raises:
            ChannelError: If the channel could take none of them; anything else is a fault, and what became of the
                messages is unknown.
        """
        ...

    def receipts(self) -> list[Receipt]:
        """Return what the gateway said since the last call about messages accepted earlier."""
        ...

    def received(self) -> list[Inbound]:
        """Return what people sent back since the last call."""
        ...

    def acknowledge(self) -> None:
        """Take note that everything ``receipts`` and ``received`` returned is committed."""
        ...

    def check(self) -> str:
        """Return what is wrong with the way out, empty while it works; quick, and nobody is told anything."""
        ...
