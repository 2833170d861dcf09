"""Pace: how long to wait, decided without a clock.

Flushing: hand over at once while it is quiet, gather while it is busy, since a commit costs the same for one
reading as for a thousand. Reconnecting: later after each failure, and never all clients in the same instant.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FlushPolicy:
    """When gathered messages are handed over."""

    #: Wait after the first message while it is quiet, seconds.
    quiet: float = 0.005
    #: Longest wait after the first message, seconds.
    busy: float = 0.025
    #: A hand-over of at least so many messages counts as busy.
    many: int = 64
    #: Never more messages in one hand-over.
    max_messages: int = 5_000
    #: Never more payload in one hand-over than this and one message, bytes: what is one commit must stay short.
    max_bytes: int = 512 * 1024


def next_wait(policy: FlushPolicy, *, wait: float, count: int) -> float:
    """Return how long to gather next, seconds, after ``count`` messages were gathered in ``wait``."""
    if count >= policy.many:
        return min(2 * wait, policy.busy)
    return max(wait / 2, policy.quiet)


#: Messages a second from which they are a stream: read with rests between, because wake-ups then cost the most.
STREAM_RATE = 4_000
#: How long the rate is measured, µs.
STREAM_WINDOW = 20_000


class Flow:
    """Whether messages come as a stream. A clump now and then is none: its readings would only wait."""

    __slots__ = ("_count", "_since", "is_stream")

    def __init__(self) -> None:
        """Begin with no stream."""
        self._since = 0
        self._count = 0
        self.is_stream = False

    def note(self, count: int, *, now: int) -> None:
        """Take in that so many messages were read at an instant, µs; a clock that stepped begins anew."""
        self._count += count
        elapsed = now - self._since
        if 0 <= elapsed < STREAM_WINDOW:
            return
        self.is_stream = self._count * 1_000_000 >= STREAM_RATE * elapsed > 0
        self._since, self._count = now, 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconnectPolicy:
    """When a lost connection is tried again."""

    #: Longest wait before the first try, seconds.
    first: float = 0.2
    #: Longest wait before any try, seconds.
    longest: float = 5.0


def reconnect_wait(policy: ReconnectPolicy, *, attempt: int, spread: float) -> float:
    """Return how long to wait before a try, seconds.

    Args:
        policy: The bounds.
        attempt: Failures so far, from 0.
        spread: A random number 0..1 that keeps the clients of one broker apart.
    """
    bound = min(policy.first * 2.0 ** min(attempt, 16), policy.longest)
    return bound * (0.5 + spread / 2)
