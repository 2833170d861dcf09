"""Pacing: how fast a channel may be used, and what waits. Pure.

Limits are of the channel, whichever process sends: what is left of them is a row of the store (``Gate``). Rate counts
for everything, because a gateway beyond its rate takes nothing; the worst level goes first. Quiet hours and quotas
never hold what is orange or red, nor a Cancel.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING

from alerts.delivery import Purpose
from alerts.warning import MessageType
from sensing.level import Level

if TYPE_CHECKING:
    from alerts.outgoing import Outgoing
    from alerts.world import W

#: Whose days and nights count.
BEIJING = timezone(timedelta(hours=8))
#: By how much clocks of dispatchers may differ; what is further ahead was a clock that has been set back.
LARGEST_SKEW = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Hours in which nothing leaves that can wait; the end may be on the next day."""

    begin: time
    end: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a channel may be used."""

    #: Messages a second on average; 0: as fast as it takes them.
    rate: float = 0.0
    #: Messages at once after a rest; 0: those of one second.
    burst: int = 0
    quiet: Quiet | None = None
    #: Messages to one recipient in 24 hours; 0: no limit.
    per_recipient: int = 0
    #: Messages in one day, Beijing time; 0: no limit.
    per_day: int = 0

    @property
    def has_gate(self) -> bool:
        """Return whether anything is counted."""
        return bool(self.rate or self.per_day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What is left of a channel's limits, and whether a person or a read-back stopped it."""

    name: str
    #: Since when nothing leaves by it; None: it is open.
    stopped: datetime | None = None
    why: str = ""
    #: Messages that may leave at once, as of ``filled``; below 0 after messages of many parts.
    tokens: float = 0.0
    filled: datetime | None = None
    #: Beijing day of ``used``.
    day: date | None = None
    #: Messages handed over on that day.
    used: int = 0


def part_name(channel: str, part: str) -> str:
    """Return under which name the limits of a part of a channel are kept, such as of one robot."""
    return f"{channel}/{part}"


def is_part(name: str) -> bool:
    """Return whether a gate is of a part of a channel, and of no channel of its own."""
    return "/" in name


def opened(gate: Gate, pace: Pace, *, now: datetime) -> Gate:
    """Return the gate with the tokens that time has brought, and a fresh count on a new day."""
    today = now.astimezone(BEIJING).date()
    used = gate.used if gate.day == today else 0
    if not pace.rate:
        return replace(gate, day=today, used=used)
    most = float(pace.burst or max(1, round(pace.rate)))
    passed = most / pace.rate if gate.filled is None else max(0.0, (now - gate.filled).total_seconds())
    tokens = min(most, gate.tokens + passed * pace.rate)
    # Of two dispatchers whose clocks differ, the slower one must not have the same seconds counted again.
    ahead = gate.filled is not None and timedelta() < gate.filled - now <= LARGEST_SKEW
    return replace(gate, day=today, used=used, tokens=tokens, filled=gate.filled if ahead else now)


def allowance(gate: Gate, pace: Pace, *, wanted: int) -> int:
    """Return how many messages may leave now, ``wanted`` at most."""
    return max(0, min(wanted, int(gate.tokens))) if pace.rate else wanted


def spent(gate: Gate, pace: Pace, *, messages: int) -> Gate:
    """Return the gate after messages left."""
    return replace(gate, tokens=gate.tokens - messages if pace.rate else gate.tokens, used=gate.used + messages)


def next_token(gate: Gate, pace: Pace, *, now: datetime) -> datetime:
    """Return when the next message may leave."""
    return now + timedelta(seconds=max(0.0, 1.0 - gate.tokens) / pace.rate) if pace.rate else now


def next_day(now: datetime) -> datetime:
    """Return the beginning of the next day in Beijing."""
    local = now.astimezone(BEIJING)
    return (local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)).astimezone(now.tzinfo)


def must_go(message: Outgoing[W]) -> bool:
    """Return whether a message leaves whatever the hour and the cost: orange, red, and every Cancel."""
    if message.delivery.level >= Level.ORANGE:
        return True
    warning = message.warning
    return (
        warning is not None
        and message.delivery.purpose is Purpose.WARNING
        and warning.message_type is MessageType.CANCEL
    )


def quiet_until(pace: Pace, *, now: datetime) -> datetime | None:
    """Return when the quiet hours end; None outside them."""
    quiet = pace.quiet
    if quiet is None or quiet.begin == quiet.end:
        return None
    local = now.astimezone(BEIJING)
    clock = local.time()
    over_night = quiet.begin > quiet.end
    is_quiet = clock >= quiet.begin or clock < quiet.end if over_night else quiet.begin <= clock < quiet.end
    if not is_quiet:
        return None
    end = local.replace(hour=quiet.end.hour, minute=quiet.end.minute, second=0, microsecond=0)
    return (end if end > local else end + timedelta(days=1)).astimezone(now.tzinfo)
