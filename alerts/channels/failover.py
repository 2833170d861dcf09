"""Fail-over: one channel made of several accounts, tried in order.

An account that is away, or that asks for patience, hands over to the next at once, and is passed by for a while: longer
each time, until it takes something again. What may have been accepted is not handed over: it would be told twice. With
every account passed by, all are tried all the same: silence is worse than knocking at a closed door.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from alerts.channels.rounds import ROUND_S
from alerts.errors import ChannelError
from alerts.outgoing import Abilities, Inbound, Outcome, Receipt, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
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

    def __init__(
        self,
        name: str,
        providers: Sequence[Channel],
        *,
        status: CapStatus,
        timer: Callable[[], float] = time.monotonic,  # noqa: TID251  a span, not an instant
    ) -> None:
        """Take the accounts in the order in which they are tried, and seconds that only go forward.

        Raises:
            ChannelError: If one of them carries another status: drill and live never share a way out; or if two have
                one name: a receipt would find the wrong message.
        """
        for called, count in Counter(provider.name for provider in providers).items():
            if count > 1:
                raise ChannelError(f"two accounts are called {called!r}", is_retryable=False)
        for provider in providers:
            if provider.status is not status:
                message = f"account {provider.name!r} carries {provider.status}, expected {status}"
                raise ChannelError(message, is_retryable=False)
        self.name = name
        self.status = status
        self.abilities = _common([provider.abilities for provider in providers])
        self._providers = list(providers)
        self._timer = timer
        self._breakers = {provider.name: _Breaker() for provider in providers}

    def send(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        """Send by the first account that takes a message; return what became of each, in order.

        Raises:
            ChannelError: If no account could take anything.
        """
        left = list(range(len(messages)))
        outcomes: dict[int, Outcome] = {}
        why = "no account is set up"
        end = self._timer() + ROUND_S
        asked: set[str] = set()
        for provider in self._order(messages[0].now) if messages else []:
            # Each account may take as long as a round: two in a row could outlast the lease.
            if outcomes and self._timer() > end:
                break
            given = [messages[number] for number in left]
            try:
                answers = [self._named(each, provider, asked) for each in provider.send(given)]
                outcomes.update(zip(left, answers, strict=True))
            except ChannelError as error:
                why = str(error)
                self._breakers[provider.name].trip(messages[0].now)
                log.warning("account_passed_by", account=provider.name, why=why)
                continue
            except Exception as error:
                if not outcomes:
                    raise
                # What the accounts before it took is known, and must not be told again.
                log.exception("account_failed", account=provider.name, messages=len(given))
                detail = f"account {provider.name} failed ({type(error).__name__}), the log says more"
                outcomes.update(dict.fromkeys(left, Outcome(result=Result.RETRY, detail=detail, is_unknown=True)))
                break
            asked.add(provider.name)
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

    def _named(self, outcome: Outcome, provider: Channel, asked: Collection[str]) -> Outcome:
        """Return an outcome under the account's name; what a stand-in refuses, a better one that is away may take."""
        outcome = replace(outcome, provider=outcome.provider or provider.name)
        better = self._providers[: self._providers.index(provider)]
        if outcome.result is not Result.FAILED or all(each.name in asked for each in better):
            return outcome
        return replace(outcome, result=Result.RETRY, detail=f"{provider.name}: {outcome.detail}", after=None)

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
