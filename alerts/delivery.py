"""Delivery: one message to one recipient over one channel."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime  # noqa: TC003 - the store reads records by their hints
from enum import StrEnum
from operator import attrgetter
from typing import Any, Final, NewType

from alerts.warning import CapStatus, WarningId  # noqa: TC001 - the store reads records by their hints
from alerts.world import World
from sensing.level import Level

DeliveryId = NewType("DeliveryId", str)


class DeliveryState(StrEnum):
    """How far a message got; "sent" is what a gateway accepted, not what a person read."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    #: The warning expired or was superseded before it could be sent.
    DROPPED = "dropped"
    #: Sent, and no receipt came in time; one that comes late still settles it.
    UNCONFIRMED = "unconfirmed"
    #: Tried until no further attempt was worth it; a person may have it tried again.
    DEAD = "dead"


class Purpose(StrEnum):
    """Why a message is sent."""

    WARNING = "warning"
    #: Asks the recipient of a warning for an answer.
    ROLLCALL = "rollcall"
    #: Tells somebody of a response task.
    TASK = "task"
    #: Tries a channel before it is needed.
    LINKTEST = "linktest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person or screen that is told about warnings in a division's subtree."""

    id: str
    name: str
    #: 12-digit division code; warnings whose division is in its line (above or below) reach the contact.
    division: str
    #: ``sms``, ``voice``, ``email``, ``webhook``, ``mqtt``, ``wecom``, ``dingtalk`` or ``feishu``.
    channel: str
    #: E.164 number for ``sms`` and ``voice``, else what the channel calls an address.
    address: str
    #: Rows of one person or device share it; empty: the row is all there is of it.
    person: str = ""
    #: What it answers for, a word of ``alerts.duty``; empty: nothing.
    duty: str = ""
    #: Order of calling among those of one duty, the lowest first.
    rank: int = 0
    #: Groups that a warning may be aimed at.
    groups: tuple[str, ...] = ()
    #: Must-reach site that it answers for; empty: none.
    site: str = ""
    language: str = "zh-CN"
    #: Fixed: a person who takes part in drills has a second record.
    world: World = World.LIVE

    @property
    def key(self) -> str:
        """Return what tells its person from others."""
        return self.person or self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One row of the outbox."""

    id: DeliveryId
    #: Empty for a task or a link test that belongs to no warning.
    warning: WarningId
    #: Contact id, or ``screens`` for every subscribed screen.
    recipient: str
    recipient_name: str
    channel: str
    address: str
    state: DeliveryState
    #: Unique per (warning, recipient, channel): a gateway that sees it twice may drop the second.
    idempotency_key: str
    created: datetime
    changed: datetime
    attempts: int = 0
    #: Gateway message ids, receipt states or the error, for people.
    detail: str = ""
    #: Earliest next attempt.
    due: datetime | None = None
    purpose: Purpose = Purpose.WARNING
    #: What is told; empty: made from the warning when it is sent.
    body: str = ""
    #: Roll-call call or task that it is about; empty: none.
    ref: str = ""
    #: How many messages of the warning's chain came before; 0 for an Alert.
    revision: int = 0
    #: Level that it counts as in the outbox: of the warning, of what a Cancel takes back, of the task.
    level: Level = Level.NONE
    #: 12-digit division code of what it tells about; the journal's chain, and whose people may see it.
    division: str = ""
    #: For whom it is meant, where there is no warning to say so; None: the warning's.
    status: CapStatus | None = None
    #: When a gateway accepted it.
    sent: datetime | None = None
    #: Account that accepted it; empty: none yet.
    provider: str = ""


_NAMES: Final = tuple(field.name for field in fields(Delivery))
_VALUES: Final = attrgetter(*_NAMES)
_WRITERS: Final = tuple(getattr(Delivery, name).__set__ for name in _NAMES)


def advanced(delivery: Delivery, **changes: Any) -> Delivery:
    """Return a delivery with some fields changed: ``dataclasses.replace`` in half its time, as a storm needs it."""
    copy = object.__new__(Delivery)
    for write, value in zip(_WRITERS, _VALUES(delivery), strict=True):
        write(copy, value)
    for name, value in changes.items():
        object.__setattr__(copy, name, value)
    return copy
