"""Outgoing: what a channel is handed, and what it says became of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from alerts.delivery import Delivery, DeliveryId, DeliveryState
    from alerts.warning import Warning  # noqa: A004 -- the field's word


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message to one recipient."""

    delivery: Delivery
    warning: Warning
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
class Outcome:
    """The answer to one message."""

    result: Result
    #: Gateway message ids or the error, for people.
    detail: str = ""
    #: For ``RETRY``: how long the gateway asks to be left alone; None leaves it to the dispatcher.
    after: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a gateway said later about a message it had accepted."""

    delivery: DeliveryId
    #: ``DELIVERED`` or ``FAILED``.
    state: DeliveryState
    detail: str
