"""Sequel: what follows an issued warning in the same words: its renewal, and what takes it back. Pure.

Also what a chain hangs by: identifiers, and the references of whatever replaces a warning.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alerts.approval import Act
from alerts.errors import ApprovalError, TemplateError
from alerts.shipped import shipped
from alerts.warning import (
    MessageType,
    Stage,
    Step,
    Warning,  # noqa: A004 -- the field's word
    WarningId,
)
from alerts.wording import Matter, Worded, noted, worded
from incidents.identity import new_id
from sensing.instant import BEIJING

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.template import TemplateBook
    from incidents.span import Words

#: Why a warning is taken back, where nobody says it better.
TAKEN_BACK: Words = {"zh": "发布单位决定撤回", "en": "withdrawn by the issuing office"}


def drafted_renewal(issued: Warning, *, actor: str, now: datetime) -> Warning:
    """Return the draft that says the same again for the same span, in the words that people know."""
    draft = _successor(issued, MessageType.UPDATE, actor=actor, now=now)
    return replace(draft, retraction=issued.retraction, is_renewal=True)


def drafted_cancel(
    issued: Warning, *, why: Words | None, actor: str, now: datetime, book: TemplateBook | None = None
) -> Warning:
    """Return the draft that takes an issued warning back, for the same area and in the same name.

    Args:
        issued: What is taken back.
        why: Why; None: in the words that were prepared with it.
        actor: Who takes it back.
        now: When.
        book: Templates; None: those that are shipped.
    """
    texts, troubles = issued.retraction, list[str]()
    if why is not None or not texts:
        try:
            words = _retraction(issued, why=why or TAKEN_BACK, book=book or shipped(), now=now)
            texts, troubles = words.texts, words.troubles
        except TemplateError as error:
            if not texts:
                raise
            troubles = [str(error)]
    draft = _successor(issued, MessageType.CANCEL, actor=actor, now=now, note=noted(troubles))
    return replace(draft, texts=texts)


def _successor(issued: Warning, type_: MessageType, *, actor: str, now: datetime, note: str = "") -> Warning:
    """Return a draft that follows an issued warning and says the same about the same, with a work of its own."""
    id_, identifier = identity(now, prefix=prefix_of(issued))
    return replace(
        issued,
        id=id_,
        identifier=identifier,
        message_type=type_,
        stage=Stage.DRAFT,
        created=now,
        effective=now,
        expires=now + (issued.expires - issued.effective),
        sent=None,
        references=chain(issued),
        replaces=issued.id,
        steps=(Step(at=now, actor=actor, act=Act.DRAFTED.value, note=note),),
        author="",
        retraction=(),
        approvals=(),
        asking=None,
        review=None,
        renew_at=None,
        is_renewal_due=False,
        is_renewal=False,
    )


def standing_alone(draft: Warning) -> Warning:
    """Return a draft as an Alert for itself, because what it was to replace has run out; nobody has approved that."""
    return replace(draft, message_type=MessageType.ALERT, references=(), replaces=None, approvals=(), is_renewal=False)


def with_retraction(draft: Warning, *, book: TemplateBook, telephone: str = "") -> Warning:
    """Return a draft with the words that will take it back; an own language without such words has none."""
    words = _retraction(draft, why=TAKEN_BACK, book=book, now=draft.created, telephone=telephone)
    return replace(draft, retraction=words.texts)


def _retraction(warning: Warning, *, why: Words, book: TemplateBook, now: datetime, telephone: str = "") -> Worded:
    matter = Matter(
        status=warning.status,
        message_type=MessageType.CANCEL,
        hazard=warning.hazard,
        level=warning.level,
        sender=warning.sender_name,
        area=warning.area.description,
        when=now,
        until=warning.expires,
        why=why,
        telephone=telephone,
    )
    return worded(matter, book, now=now)


def chain(issued: Warning) -> tuple[str, ...]:
    """Return the CAP references of whatever replaces this warning: those it carries, then its own."""
    if issued.sent is None:
        message = f"warning {issued.identifier} was never issued: nothing can refer to it"
        raise ApprovalError("not_issued", message)
    sent = issued.sent.astimezone(BEIJING).isoformat(timespec="seconds")
    return (*issued.references, f"{issued.sender},{issued.identifier},{sent}")


def identity(now: datetime, *, prefix: str = "") -> tuple[WarningId, str]:
    """Return a fresh id and a CAP identifier that shows the Beijing time and ends in the id's random part.

    Args:
        now: When.
        prefix: What the identifier begins with, without the dot at its end; empty: ``FH``.
    """
    id_ = new_id(now)
    stamp, own = f"{now.astimezone(BEIJING):%Y%m%d%H%M%S}", id_[-12:]
    # What is registered is an object identifier: numbers only.
    return WarningId(id_), f"{prefix}.{stamp}.{int(own, 16)}" if prefix else f"FH-{stamp}-{own}"


def prefix_of(warning: Warning) -> str:
    """Return the prefix that the identifier of a warning was given, for what follows it."""
    head, _, _ = warning.identifier.rpartition(".")
    return head.rpartition(".")[0]
