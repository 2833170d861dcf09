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
