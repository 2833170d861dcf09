"""Lane: one channel's way through the outbox. Claims what is due, asks again whether each may be told, and sends.

Every channel has a lane of its own, so that a gateway that hangs holds up nobody else. A round is claim, send, settle:
two short transactions with the sending between them (``alerts.outbox`` says what a crash costs).

A channel that is away rests, longer and longer, and costs no message an attempt. One that fails in a way it should not
is no crash: what it was handed goes alone from then on, so that a message which brings the channel down cannot keep the
others from being sent, nor have them sent again.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Generic

import structlog

from alerts import pacing
from alerts.delivery import DeliveryState
from alerts.errors import ChannelError
from alerts.fellows import speaks_at
from alerts.ledger import Ledger
from alerts.outbox import Lease
from alerts.outgoing import Outcome, Outgoing, Result
from alerts.pacing import Pace
from alerts.settling import HOLD, ended, held, held_for, refused
from alerts.warning import MessageType
from alerts.world import W
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from alerts.delivery import Delivery, DeliveryId
    from alerts.outbox import Outbox
    from alerts.outgoing import Channel
    from alerts.warning import Warning, WarningId  # noqa: A004 -- the field's word

log = structlog.get_logger("alerts.lane")

#: How long a claim holds: longer than any round takes, and what a crash delays its messages by.
LEASE = timedelta(seconds=30)
#: A lane claims about as much as its channel takes in this time, so that something red waits no longer behind blue.
ROUND = timedelta(seconds=2)
FEWEST, FIRST = 32, 128
#: Rest of a channel that is away, at first and at most.
FIRST_REST = timedelta(seconds=1)
LONGEST_REST = timedelta(seconds=20)
#: Seconds after which nothing more leaves in a round, before its lease runs out.
ROUND_S = 8.0
#: How soon something that would overtake what it replaces is looked at again.
OVERTAKING = timedelta(seconds=1)
#: Of a chain of Updates, how many may still be on their way.
MOST_BEFORE = 3
_DAY = timedelta(days=1)
_OVERTAKES = "what it replaces is on its way"
_NEXT_ROUND = Outcome(result=Result.RETRY, detail="not sent in this round", is_attempt=False)


class Lane(Generic[W]):
    """One channel's way through the outbox."""

    def __init__(
        self,
        name: str,
        channel: Channel[W],
        *,
        store: Outbox,
        holder: str = "dispatcher",
        pace: Pace | None = None,
        limit: int = 1000,
        timer: Callable[[], float] = lambda: 0.0,
    ) -> None:
        """Take the channel under the name by which deliveries ask for it.

        Args:
            name: As in ``Delivery.channel``.
            channel: The way out.
            store: The outbox.
            holder: Of this process's claims, for people.
            pace: How the channel may be used.
            limit: Deliveries claimed at once at most.
            timer: Seconds that only go forward, to see how fast the channel is.
        """
        self.name = name
        self.channel = channel
        self.ledger = Ledger(name, store=store, pace=pace or Pace())
        #: Nothing is tried before this instant; None: the channel works as far as known.
        self.rests_until: datetime | None = None
        #: Why nothing may leave, as far as known; empty: it may.
        self.stopped = ""
        self._store, self._holder, self._pace = store, holder, pace or Pace()
        # How fast the channel is shows with the first few: a crash must not cost everything else a lease.
        self._most, self._limit = limit, min(limit, FIRST)
        self._timer = timer
        self._rest = FIRST_REST
        #: Deliveries that were on their way when the channel failed: each goes alone.
        self._suspects: set[DeliveryId] = set()
        #: Whether today's messages are used up.
        self._is_spent = False

    def run_once(self, now: datetime) -> int:
        """Write what came, then send one round; return how many deliveries were claimed.

        Raises:
            StoreError: If the store is away; what was not written yet is kept.
        """
        self.ledger.write(now)
        if self._is_away(now):
            return 0
        claimed = self._claim(now)
        if not claimed:
            return 0
        ready = self._sorted(claimed, now=now)
        began = self._timer()
        for number, group in enumerate(self._groups(ready)):
            is_over = number > 0 and self._timer() - began > ROUND_S
            tried = [(message, _NEXT_ROUND, False) for message in group] if is_over else self._tried(group)
            for message, outcome, is_away in tried:
                self.ledger.note(message, outcome, is_away=is_away)
        self._adapt(len(ready), self._timer() - began)
        self.ledger.write(now)
        return len(claimed)

    def _is_away(self, now: datetime) -> bool:
        if self.rests_until is not None and now < self.rests_until:
            return True
        return self.channel.abilities.has_session and bool(self.channel.check())

    def _claim(self, now: datetime) -> list[Delivery]:
        lease = Lease(holder=self._holder, until=now + LEASE)
        if not self._pace.has_gate:
            self.stopped = self._store.stopped(self.name)
            if self.stopped:
                return []
            with self._store.begin() as tx:
                return tx.claim_deliveries(channel=self.name, now=now, limit=self._limit, lease=lease)
        with self._store.begin() as tx:
            gate = pacing.opened(tx.gate(self.name), self._pace, now=now)
            self.stopped = "" if gate.stopped is None else gate.why or "stopped"
            limit = 0 if self.stopped else pacing.allowance(gate, self._pace, wanted=self._limit)
            claimed = tx.claim_deliveries(channel=self.name, now=now, limit=limit, lease=lease) if limit else []
            tx.save_gate(pacing.spent(gate, self._pace, messages=len(claimed)))
        self.ledger.charged += len(claimed)
        self._is_spent = bool(self._pace.per_day) and gate.used >= self._pace.per_day
        return claimed

    def _sorted(self, claimed: Sequence[Delivery], *, now: datetime) -> list[Outgoing[W]]:
        """Return what may be told now; what may not is left to the ledger."""
        warnings = {id_: self._store.warning(id_) for id_ in {each.warning for each in claimed} if id_}
        holds = {id_: self._hold(warning) for id_, warning in warnings.items()}
        lately = self._told_lately(claimed, now=now)
        late = self._overtaking(warnings, claimed, now=now)
        ready: list[Outgoing[W]] = []
        for delivery in claimed:
            warning = warnings.get(delivery.warning)
            message: Outgoing[W] = Outgoing(delivery=delivery, warning=warning, status=self.channel.status, now=now)
            why = holds.get(delivery.warning, "")
            if (delivery.warning, delivery.recipient) in late:
                why = _OVERTAKES
            stays = refused(delivery, warning, channel=self.channel, now=now) or self._waits(message, lately, why=why)
            if stays is None:
                ready.append(message)
            else:
                self.ledger.stay(delivery, stays)
        return ready

    def _hold(self, warning: Warning | None) -> str:
        if warning is None or warning.incident is None:
            return ""
        # Silenced is the one that it speaks of: where another one stands as high, it is told all the same.
        why = held_for(warning, self._store.incident(next(iter(warning.incidents), warning.incident)))
        fellows = self._store.fellows_of([warning.incident], most=1) if why else []
        return "" if speaks_at(warning.level, fellows) else why

    def _overtaking(
        self, warnings: Mapping[WarningId, Warning | None], claimed: Sequence[Delivery], *, now: datetime
    ) -> set[tuple[WarningId, str]]:
        """Return who must wait for which warning, because somebody may be sending them what it replaces.

        Nobody is told the older one last. Whoever claims that later than this sees that it is replaced: a claim is
        committed before its warning is read.
        """
        later = {earlier: each.id for each in warnings.values() if each is not None for earlier in self._before(each)}
        if not later:
            return set()
        # What this round has claimed of the older ones is dropped in it.
        own = {(each.warning, each.recipient) for each in claimed}
        with self._store.begin() as tx:
            found = tx.on_the_way(later, channel=self.name, now=now)
        return {(later[earlier], recipient) for earlier, recipient in found - own}

    def _before(self, warning: Warning) -> list[WarningId]:
        """Return what a warning replaces; for a Cancel, what that had replaced, too."""
        found = [warning.replaces] if warning.replaces else []
        is_cancel = warning.message_type is MessageType.CANCEL
        while is_cancel and 0 < len(found) < MOST_BEFORE:
            earlier = self._store.warning(found[-1])
            if earlier is None or not earlier.replaces:
                break
            found.append(earlier.replaces)
        return found

    def _waits(self, message: Outgoing[W], lately: Mapping[str, int], *, why: str) -> Delivery | None:
        """Return the delivery as it waits or ends for reasons of pace; None when it leaves now."""
        delivery, now, pace = message.delivery, message.now, self._pace
        if why:
            return held(delivery, why, until=now + (OVERTAKING if why == _OVERTAKES else HOLD), now=now)
        if pacing.must_go(message):
            return None
        if (end := pacing.quiet_until(pace, now=now)) is not None:
            return held(delivery, "quiet hours", until=end, now=now)
        if self._is_spent:
            return held(delivery, f"quota: {pace.per_day} messages a day", until=pacing.next_day(now), now=now)
        if pace.per_recipient and lately.get(delivery.recipient, 0) >= pace.per_recipient:
            detail = f"quota: {pace.per_recipient} messages to one recipient in 24 hours"
            return ended(delivery, DeliveryState.FAILED, detail, now=now)
        return None

    def _told_lately(self, claimed: Sequence[Delivery], *, now: datetime) -> dict[str, int]:
        asked = {each.recipient for each in claimed if each.level < Level.ORANGE}  # what is worse goes anyway
        if not self._pace.per_recipient or not asked:
            return {}
        with self._store.begin() as tx:
            return tx.told_lately(asked, channel=self.name, since=now - _DAY)

    def _groups(self, ready: list[Outgoing[W]]) -> list[list[Outgoing[W]]]:
        together = [message for message in ready if message.delivery.id not in self._suspects]
        alone = [[message] for message in ready if message.delivery.id in self._suspects]
        return [together, *alone] if together else alone

    def _tried(self, messages: list[Outgoing[W]]) -> list[tuple[Outgoing[W], Outcome, bool]]:
        """Return what became of each message, whatever the channel does, and whether the channel was away."""
        ids = {message.delivery.id for message in messages}
        try:
            tried = list(zip(messages, self.channel.send(messages), strict=True))
        except ChannelError as error:
            result = Result.RETRY if error.is_retryable else Result.FAILED
            if error.is_retryable:
                self.rests_until, self._rest = messages[0].now + self._rest, min(2 * self._rest, LONGEST_REST)
            return [(message, Outcome(result=result, detail=str(error)), True) for message in messages]
        except Exception as error:
            # An exception let through would end the round, and with it the memory of what was sent already.
            log.exception("channel_failed", channel=self.name, messages=len(messages))
            self._suspects |= ids
            detail = f"the channel failed ({type(error).__name__}), the log says more"
            outcome = Outcome(result=Result.RETRY, detail=detail, is_unknown=True)
            return [(message, outcome, False) for message in messages]
        self._suspects -= ids
        self.rests_until, self._rest = None, FIRST_REST
        return [(message, outcome, False) for message, outcome in tried]

    def _adapt(self, sent: int, seconds: float) -> None:
        """Claim next time about what the channel takes in a short while."""
        if sent:
            fits = int(sent / seconds * ROUND.total_seconds()) if seconds > 0 else self._most
            self._limit = max(FEWEST, min(self._most, fits))
