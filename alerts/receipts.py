"""Receipts: which delivery a gateway's later word is about, and when a message of many parts has arrived. Pure.

Receipts come late or never, and a restart forgets who waits for one: "sent" then stays the last thing known. The
memory is bounded; the oldest message gives way.

Source:
    SMPP 3.4, appendix B (delivery receipt format) and 4.7.1.3 (receipted_message_id).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from alerts.delivery import DeliveryState
from alerts.outgoing import Receipt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alerts.delivery import DeliveryId

#: Messages whose receipts are waited for at most.
MOST_WAITING = 100_000

_FIELD = re.compile(r"\b(id|stat|err):(\S+)")
_FINAL = {"DELIVRD": DeliveryState.DELIVERED}
_FINAL |= dict.fromkeys(("EXPIRED", "DELETED", "UNDELIV", "REJECTD"), DeliveryState.FAILED)


@dataclass(slots=True)
class _Waiting:
    """A message some of whose parts are still on the way."""

    delivery: DeliveryId
    parts: set[str] = field(default_factory=set)


class ReceiptBook:
    """Message ids of the gateway, and the deliveries they belong to."""

    def __init__(self, *, most: int = MOST_WAITING) -> None:
        """Start with nothing waited for."""
        self._most = most
        self._by_message: dict[str, _Waiting] = {}
        # A gateway may confirm the first part before it has answered the last: such a receipt is kept for a while.
        self._early: dict[str, dict[str, str]] = {}

    def __len__(self) -> int:
        """Return how many parts are waited for."""
        return len(self._by_message)

    def expect(self, delivery: DeliveryId, messages: Sequence[str]) -> Receipt | None:
        """Wait for the receipts of the parts of one delivery; return what those that came early already settle."""
        waiting = _Waiting(delivery, set(messages))
        for message in messages:
            self._by_message[message] = waiting
        _bound(self._by_message, self._most)
        for message in messages:
            early = self._early.pop(message, None)
            receipt = None if early is None else self._settle(message, early)
            if receipt is not None:
                return receipt
        return None

    def take(self, text: str, *, message: str = "") -> Receipt | None:
        """Return what a receipt settles; None while parts are missing, or when it is about nothing we know.

        Args:
            text: The receipt's short message, ``id:… stat:…``.
            message: The id told beside the text, empty when there is none; it wins.
        """
        fields = dict(_FIELD.findall(text))
        message = message or fields.get("id", "")
        if fields.get("stat") not in _FINAL:
            return None
        if message not in self._by_message:
            self._early[message] = fields
            _bound(self._early, self._most)
            return None
        return self._settle(message, fields)

    def _settle(self, message: str, fields: dict[str, str]) -> Receipt | None:
        """Tick off one part."""
        waiting = self._by_message.pop(message)
        waiting.parts.discard(message)
        state = _FINAL[fields["stat"]]
        if state is DeliveryState.FAILED:
            for other in waiting.parts:
                self._by_message.pop(other, None)
            detail = f"{fields['stat']} {fields.get('err', '')}".strip()
            return Receipt(delivery=waiting.delivery, state=state, detail=detail)
        if waiting.parts:
            return None
        return Receipt(delivery=waiting.delivery, state=state, detail=fields["stat"])


def _bound(memory: dict[str, Any], most: int) -> None:
    """Forget the oldest until the memory is small enough."""
    while len(memory) > most:
        del memory[next(iter(memory))]
