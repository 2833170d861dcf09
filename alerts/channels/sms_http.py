"""SMS by a provider's HTTP interface: batches of one text, reviewed templates, errors as outcomes.

Providers send no free text: each template is registered with them, with few variables. Which one a message uses
follows from its purpose and type. A batch holds recipients who are told the same; one bad number must not take the
others down, so that a refused batch is sent one by one. These interfaces are not idempotent: what got no answer may
have been sent.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Protocol

from alerts.channels.letter import chinese, refuse_other_world
from alerts.channels.post import answered, unanswered
from alerts.channels.rounds import ROUND_S
from alerts.errors import ChannelError
from alerts.marks import mark
from alerts.outgoing import Abilities, Inbound, Outcome, Outgoing, Receipt, Result
from alerts.sms import dialled, message_text
from alerts.wording import when_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from alerts.channels.post import Post
    from alerts.warning import CapStatus

#: Values that a template's variables may take.
VALUES: Final = ("text", "headline", "event", "level", "area", "until", "instruction", "sender", "contact", "mark")
#: What a batch of deliveries is told by when no template is named for its kind.
ANY: Final = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsTemplate:
    """A template that the provider has reviewed."""

    id: str
    #: Its variables in order, and the value of ``VALUES`` that each takes.
    variables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Recipients who are told the same."""

    template: str
    #: Value by the template's name of it, in the template's order.
    values: Mapping[str, str]
    #: E.164 numbers with a plus.
    numbers: tuple[str, ...]
    #: Names it, the same for the same batch.
    key: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a provider is asked."""

    url: str
    headers: Mapping[str, str]
    content: bytes


class Provider(Protocol):
    """One provider's words."""

    @property
    def most(self) -> int:
        """Numbers in one batch at most."""
        ...

    def request(self, batch: Batch) -> Request:
        """Return a signed request."""
        ...

    def judged(self, told: Mapping[str, object], batch: Batch) -> list[Outcome] | Refusal:
        """Return what an answer means for each number, or for the whole batch."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A provider took nothing of a batch."""

    outcome: Outcome
    #: Whether one number of many may be the cause.
    is_about_one: bool = False
    #: Whether the account is: no money, wrong signature; nothing else will be taken either.
    is_about_account: bool = False


