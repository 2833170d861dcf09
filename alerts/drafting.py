"""Drafting: the words and the frame of a warning, from an incident. Pure.

A draft carries its mark (【测试】, 【演练】) from the first moment, and its retraction with it: what takes it back is
written, approved and kept together with what it says.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from alerts.approval import Act, moved
from alerts.errors import ApprovalError, TemplateError
from alerts.issuer import missing_outline
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
from incidents.wording import reason_text
from sensing.instant import BEIJING

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from alerts.issuer import Issuer
    from alerts.target import Aim
    from alerts.template import TemplateBook
    from incidents.incident import Incident
    from incidents.span import Words
    from sensing.level import Level

#: Why a warning is taken back, where nobody says it better.
TAKEN_BACK: Words = {"zh": "发布单位决定撤回", "en": "withdrawn by the issuing office"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """A warning as a person writes it; words by language (``zh``, ``en``), Chinese required."""

    hazard: str
    level: Level
    #: 12-digit division code; empty: the smallest that holds the target.
    division: str
    headline: Words
    description: Words
    instruction: Words = field(default_factory=dict)
    impact: Words = field(default_factory=dict)
    contact: Words = field(default_factory=dict)
    short: Words = field(default_factory=dict)
    sms: Words = field(default_factory=dict)
    #: Where it is aimed; None: at the division, or in a changed draft where it was.
    target: Aim | None = None
    #: Token of the preview by which a person says that so large an area is meant; empty: nothing.
    confirm: str = ""
    #: How long it lasts; None takes the issuer's.
    valid_for: timedelta | None = None


def drafted_alert(incident: Incident, *, issuer: Issuer, actor: str, now: datetime) -> Warning:
    """Return the draft of the first warning about an incident."""
    words = _texts(incident, MessageType.ALERT, issuer=issuer, before=None, now=now)
    return _draft(incident, MessageType.ALERT, words, issuer=issuer, actor=actor, now=now)


def drafted_update(incident: Incident, issued: Warning, *, issuer: Issuer, actor: str, now: datetime) -> Warning:
    """Return the draft that replaces an issued warning after the level changed."""
    words = _texts(incident, MessageType.UPDATE, issuer=issuer, before=issued.level, now=now)
    draft = _draft(incident, MessageType.UPDATE, words, issuer=issuer, actor=actor, now=now)
    # What a person aimed stays where he aimed it: a rule makes it no larger.
    area = draft.area if issued.target is None else issued.area
    return replace(
        draft, references=chain(issued), replaces=issued.id, area=area, target=issued.target, extent=issued.extent
    )


def redrafted(draft: Warning, incident: Incident, *, before: Level | None, issuer: Issuer, now: datetime) -> Warning:
    """Return a draft that was never released, rewritten for the incident's level now; a review is void."""
    words = _texts(incident, draft.message_type, issuer=issuer, before=before, now=now)
    after = moved(draft, Act.REDRAFTED, actor=f"rule:{incident.rule}", now=now, note=noted(words.troubles))
    changed = replace(
        after, level=incident.level, texts=words.texts, effective=now, expires=now + (draft.expires - draft.effective)
    )
    return with_retraction(changed, book=issuer.templates, telephone=issuer.telephone)


def drafted_renewal(issued: Warning, *, actor: str, now: datetime) -> Warning:
    """Return the draft that says the same again for the same span, in the words that people know."""
    draft = _successor(issued, MessageType.UPDATE, actor=actor, now=now)
    return replace(draft, retraction=issued.retraction)


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
    )


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


def _draft(
    incident: Incident, type_: MessageType, words: Worded, *, issuer: Issuer, actor: str, now: datetime
) -> Warning:
    id_, identifier = identity(now, prefix=issuer.prefix)
    area = issuer.area(incident.division, incident.station_name)
    note = noted(missing_outline(area), words.troubles)
    draft = Warning(
        id=id_,
        identifier=identifier,
        sender=issuer.sender,
        sender_name=issuer.sender_name,
        status=issuer.status,
        message_type=type_,
        stage=Stage.DRAFT,
        incident=incident.id,
        hazard=incident.hazard,
        level=incident.level,
        division=incident.division,
        station=incident.station,
        texts=words.texts,
        area=area,
        created=now,
        effective=now,
        expires=now + issuer.valid_for,
        steps=(Step(at=now, actor=actor, act=Act.DRAFTED.value, note=note),),
    )
    return with_retraction(draft, book=issuer.templates, telephone=issuer.telephone)


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


def _texts(incident: Incident, type_: MessageType, *, issuer: Issuer, before: Level | None, now: datetime) -> Worded:
    """Return the words about an incident; ``before`` is the level that people were told last."""
    last = incident.transitions[-1]
    matter = Matter(
        status=issuer.status,
        message_type=type_,
        hazard=incident.hazard,
        level=incident.level,
        sender=issuer.sender_name,
        area=issuer.area(incident.division, incident.station_name).description,
        when=last.at,
        until=now + issuer.valid_for,
        why=reason_text(last, station_name=incident.station_name),
        before=before,
        station=incident.station_name,
        telephone=issuer.telephone,
    )
    return worded(matter, issuer.templates, now=now)
