"""Order: something that a node below is to tell people, and whether it still may. Asked again at every hop. Pure.

A link that was cut and heals delivers late, twice and in any order. What was sent later in a chain (Alert → Update* →
Cancel) ends what was sent before, also when it arrives first: it is remembered, and the earlier one is never played.
A node's clock may be wrong after a power cut: time is never taken to be before the newest order that was heard.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from alerts.warning import CapStatus, MessageType

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from alerts.warning import Warning  # noqa: A004 -- the field's word

#: How long an order is remembered after it was sent. One that is older is not played, because what ended it may be
#: forgotten.
MEMORY: Final = timedelta(days=30)


class Fate(StrEnum):
    """What a hop does with an order, and why."""

    PLAY = "play"
    #: It takes back what is being played.
    STOP = "stop"
    EXPIRED = "expired"
    #: A later one of its chain is known here.
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"
    #: It was played here before.
    PLAYED = "played"
    #: It is of another world: a drill, where this hop is live, or the reverse.
    OTHER_WORLD = "other_world"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One message of a chain, as a hop knows it."""

    #: CAP identifier.
    identifier: str
    sender: str
    #: What the messages of one chain have in common: the identifier of the first.
    chain: str
    message_type: MessageType
    status: CapStatus
    sent: datetime
    expires: datetime


_LAST_WORD: Final = {MessageType.ALERT: 0, MessageType.UPDATE: 1, MessageType.CANCEL: 2}


def fate_of(order: Order, *, known: Iterable[Order], played: Collection[str], now: datetime, status: CapStatus) -> Fate:
    """Return what a hop does with an order.

    Args:
        order: What arrived, or waits.
        known: Every order that the hop has heard of, this one or not.
        played: Identifiers of those that it has played.
        now: By the hop's clock.
        status: The only status that it tells people.
    """
    known = list(known)
    if order.status is not status:
        return Fate.OTHER_WORLD
    if order.identifier in played:
        return Fate.PLAYED
    later = _newest([order, *(each for each in known if _is_of_chain(each, order))])
    if later != order:
        return Fate.CANCELLED if later.message_type is MessageType.CANCEL else Fate.SUPERSEDED
    latest = max([now, order.sent, *(each.sent for each in known)])
    if latest >= order.expires or latest - order.sent > MEMORY:
        return Fate.EXPIRED
    return Fate.STOP if order.message_type is MessageType.CANCEL else Fate.PLAY


def standing(known: Iterable[Order], *, now: datetime, status: CapStatus) -> list[Order]:
    """Return the orders that hold now, by when they were sent: the last of each chain, unless it is over."""
    known = set(known)
    held = [order for order in known if fate_of(order, known=known, played=(), now=now, status=status) is Fate.PLAY]
    return sorted(held, key=_rank)


def remembered(known: Iterable[Order], *, now: datetime) -> list[Order]:
    """Return the orders that must still be known."""
    return [order for order in known if now - order.sent <= MEMORY]


def order_of(warning: Warning, *, chain: str) -> Order:
    """Return an issued warning as an order.

    Args:
        warning: What was issued.
        chain: Identifier of the first message of its chain.
    """
    return Order(
        identifier=warning.identifier,
        sender=warning.sender,
        chain=chain,
        message_type=warning.message_type,
        status=warning.status,
        sent=warning.sent or warning.effective,
        expires=warning.expires,
    )


def _is_of_chain(one: Order, other: Order) -> bool:
    """Return whether one may end the other: nobody ends what somebody else said, and no exercise ends what is real."""
    return (one.sender, one.status, one.chain) == (other.sender, other.status, other.chain)


def _newest(orders: Iterable[Order]) -> Order:
    return max(orders, key=_rank)


def _rank(order: Order) -> tuple[datetime, int, str]:
    return order.sent, _LAST_WORD[order.message_type], order.identifier
