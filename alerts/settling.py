"""Settling: whether a delivery may be told now, and what an attempt makes of it. Pure.

Asked again at every send, whatever queued it: a warning that expired, was superseded or taken back is dropped, what an
exercise and the real thing must not share is refused, and what belongs to a silenced or inhibited incident waits.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from zlib import crc32

from alerts.approval import POLICY_ACTOR, Act
from alerts.delivery import Delivery, DeliveryState, Purpose, advanced
from alerts.outgoing import Result
from alerts.validity import Validity, validity
from alerts.warning import MessageType

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.outgoing import Channel, Outcome, Outgoing
    from alerts.warning import CapStatus, Warning  # noqa: A004 -- the field's word
    from alerts.world import W
    from incidents.incident import Incident

#: The first wait after a failed attempt, and the longest.
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=5)
#: The longest wait of a message whose whole channel was away.
AWAY_WAIT = timedelta(seconds=15)
#: Attempts after which a message is given up: more than an hour of them. A channel that is away costs none.
MOST_ATTEMPTS = 20
#: How soon something that waits for its incident is looked at again.
HOLD = timedelta(seconds=30)


def refused(
    delivery: Delivery, warning: Warning | None, *, channel: Channel[W] | None, now: datetime
) -> Delivery | None:
    """Return the delivery as it ends here because it may not be told; None when it may.

    Args:
        delivery: A claimed row of the outbox.
        warning: What it tells about, None when there is none (any more).
        channel: Its way out, None when none is set up.
        now: When.
    """
    if warning is None and (delivery.warning or delivery.purpose in {Purpose.WARNING, Purpose.ROLLCALL}):
        return ended(delivery, DeliveryState.FAILED, "its warning is gone", now=now)
    if warning is not None and (state := validity(warning, now=now)) is not Validity.VALID:
        return ended(delivery, DeliveryState.DROPPED, f"the warning is {state}", now=now)
    if channel is None:
        return ended(delivery, DeliveryState.FAILED, f"no channel {delivery.channel!r} is set up", now=now)
    if channel.status is not status_of(delivery, warning):
        # Drill and live never share a way out, whatever somebody configured.
        what = "message" if warning is None else "warning"
        detail = f"channel {delivery.channel!r} carries {channel.status} only, the {what} is "
        return ended(delivery, DeliveryState.FAILED, detail + (status_of(delivery, warning) or "of no status"), now=now)
    return None


def status_of(delivery: Delivery, warning: Warning | None) -> CapStatus | None:
    """Return for whom a message is meant: its warning says so; without one the delivery does."""
    return delivery.status if warning is None else warning.status


def held_for(warning: Warning | None, incident: Incident | None) -> str:
    """Return why a warning waits although it is valid; empty when it does not.

    What a policy released waits while its incident is silenced or inhibited. What a person released does not: the
    person saw the silence. A Cancel never waits.
    """
    if warning is None or incident is None or warning.message_type is MessageType.CANCEL:
        return ""
    if not any(step.actor == POLICY_ACTOR and step.act == Act.ISSUED for step in warning.steps):
        return ""
    if incident.silenced_by:
        return "the incident is silenced"
    return "the incident is inhibited by a greater one" if incident.inhibited_by else ""


def ended(delivery: Delivery, state: DeliveryState, detail: str, *, now: datetime) -> Delivery:
    """Return a delivery as it ends."""
    return replace(delivery, state=state, changed=now, detail=detail, due=None)


def held(delivery: Delivery, detail: str, *, until: datetime, now: datetime) -> Delivery:
    """Return a delivery that waits without an attempt."""
    return replace(delivery, changed=now, detail=detail, due=until)


def settled(message: Outgoing[W], outcome: Outcome, *, is_away: bool = False) -> Delivery:
    """Return the delivery after an attempt.

    Args:
        message: What was handed over.
        outcome: What became of it.
        is_away: Whether the whole channel was away: such an attempt gives nothing up.
    """
    delivery, now = message.delivery, message.now
    if not outcome.is_attempt:
        if outcome.after is None:
            return replace(delivery, due=None)
        return replace(delivery, due=now + outcome.after, detail=outcome.detail)
    attempts = delivery.attempts + 1
    state, due, sent, provider = DeliveryState.QUEUED, None, delivery.sent, delivery.provider
    if outcome.result is Result.SENT:
        state, sent, provider = DeliveryState.SENT, now, outcome.provider or delivery.channel
    elif outcome.result is Result.FAILED:
        state = DeliveryState.FAILED
    elif attempts >= MOST_ATTEMPTS and not is_away:
        state = DeliveryState.DEAD
    else:
        wait = outcome.after or back_off(delivery.idempotency_key, attempts)
        # Its lane rests anyway, and when the channel is back nothing red may wait out minutes of its own.
        due = now + (min(wait, AWAY_WAIT) if is_away else wait)
    return advanced(
        delivery,
        state=state,
        attempts=attempts,
        changed=now,
        detail=outcome.detail,
        due=due,
        sent=sent,
        provider=provider,
    )


def back_off(key: str, attempts: int) -> timedelta:
    """Return how long to wait before the next attempt: doubling, bounded, spread by the delivery's own key."""
    doublings = min(max(0, attempts - 1), 10)
    wait: timedelta = min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
    spread = crc32(f"{key}:{attempts}".encode()) / 0xFFFFFFFF
    return timedelta(seconds=wait.total_seconds() * (0.8 + 0.4 * spread))
