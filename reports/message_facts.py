"""Message facts: how far each message got, by channel and over time. Pure.

A delivery is told whole when it is queued and in few words afterwards, one by one or hundreds in a row, so it is
followed by its id.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from alerts.delivery import DeliveryState
from reports.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from incidents.journal import Row

#: Acts that say a message was handed over.
_GONE = frozenset({DeliveryState.SENT.value, DeliveryState.DELIVERED.value, DeliveryState.UNCONFIRMED.value})


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelFact:
    """What became of the messages of one channel."""

    channel: str
    total: int
    #: How many ended in each state, by its name.
    states: dict[str, int]
    #: Attempts beyond the first.
    retries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliveries:
    """Every message of a report, and when they went."""

    total: int
    #: When each message left, ascending.
    sent: tuple[datetime, ...]
    #: When each was confirmed, ascending.
    delivered: tuple[datetime, ...]
    #: First and last hand-over or receipt of each warning's own messages.
    spans: dict[str, tuple[datetime, datetime]]
    #: Channels over which a message of a warning left, by warning.
    ways: dict[str, frozenset[str]]


@dataclass(slots=True, kw_only=True)
class _Delivery:
    warning: str
    channel: str
    purpose: str
    state: str = DeliveryState.QUEUED.value
    attempts: int = 0
    sent: datetime | None = None
    delivered: datetime | None = None

    @property
    def gone(self) -> datetime | None:
        times = [each for each in (self.sent, self.delivered) if each is not None]
        return min(times, default=None)


def message_facts(rows: Iterable[Row]) -> tuple[Deliveries, tuple[ChannelFact, ...]]:
    """Return how far the messages of the rows got, in all and by channel."""
    book = _Book()
    for row in rows:
        if row.entry.kind == "delivery":
            book.take(Record(row.entry.data), row.entry.at)
    found = list(book.found.values())
    return _deliveries(found), tuple(_channels(found))


@dataclass(slots=True)
class _Book:
    found: dict[str, _Delivery] = field(default_factory=dict)

    def take(self, data: Record, at: datetime) -> None:
        act = data.text("act")
        told = [data.part("delivery")] if data.has("delivery") else data.parts("deliveries")
        for each in told:
            id_ = each.text("id")
            if id_:
                self._one(id_, each, data).take(each, act, at)

    def _one(self, id_: str, each: Record, data: Record) -> _Taken:
        if id_ not in self.found:
            self.found[id_] = _Delivery(
                warning=each.text("warning") or data.text("warning"),
                channel=each.text("channel") or data.text("channel"),
                purpose=each.text("purpose"),
            )
        return _Taken(self.found[id_])


@dataclass(slots=True)
class _Taken:
    delivery: _Delivery

    def take(self, each: Record, act: str, at: datetime) -> None:
        """Go on to what a row says of it; a receipt that came by another way than the act counts as well."""
        one = self.delivery
        one.state = each.text("state") or act or one.state
        one.attempts = max(one.attempts, each.count("attempts") or 0)
        one.purpose = one.purpose or each.text("purpose")
        if one.sent is None and act in _GONE:
            one.sent = each.instant("sent") or at
        if one.delivered is None and act == DeliveryState.DELIVERED.value:
            one.delivered = at


def _deliveries(found: list[_Delivery]) -> Deliveries:
    spans: dict[str, tuple[datetime, datetime]] = {}
    ways: dict[str, set[str]] = {}
    for each in found:
        if each.gone is None or not each.warning:
            continue
        ways.setdefault(each.warning, set()).add(each.channel)
        last = each.delivered or each.gone
        if each.purpose in {"", "warning"}:
            first, latest = spans.get(each.warning, (each.gone, last))
            spans[each.warning] = (min(first, each.gone), max(latest, last))
    return Deliveries(
        total=len(found),
        sent=tuple(sorted(each.gone for each in found if each.gone is not None)),
        delivered=tuple(sorted(each.delivered for each in found if each.delivered is not None)),
        spans=spans,
        ways={warning: frozenset(channels) for warning, channels in ways.items()},
    )


def _channels(found: list[_Delivery]) -> Iterator[ChannelFact]:
    names = sorted({each.channel for each in found})
    for name in names:
        of = [each for each in found if each.channel == name]
        yield ChannelFact(
            channel=name,
            total=len(of),
            states=dict(sorted(Counter(each.state for each in of).items())),
            retries=sum(max(0, each.attempts - 1) for each in of),
        )