class HttpSmsChannel:
    """Sends text messages by a provider, for one CAP status."""

    def __init__(
        self,
        provider: Provider,
        templates: Mapping[str, SmsTemplate],
        *,
        post: Post,
        status: CapStatus,
        name: str,
        signature: str = "烽火",
        pushed: Callable[[], list[Receipt]] = list,
        on_kept: Callable[[], None] = lambda: None,
        timer: Callable[[], float] = time.monotonic,  # noqa: TID251  a span, not an instant
    ) -> None:
        """Take the account.

        Args:
            provider: Its words.
            templates: By purpose (``rollcall``, ``task``, ``linktest``) or type of the warning (``Alert``, ``Update``,
                ``Cancel``); ``*`` stands for all others.
            post: The way out.
            status: The only status it carries.
            name: Of the account.
            signature: Who speaks.
            pushed: Returns what the provider said since the last call.
            on_kept: Is called when that is committed.
            timer: Seconds that only go forward.
        """
        self.name, self.status = name, status
        self.abilities = Abilities(has_receipts=True)
        self._provider, self._templates, self._post = provider, dict(templates), post
        self._signature, self._pushed, self._on_kept = signature, pushed, on_kept
        self._timer = timer
        self._why = ""

    def send(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        """Send messages in batches of one text and return what became of each, in order.

        Raises:
            ChannelError: If the account can send nothing.
        """
        outcomes: dict[int, Outcome] = {}
        groups: dict[tuple[str, tuple[tuple[str, str], ...]], list[int]] = {}
        for number, message in enumerate(messages):
            try:
                refuse_other_world(message, self.status)
                dialled(message.delivery.address)
                groups.setdefault(self._said(message), []).append(number)
            except ChannelError as error:
                outcomes[number] = Outcome(result=Result.FAILED, detail=str(error))
        end = self._timer() + ROUND_S
        for (template, values), members in groups.items():
            for piece in _pieces(members, self._provider.most):
                batch = self._batch(template, dict(values), [messages[number] for number in piece])
                outcomes |= zip(piece, self._sent(batch, is_first=not outcomes, end=end), strict=True)
        # Receipts come under the account's name, whatever the channel is called.
        return [replace(outcomes[number], provider=self.name) for number in range(len(messages))]

    def receipts(self) -> list[Receipt]:
        """Return what the provider said since the last call."""
        return self._pushed()

    def received(self) -> list[Inbound]:
        """Return nothing: these accounts only speak."""
        return []

    def acknowledge(self) -> None:
        """Forget what was returned."""
        self._on_kept()

    def check(self) -> str:
        """Return why the account could send nothing last time, empty while it could."""
        return self._why

    def _batch(self, template: str, values: dict[str, str], members: Sequence[Outgoing]) -> Batch:
        first = members[0]
        numbers = tuple(f"+{dialled(each.delivery.address)}" for each in members)
        key = f"{first.delivery.idempotency_key}:{len(members)}:{first.delivery.attempts}"
        return Batch(template=template, values=values, numbers=numbers, key=key, now=first.now)

    def _sent(self, batch: Batch, *, is_first: bool, end: float) -> list[Outcome]:
        if self._timer() > end:
            return [_NEXT_ROUND] * len(batch.numbers)
        request = self._provider.request(batch)
        posted = self._post(request.url, headers=request.headers, content=request.content)
        told = answered(posted)
        if is_first and posted.why and posted.is_passing and not posted.is_sent:
            self._why = posted.why
            raise ChannelError(posted.why)
        if not told:
            return [unanswered(posted) if posted.why else _UNREADABLE] * len(batch.numbers)
        judged = self._provider.judged(told, batch)
        if isinstance(judged, list):
            self._why = ""
            return judged
        if judged.is_about_account:
            self._why = judged.outcome.detail
            if is_first:
                raise ChannelError(self._why)
        if judged.is_about_one and len(batch.numbers) > 1:
            return [outcome for one in _ones(batch) for outcome in self._sent(one, is_first=False, end=end)]
        return [judged.outcome] * len(batch.numbers)

    def _said(self, message: Outgoing) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Return the template of a message and what its variables say.

        Raises:
            ChannelError: If none is set up, or what it says would not show whose world it is of.
        """
        kind = message.delivery.purpose.value
        if message.warning is not None and not message.delivery.body:
            kind = message.warning.message_type.value
        template = self._templates.get(kind) or self._templates.get(ANY)
        if template is None:
            raise ChannelError(f"no SMS template is set up for {kind!r}", is_retryable=False)
        known = _values(message, signature=self._signature)
        values = tuple((name, known.get(value, "")) for name, value in template.variables.items())
        own = mark(message.status, "zh")
        if own and not any(value.startswith(own) for _, value in values):
            raise ChannelError(f"the template {template.id} does not say {own}", is_retryable=False)
        return template.id, values


_NEXT_ROUND = Outcome(result=Result.RETRY, detail="not sent in this round", is_attempt=False)
_UNREADABLE = Outcome(result=Result.RETRY, detail="the provider's answer is no JSON object", is_unknown=True)


def _values(message: Outgoing, *, signature: str) -> dict[str, str]:
    own = mark(message.status, "zh")
    # The provider writes the signature before the text itself.
    values = {"text": message_text(message, signature=signature).replace(f"【{signature}】", "", 1), "mark": own}
    warning = message.warning
    if warning is None:
        return values
    words = chinese(warning)
    return values | {
        "headline": words.headline if words.headline.startswith(own) else own + words.headline,
        "event": words.event,
        "level": warning.level.zh,
        "area": warning.area.description,
        "until": when_text(warning.expires, "zh-CN"),
        "instruction": words.instruction,
        "sender": warning.sender_name,
        "contact": words.contact,
    }


def _pieces(members: list[int], most: int) -> Iterator[list[int]]:
    for start in range(0, len(members), most):
        yield members[start : start + most]


def _ones(batch: Batch) -> Iterator[Batch]:
    for number in batch.numbers:
        yield Batch(
            template=batch.template, values=batch.values, numbers=(number,), key=f"{batch.key}:{number}", now=batch.now
        )
