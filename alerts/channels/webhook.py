"""Webhook: a warning as JSON, signed, handed to somebody else's program.

The contact's address is the URL. It goes only to hosts that the operator has listed, is pinned to the address that
was judged, and follows no redirect: the ``Post`` that it is given sees to that. A receiver checks the signature and
drops an id that it has seen.

Source:
    Standard Webhooks 1.0.0 (webhook-id, webhook-timestamp, webhook-signature).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from standardwebhooks.webhooks import Webhook

from alerts.channels.letter import letter
from alerts.channels.post import unanswered
from alerts.channels.rounds import one_by_one
from alerts.outgoing import Abilities, Inbound, Outcome, Outgoing, Receipt, Result
from alerts.public import warning_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alerts.channels.post import Post
    from alerts.warning import CapStatus

#: The answer of a receiver that wants nothing any more (the specification's word).
_GONE = 410


class WebhookChannel:
    """Hands messages to webhooks, for one CAP status."""

    def __init__(
        self, *, secret: str, post: Post, status: CapStatus, signature: str = "烽火", name: str = "webhook"
    ) -> None:
        """Take the secret and the way out.

        Args:
            secret: Shared with the receivers, ``whsec_`` and base64.
            post: Hands it over, to hosts that are listed.
            status: The only status it carries.
            signature: Who speaks.
            name: Of the account.
        """
        self.name, self.status = name, status
        self.abilities = Abilities(has_geo=True)
        self._webhook, self._post, self._signature = Webhook(secret), post, signature

    def send(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        """Hand over messages and return what the receivers answered, in order."""
        return one_by_one(messages, status=self.status, send=self._sent)

    def receipts(self) -> list[Receipt]:
        """Return nothing: the answer was the receipt."""
        return []

    def received(self) -> list[Inbound]:
        """Return nothing: a program answers by the API."""
        return []

    def acknowledge(self) -> None:
        """Do nothing."""

    def check(self) -> str:
        """Return nothing: each receiver is a way of its own; a link test tries one."""
        return ""

    def _sent(self, message: Outgoing) -> Outcome:
        content = self.body(message)
        id_ = message.delivery.idempotency_key
        headers = {
            "content-type": "application/json",
            "webhook-id": id_,
            "webhook-timestamp": str(int(message.now.timestamp())),
            "webhook-signature": self._webhook.sign(id_, message.now, content.decode()),
        }
        posted = self._post(message.delivery.address, headers=headers, content=content)
        if not posted.why:
            return Outcome(result=Result.SENT, detail=f"answered {posted.status}", messages=(id_,))
        if posted.status == _GONE:
            return Outcome(result=Result.FAILED, detail=posted.why)
        return unanswered(posted)

    def body(self, message: Outgoing) -> bytes:
        """Return what the receiver reads."""
        told = letter(message, signature=self._signature)
        document = {
            "type": f"fenghuo.{message.delivery.purpose.value}",
            "timestamp": message.now.isoformat(),
            "status": message.status.value,
            "data": {
                "subject": told.subject,
                "text": told.text,
                "warning": None if message.warning is None else warning_json(message.warning),
            },
        }
        return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
