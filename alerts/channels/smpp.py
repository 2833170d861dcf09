"""SMS over SMPP 3.4: warnings as short messages, and the gateway's answers as outcomes.

At most ``window`` submits are in flight on a link, because an unbounded burst hangs gateways. While no link stands,
``send`` refuses at once instead of waiting: the outbox keeps the messages, and other channels are not held up. A
gateway that throttles is left alone twice as long each time, until it takes a message again.

Source:
    SMPP Protocol Specification v3.4, 5.1.3 (command_status), 7.1.1 (relative time).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from alerts.channels.smpp_inbox import read
from alerts.channels.smpp_session import SmppAccount, SmppSession, asks_for_patience
from alerts.channels.smpp_wire import SubmitForm, submit_tail
from alerts.errors import ChannelError
from alerts.outgoing import Abilities, Inbound, Outcome, Outgoing, Part, Receipt, Result
from alerts.receipts import receipt
from alerts.sms import dialled, message_text, short_messages

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from alerts.channels.smpp_link import Answer
    from alerts.warning import CapStatus

log = structlog.get_logger("alerts.channels.smpp")

#: How long a gateway that asks for patience is left alone at first, and at most.
BUSY_WAIT = timedelta(seconds=1)
LONGEST_BUSY_WAIT = timedelta(seconds=30)
#: Seconds after which nothing more leaves in a round: what is left waits for the next, before its lease runs out.
ROUND_S = 8.0
#: The longest validity period asked for: gateways hold nothing longer anyway.
LONGEST_VALIDITY = timedelta(days=27)
#: command_status that says nothing of the message: wrong bind state, bind failed, temporary fault of an application
#: behind the gateway, unknown error.
_PASSING = frozenset({0x04, 0x0D, 0x64, 0xFF})
#: Of a message without a warning.
OWN_VALIDITY = timedelta(hours=1)


class SmppChannel:
    """Sends warnings as SMS through one SMPP account, for one CAP status."""

    def __init__(
        self,
        account: SmppAccount,
        *,
        status: CapStatus,
        clock: Callable[[], datetime],
        signature: str = "烽火",
        on_news: Callable[[], None] = lambda: None,
    ) -> None:
        """Take the account; nothing is bound before ``start``.

        Args:
            account: Whose way out it is.
            status: The only status it carries.
            clock: Says when an answer came.
            signature: Who speaks.
            on_news: Is called, from another thread, when something came.
        """
        self.name = account.name
        self.status = status
        self.abilities = Abilities(has_receipts=True, has_session=True)
        self.session = SmppSession(account, on_news=on_news)
        self._signature = signature
        self._form = SubmitForm.of(account.source)
        self._clock = clock
        self._receipts: list[Receipt] = []
        self._received: list[Inbound] = []
        self._busy_wait = BUSY_WAIT

    def start(self) -> None:
        """Begin to bind, in the background."""
        self.session.start()

    def stop(self) -> None:
        """Unbind."""
        self.session.stop()

    def check(self) -> str:
        """Return why no link stands, empty while one does."""
        return "" if self.session.is_bound else self.session.why

    def send(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        """Submit messages and return what the gateway answered to each, in order.

        Raises:
            ChannelError: If no link stands.
        """
        if not self.session.is_bound:
            account = self.session.account
            message = f"no session with the SMS gateway {account.host}:{account.port}: {self.session.why}"
            raise ChannelError(message)
        written = _Written(self._form, signature=self._signature)
        outcomes: dict[int, Outcome] = {}
        units: dict[int, list[bytes]] = {}
        for number, message_ in enumerate(messages):
            try:
                units[number] = self._unit(message_, written)
            except ChannelError as error:
                outcomes[number] = Outcome(result=Result.FAILED, detail=str(error))
        answers = self.session.submit_all(list(units.values()), timeout=ROUND_S) if units else []
        wait = self._patience(answers)
        for number, answered in zip(units, answers, strict=True):
            outcomes[number] = outcome_of(answered, wait=wait, provider=self.name)
        return [outcomes[number] for number in range(len(messages))]

    def receipts(self) -> list[Receipt]:
        """Return the receipts that came since the last call."""
        self._sort_news()
        found, self._receipts = self._receipts, []
        return found

    def received(self) -> list[Inbound]:
        """Return what people sent since the last call; a part of a longer message is told by itself."""
        self._sort_news()
        found, self._received = self._received, []
        return found

    def acknowledge(self) -> None:
        """Tell the gateway that what was returned is kept."""
        self.session.acknowledge()

    def _unit(self, message: Outgoing, written: _Written) -> list[bytes]:
        if message.status is not self.status:
            detail = f"this channel carries {self.status} only, the message is {message.status}"
            raise ChannelError(detail, is_retryable=False)
        return written.unit(message)

    def _patience(self, answers: Sequence[Sequence[Answer]]) -> timedelta:
        """Return how long the gateway is left alone if it asked for that, and remember whether it did."""
        wait = self._busy_wait
        if any(asks_for_patience(answer) for answered in answers for answer in answered):
            self._busy_wait = min(2 * wait, LONGEST_BUSY_WAIT)
        elif answers:
            self._busy_wait = BUSY_WAIT
        return wait

    def _sort_news(self) -> None:
        for each in self.session.news():
            if not each.is_receipt:
                text, part = read(each)
                self._hear(each.source, text, part)
                continue
            told = receipt(each.octets.decode("ascii", "replace"), provider=self.name, message=each.message)
            if told is not None:
                self._receipts.append(told)

    def _hear(self, source: str, text: str, part: Part | None) -> None:
        address = f"+{source}" if source.isdigit() else source
        self._received.append(Inbound(channel=self.name, address=address, text=text, at=self._clock(), part=part))


class _Written:
    """What a round tells: a text that thousands are told is put into octets once."""

    def __init__(self, form: SubmitForm, *, signature: str) -> None:
        self._form = form
        self._signature = signature
        #: Text, validity period, and all that follows the number where one part says it all.
        self._told: dict[tuple[str, str, datetime], tuple[str, bytes, bytes]] = {}

    def unit(self, message: Outgoing) -> list[bytes]:
        delivery = message.delivery
        key = (delivery.warning, delivery.body, message.now)
        told = self._told.get(key)
        if told is None:
            told = self._told[key] = self._tell(message)
        text, validity, tail = told
        number = dialled(delivery.address)
        tails = [tail] if tail else _tails(text, validity, key=delivery.idempotency_key)
        return [self._form.body(number, tail) for tail in tails]

    def _tell(self, message: Outgoing) -> tuple[str, bytes, bytes]:
        text = message_text(message, signature=self._signature)
        validity = validity_period(message).encode()
        tails = _tails(text, validity, key=message.delivery.idempotency_key)
        return text, validity, tails[0] if len(tails) == 1 else b""


def _tails(text: str, validity: bytes, *, key: str) -> list[bytes]:
    return [
        submit_tail(part.octets, validity=validity, has_header=part.has_header)
        for part in short_messages(text, key=key)
    ]


def outcome_of(answers: Sequence[Answer], *, wait: timedelta, provider: str) -> Outcome:
    """Return what the answers to the parts mean for the message.

    Args:
        answers: To each part, in order.
        wait: How long a gateway that asks for patience is left alone.
        provider: Account that was asked.
    """
    if all(answer.status == 0 for answer in answers):
        ids = tuple(answer.message_id for answer in answers)
        return Outcome(result=Result.SENT, detail=" ".join(ids), messages=ids, parts=len(ids), provider=provider)
    refused = next((answer for answer in answers if answer.status), None)
    if refused is not None:
        detail = f"the gateway refused with command_status 0x{refused.status:08X}"
        if asks_for_patience(refused):
            return Outcome(result=Result.RETRY, detail=detail, after=wait, provider=provider)
        if refused.status in _PASSING:
            return Outcome(result=Result.RETRY, detail=detail, provider=provider)
        return Outcome(result=Result.FAILED, detail=detail, provider=provider)
    if any(answer.is_sent for answer in answers):
        return Outcome(result=Result.RETRY, detail="no answer from the gateway", is_unknown=True, provider=provider)
    detail = "not submitted in this round"
    return Outcome(result=Result.RETRY, detail=detail, is_attempt=False, after=wait, provider=provider)


def validity_period(message: Outgoing) -> str:
    """Return the relative validity period: the gateway, too, must not tell a warning that has run out."""
    left = OWN_VALIDITY if message.warning is None else message.warning.expires - message.now
    minutes, seconds = divmod(max(1, int(min(left, LONGEST_VALIDITY).total_seconds())), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    return f"0000{days:02d}{hours:02d}{minutes:02d}{seconds:02d}000R"
