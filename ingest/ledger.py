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
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from ingest.pace import next_wait
from ingest.wire.message import Bundle

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import numpy.typing as npt

    from ingest.pace import FlushPolicy
    from ingest.wire.message import Message
    from sensing.batch import IntArray

# What a waiting message costs beside its payload, bytes, measured roughly.
_OVERHEAD = 500
# Packet identifiers are 16 bits wide.
_IDENTIFIERS = 65_536
# No entry: serial numbers count from 0.
_FREE = -1


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

    messages: Bundle
    #: Packet identifier of each, 0 where none is to be acknowledged; int64, shape (n,).
    mids: IntArray
    #: Serial number of the first entry; the others follow.
    first: int
    #: Memory they take, bytes.
    size: int


class Ledger:
    """The books of one intake, shared by its threads."""

    def __init__(self, policy: FlushPolicy, *, limit_bytes: int, limit_messages: int = 65_535) -> None:
        """Open the books.

        Args:
            policy: When messages are handed over.
            limit_bytes: Memory of pending messages at which ``is_full`` turns true.
            limit_messages: Number of pending messages at which it does.
        """
        self._policy = policy
        self._limit_bytes = limit_bytes
        self._limit_messages = limit_messages
        self._changed = threading.Condition()
        # What waits, as it arrived: messages and their packet identifiers, with their number beside.
        self._waiting: list[tuple[Bundle, IntArray]] = []
        self._count_waiting = 0
        # Serial number of the oldest entry that waits; entries are numbered as they arrive.
        self._first = 0
        # What each packet identifier stands for: the serial number of its entry.
        self._entries: IntArray = np.full(_IDENTIFIERS, _FREE, dtype=np.int64)
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
        """Tell whether as many messages are pending as may be, by number or by memory."""
        counters = self._counters
        return counters.pending_bytes >= self._limit_bytes or counters.pending >= self._limit_messages

    def connected(self) -> None:
        """Begin a connection: packet identifiers of the one before are void from now on."""
        with self._changed:
            self._count(stale=len(self._due), reconnects=0 if self._is_first_connection else 1)
            self._is_first_connection = False
            self._entries.fill(_FREE)
            self._due = []

    def add(
        self, messages: Sequence[Message], *, mids: Sequence[int] | npt.NDArray[np.int64], dups: Collection[int] = ()
    ) -> None:
        """Enter messages that just arrived.

        Args:
            messages: What arrived, in order.
            mids: Packet identifier of each, 0 where none is to be acknowledged.
            dups: The packet identifiers that came with the DUP flag.
        """
        bundle, numbers = Bundle.of(messages), np.asarray(mids, dtype=np.int64)
        with self._changed:
            if self._is_closed:
                return  # not acknowledged, so the broker keeps them for the next start
            repeated = [mid for mid in dups if mid and self._entries[mid] != _FREE]
            if repeated:
                kept = np.flatnonzero(~np.isin(numbers, repeated))
                bundle, numbers = bundle.take(kept.tolist()), numbers[kept]
            had, count = self._count_waiting, len(numbers)
            self._waiting.append((bundle, numbers))
            self._count_waiting += count
            self._entries[numbers] = np.arange(self._first + had, self._first + had + count)
            size = bundle.payload_bytes
            self._count(
                received=count,
                received_bytes=size,
                redelivered=len(dups) - len(repeated),
                repeated=len(repeated),
                unpromised=count - int(np.count_nonzero(numbers)),
                pending=count,
                pending_bytes=size + _OVERHEAD * count,
            )
            if not had or self._count_waiting >= self._policy.max_messages:
                self._changed.notify_all()

    def collect(self) -> Handover | None:
        """Wait for messages and return the next hand-over; None when the books are closed and empty."""
        with self._changed:
            self._changed.wait_for(lambda: self._count_waiting or self._is_closed)
            self._changed.wait_for(self._is_ripe, timeout=self._wait)
            if not self._count_waiting:
                return None
            handover = self._take()
            self._wait = next_wait(self._policy, wait=self._wait, count=len(handover.messages))
            self._count(handovers=1)
            return handover

    def _is_ripe(self) -> bool:
        return self._is_closed or self._count_waiting >= self._policy.max_messages

    def _take(self) -> Handover:
        """Return the oldest messages gathered, as many as one hand-over may hold."""
        messages = Bundle.joined([bundle for bundle, _ in self._waiting])
        most = _fitting(messages.payloads, policy=self._policy)
        mids = np.concatenate([numbers for _, numbers in self._waiting])
        rest = len(mids) - most
        self._waiting = [(messages[most:], mids[most:])] if rest > 0 else []
        self._count_waiting = max(rest, 0)
        messages, mids = messages[:most], mids[:most]
        first = self._first
        self._first += len(messages)
        self._outstanding.add(first)
        return Handover(messages=messages, mids=mids, first=first, size=_size(messages))

    def settle(self, handover: Handover) -> None:
        """Enter that the sink is done with a hand-over: it may be acknowledged. Only the first time counts."""
        with self._changed:
            if not self._release(handover):
                return
            mids = handover.mids
            is_ours = self._entries[mids] == np.arange(handover.first, handover.first + len(mids))
            due = mids[is_ours & (mids != 0)].tolist()
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
            self._entries[due] = _FREE
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


def _fitting(payloads: Sequence[bytes], *, policy: FlushPolicy) -> int:
    """Return how many of the oldest messages fit into one hand-over, by number and by bytes; one at least."""
    sums = list(accumulate(map(len, payloads[: policy.max_messages])))
    return max(1, bisect_right(sums, policy.max_bytes))


def _size(messages: Bundle) -> int:
    """Return the memory that messages take, bytes."""
    return messages.payload_bytes + _OVERHEAD * len(messages)


def _promised(handover: Handover) -> int:
    """Return how many messages of a hand-over want an acknowledgement."""
    return int(np.count_nonzero(handover.mids))
