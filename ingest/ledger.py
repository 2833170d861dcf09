"""Ledger: which messages were received, which are with the sink, which may be acknowledged.

A packet identifier means something on one connection only, and there only until it is acknowledged: later the
broker gives the same number to another message, and acknowledging it again would lose that one. So the books say
which entry an identifier stands for now, and an acknowledgement for any other entry is void; the broker sends those
messages again. A broker may also send again what the sink still holds (nats-server does so after its
``ack_wait``): that copy is not entered, or each outage of the database would multiply the messages.

Nothing is ever dropped here. What bounds the memory is the broker's window of unacknowledged messages, and,
for brokers without one, ``is_full``: the intake then stops reading until something is settled.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.pace import next_wait

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ingest.pace import FlushPolicy
    from ingest.wire.message import Message

# What a waiting message costs beside its payload, bytes, measured roughly.
_OVERHEAD = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters:
    """What the intake has seen since it was made; numbers of messages unless said otherwise."""

    received: int = 0
    #: Payload bytes received.
    received_bytes: int = 0
    #: Of those received, the broker had sent before (DUP flag).
    redelivered: int = 0
    #: Sent again by the broker while the first copy was pending; not entered, not in ``received``.
    repeated: int = 0
    #: Received with QoS 0: nobody promises those.
    unpromised: int = 0
    #: Acknowledged to the broker.
    acked: int = 0
    #: Settled too late for an acknowledgement; the broker sends them again.
    stale: int = 0
    #: Received and not settled yet.
    pending: int = 0
    #: Memory they take, bytes.
    pending_bytes: int = 0
    #: Hand-overs to the sink.
    handovers: int = 0
    #: Hand-overs that the sink failed on.
    failures: int = 0
    #: Connections made after the first one.
    reconnects: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """Messages for the sink, in order of arrival."""

    messages: list[Message]
    #: Packet identifier of each, 0 where none is to be acknowledged.
    mids: list[int]
    #: Serial number of the first entry; the others follow.
    first: int
    #: Memory they take, bytes.
    size: int


class Ledger:
    """The books of one intake, shared by its threads."""

    def __init__(self, policy: FlushPolicy, *, limit_bytes: int) -> None:
        """Open the books.

        Args:
            policy: When messages are handed over.
            limit_bytes: Memory of pending messages at which ``is_full`` turns true.
        """
        self._policy = policy
        self._limit_bytes = limit_bytes
        self._changed = threading.Condition()
        self._messages: list[Message] = []
        self._mids: list[int] = []
        # Serial number of the oldest entry that waits; entries are numbered as they arrive.
        self._first = 0
        # What each packet identifier in use stands for: the serial number of its entry.
        self._entries: dict[int, int] = {}
        self._is_first_connection = True
        self._due: list[int] = []
        self._outstanding: set[int] = set()
        self._is_closed = False
        self._wait = policy.quiet
        self._counters = Counters()

    @property
    def counters(self) -> Counters:
        """Return the counts so far."""
        return self._counters

    @property
    def is_full(self) -> bool:
        """Tell whether pending messages take as much memory as they may."""
        return self._counters.pending_bytes >= self._limit_bytes

    def connected(self) -> None:
        """Begin a connection: packet identifiers of the one before are void from now on."""
        with self._changed:
            self._count(stale=len(self._due), reconnects=0 if self._is_first_connection else 1)
            self._is_first_connection = False
            self._entries = {}
            self._due = []

    def add(self, messages: Sequence[Message], *, mids: Sequence[int], dups: Collection[int] = ()) -> None:
        """Enter messages that just arrived.

        Args:
            messages: What arrived, in order.
            mids: Packet identifier of each, 0 where none is to be acknowledged.
            dups: The packet identifiers that came with the DUP flag.
        """
        with self._changed:
            if self._is_closed:
                return  # not acknowledged, so the broker keeps them for the next start
            repeated = [mid for mid in dups if mid in self._entries]
            if repeated:
                kept = [pair for pair in zip(messages, mids, strict=True) if pair[1] not in repeated]
                messages, mids = [message for message, _ in kept], [mid for _, mid in kept]
            had = len(self._messages)
            serial = self._first + had
            self._messages += messages
            self._mids += mids
            self._entries.update(zip(mids, range(serial, serial + len(mids)), strict=True))
            size = _size(messages)
            self._count(
                received=len(messages),
                received_bytes=size - _OVERHEAD * len(messages),
                redelivered=len(dups) - len(repeated),
                repeated=len(repeated),
                unpromised=mids.count(0),
                pending=len(messages),
                pending_bytes=size,
            )
            if not had or len(self._messages) >= self._policy.max_messages:
                self._changed.notify_all()

    def collect(self) -> Handover | None:
        """Wait for messages and return the next hand-over; None when the books are closed and empty."""
        with self._changed:
            self._changed.wait_for(lambda: self._messages or self._is_closed)
            self._changed.wait_for(self._is_ripe, timeout=self._wait)
            if not self._messages:
                return None
            handover = self._take()
            self._wait = next_wait(self._policy, wait=self._wait, count=len(handover.messages))
            self._count(handovers=1)
            return handover

    def _is_ripe(self) -> bool:
        return self._is_closed or len(self._messages) >= self._policy.max_messages

    def _take(self) -> Handover:
        """Return the oldest messages gathered, as many as one hand-over may hold."""
        most = self._policy.max_messages
        messages, self._messages = self._messages[:most], self._messages[most:]
        mids, self._mids = self._mids[:most], self._mids[most:]
        first = self._first
        self._first += len(messages)
        self._outstanding.add(first)
        return Handover(messages=messages, mids=mids, first=first, size=_size(messages))

    def settle(self, handover: Handover) -> None:
        """Enter that the sink is done with a hand-over: it may be acknowledged. Only the first time counts."""
        with self._changed:
            if not self._release(handover):
                return
            entries = self._entries
            due = [
                mid for serial, mid in enumerate(handover.mids, handover.first) if entries.get(mid) == serial and mid
            ]
            self._due += due
            self._count(stale=_promised(handover) - len(due))

    def fail(self, handover: Handover) -> None:
        """Enter that the sink failed on a hand-over: it is never acknowledged, the broker sends it again."""
        with self._changed:
            if self._release(handover):
                self._count(failures=1, stale=_promised(handover))

    def _release(self, handover: Handover) -> bool:
        """Take a hand-over off the books; tell whether it was still on them."""
        if handover.first not in self._outstanding:
            return False
        self._outstanding.remove(handover.first)
        self._count(pending=-len(handover.messages), pending_bytes=-handover.size)
        self._changed.notify_all()
        return True

    def take_due(self) -> list[int]:
        """Return the packet identifiers to acknowledge now on the present connection."""
        with self._changed:
            due, self._due = self._due, []
            for mid in due:
                self._entries.pop(mid, None)
            self._count(acked=len(due))
            return due

    def close(self) -> None:
        """Hand over what is left, then nothing more."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def wait_settled(self, timeout: float) -> bool:
        """Wait until nothing is pending; tell whether that came true within ``timeout`` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._counters.pending, timeout=timeout)

    def _count(self, **more: int) -> None:
        """Add to the counters; the lock is held."""
        old = self._counters
        self._counters = replace(old, **{name: getattr(old, name) + number for name, number in more.items()})


def _size(messages: Sequence[Message]) -> int:
    """Return the memory that messages take, bytes."""
    return sum([len(message.payload) for message in messages]) + _OVERHEAD * len(messages)


def _promised(handover: Handover) -> int:
    """Return how many messages of a hand-over want an acknowledgement."""
    return len(handover.mids) - handover.mids.count(0)
