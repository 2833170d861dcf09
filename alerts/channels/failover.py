"""Fail-over: one channel made of several accounts, tried in order.

An account that is away, or that asks for patience, hands over to the next at once, and is passed by for a while: longer
each time, until it takes something again. What may have been accepted is not handed over: it would be told twice. With
every account passed by, all are tried all the same: silence is worse than knocking at a closed door.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from alerts.errors import ChannelError
from alerts.outgoing import Abilities, Inbound, Outcome, Receipt, Result

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from alerts.outgoing import Channel, Outgoing
    from alerts.warning import CapStatus

log = structlog.get_logger("alerts.channels.failover")

#: How long an account that is away is passed by, at first and at most.
FIRST_PASS = timedelta(seconds=2)
LONGEST_PASS = timedelta(minutes=1)


@dataclass(slots=True)
class _Breaker:
    """Whether an account is passed by."""

    until: datetime | None = None
    wait: timedelta = FIRST_PASS

    def trip(self, now: datetime, *, wait: timedelta | None = None) -> None:
        self.until = now + (wait or self.wait)
        self.wait = min(2 * self.wait, LONGEST_PASS)

    def reset(self) -> None:
        self.until, self.wait = None, FIRST_PASS


class FailoverChannel:
    """Several accounts behind one name."""

    def __init__(self, name: str, providers: Sequence[Channel], *, status: CapStatus) -> None:
        """Take the accounts in the order in which they are tried.

        Raises:
            ChannelError: If one of them carries another status: drill and live never share a way out.
        """
        for provider in providers:
            if provider.status is not status:
                message = f"account {provider.name!r} carries {provider.status}, expected {status}"
                raise ChannelError(message, is_retryable=False)
        self.name = name
        self.status = status
        self.abilities = _common([provider.abilities for provider in providers])
        self._providers = list(providers)
        self._breakers = {provider.name: _Breaker() for provider in providers}

    def send(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        """Send by the first account that takes a message; return what became of each, in order.

        Raises:
            ChannelError: If no account could take anything.
        """
        left = list(range(len(messages)))
        outcomes: dict[int, Outcome] = {}
        why = "no account is set up"
        for provider in self._order(messages[0].now) if messages else []:
            given = [messages[number] for number in left]
            try:
                answers = provider.send(given)
            except ChannelError as error:
                why = str(error)
                self._breakers[provider.name].trip(messages[0].now)
                log.warning("account_passed_by", account=provider.name, why=why)
                continue
            outcomes.update(zip(left, answers, strict=True))
            left = [number for number in left if _may_go_elsewhere(outcomes[number])]
            self._judge(provider, [outcomes[number] for number in left], now=messages[0].now)
            if not left:
                break
        if messages and not outcomes:
            raise ChannelError(why)
        return [outcomes[number] for number in range(len(messages))]

    def receipts(self) -> list[Receipt]:
        """Return what the accounts said since the last call."""
        return [receipt for provider in self._providers for receipt in provider.receipts()]

    def received(self) -> list[Inbound]:
        """Return what people sent back since the last call."""
        return [message for provider in self._providers for message in provider.received()]

    def acknowledge(self) -> None:
        """Pass on that what was returned is committed."""
        for provider in self._providers:
            provider.acknowledge()

    def check(self) -> str:
        """Return what is wrong with the accounts; empty while one of them works."""
        troubles = {provider.name: provider.check() for provider in self._providers}
        return "; ".join(f"{name}: {why}" for name, why in troubles.items()) if all(troubles.values()) else ""

    def _order(self, now: datetime) -> list[Channel]:
        def is_open(provider: Channel) -> bool:
            until = self._breakers[provider.name].until
            return until is None or until <= now

        return [each for each in self._providers if is_open(each)] or self._providers

    def _judge(self, provider: Channel, waiting: Sequence[Outcome], *, now: datetime) -> None:
        """Pass an account by that asked for patience; one that took everything is well."""
        patience = next((outcome.after for outcome in waiting if outcome.after is not None), None)
        if patience is None:
            self._breakers[provider.name].reset()
        else:
            self._breakers[provider.name].trip(now, wait=patience)


def _may_go_elsewhere(outcome: Outcome) -> bool:
    return outcome.result is Result.RETRY and not outcome.is_unknown


def _common(abilities: Sequence[Abilities]) -> Abilities:
    """Return what all accounts can do."""
    limits = [each.most_characters for each in abilities if each.most_characters]
    return Abilities(
        most_characters=min(limits, default=0),
        has_receipts=any(each.has_receipts for each in abilities),
        has_session=all(each.has_session for each in abilities),
        has_geo=all(each.has_geo for each in abilities),
        has_media=all(each.has_media for each in abilities),
    )
