"""SMS over SMPP 3.4: warnings as short messages, and the gateway's answers as outcomes.

At most ``window`` submits are in flight, because an unbounded burst hangs gateways. While no session stands, ``send``
refuses at once instead of waiting: the outbox keeps the messages, and other channels are not held up.

Source:
    SMPP Protocol Specification v3.4, 5.1.3 (command_status), 7.1.1 (relative time).
"""

from __future__ import annotations

import asyncio
from collections import deque
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from alerts.channels.smpp_session import SmppAccount, SmppSession
from alerts.errors import ChannelError
from alerts.outgoing import Outcome, Outgoing, Receipt, Result
from alerts.receipts import ReceiptBook
from alerts.sms import dialled, short_messages, sms_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alerts.warning import CapStatus

log = structlog.get_logger("alerts.channels.smpp")

#: command_status of a gateway that asks for patience: throttled, queue full, system error.
_BUSY = frozenset({0x58, 0x14, 0x08})
#: How long a gateway that asks for patience is left alone.
BUSY_WAIT = timedelta(seconds=5)
#: Seconds after which what is not submitted waits for the next round: meanwhile the outbox holds its claim.
ROUND_S = 120.0
#: Receipts kept until the dispatcher asks for them; the oldest gives way.
MOST_RECEIPTS = 100_000
#: The longest validity period asked for: gateways hold nothing longer anyway.
LONGEST_VALIDITY = timedelta(days=27)


class SmppChannel:
    """Sends warnings as SMS through one SMPP account, for one CAP status."""

    def __init__(self, account: SmppAccount, *, status: CapStatus, signature: str = "烽火") -> None:
        """Take the account, the only status it carries, and who speaks; nothing is bound before ``start``."""
        self.status = status
        self.session = SmppSession(account, on_receipt=self._take)
        self._signature = signature
        self._waiting = ReceiptBook()
        self._receipts: deque[Receipt] = deque(maxlen=MOST_RECEIPTS)

    def start(self) -> None:
        """Begin to bind, in the background."""
        self.session.start()

    def stop(self) -> None:
        """Unbind."""
        self.session.stop()

    def send(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        """Submit messages and return what the gateway answered to each, in order.

        Raises:
            ChannelError: If no session stands.
        """
        if not self.session.is_bound:
            account = self.session.account
            message = f"no session with the SMS gateway {account.host}:{account.port}: {self.session.why}"
            raise ChannelError(message)
        return self.session.run(self._send_all(messages), timeout=ROUND_S + self.session.account.answer_s)

    def receipts(self) -> list[Receipt]:
        """Return the receipts that came since the last call."""
        found: list[Receipt] = []
        while self._receipts:
            found.append(self._receipts.popleft())
        return found

    def _take(self, text: str, message: str) -> None:
        self._keep(self._waiting.take(text, message=message))

    def _keep(self, receipt: Receipt | None) -> None:
        if receipt is not None:
            self._receipts.append(receipt)

    async def _send_all(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        window = asyncio.Semaphore(self.session.account.window)

        async def one(message: Outgoing) -> Outcome:
            async with window:
                return await self._send_one(message)

        tasks = [asyncio.create_task(one(message), name="smpp-submit") for message in messages]
        _, late = await asyncio.wait(tasks, timeout=ROUND_S)
        for task in late:
            task.cancel()
        found = await asyncio.gather(*tasks, return_exceptions=True)
        return [
            outcome if isinstance(outcome, Outcome) else _failed(message, outcome)
            for message, outcome in zip(messages, found, strict=True)
        ]

    async def _send_one(self, message: Outgoing) -> Outcome:
        """Submit the parts of one message in order; the first part that is not accepted ends the attempt."""
        if message.warning.status is not self.status:
            detail = f"this channel carries {self.status} only, the warning is {message.warning.status}"
            return Outcome(result=Result.FAILED, detail=detail)
        accepted: list[str] = []
        text = sms_text(message.warning, signature=self._signature)
        try:
            number = dialled(message.delivery.address)
            for part in short_messages(text, key=message.delivery.idempotency_key):
                answer = await self.session.submit(number, part, validity=validity_period(message))
                if answer.status:
                    return refused(answer.status)
                accepted.append(answer.message_id)
        except ChannelError as error:
            return Outcome(result=Result.RETRY if error.is_retryable else Result.FAILED, detail=str(error))
        self._keep(self._waiting.expect(message.delivery.id, accepted))
        return Outcome(result=Result.SENT, detail=" ".join(accepted))


def _failed(message: Outgoing, error: BaseException) -> Outcome:
    """Return what a fault means for one message: it waits, and takes none of the others with it."""
    if isinstance(error, asyncio.CancelledError):
        return Outcome(result=Result.RETRY, detail=f"not submitted within {ROUND_S:g} s")
    log.error("submit_failed", delivery=message.delivery.id, exc_info=error)
    return Outcome(result=Result.RETRY, detail=f"submitting failed ({type(error).__name__}), the log says more")


def refused(status: int) -> Outcome:
    """Return what a command_status other than OK means for trying again."""
    detail = f"the gateway refused with command_status 0x{status:08X}"
    if status in _BUSY:
        return Outcome(result=Result.RETRY, detail=detail, after=BUSY_WAIT)
    return Outcome(result=Result.FAILED, detail=detail)


def validity_period(message: Outgoing) -> str:
    """Return the relative validity period: the gateway, too, must not tell a warning that has run out."""
    left = min(message.warning.expires - message.now, LONGEST_VALIDITY)
    minutes, seconds = divmod(max(1, int(left.total_seconds())), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    return f"0000{days:02d}{hours:02d}{minutes:02d}{seconds:02d}000R"
