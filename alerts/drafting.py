"""Drafting: the words and the frame of a warning, from an incident. Pure.

A draft carries its mark (【测试】, 【演练】) from the first moment, and its retraction with it: what takes it back is
written, approved and kept together with what it says.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from alerts.approval import Act, moved
from alerts.issuer import missing_outline
from alerts.sequel import chain, identity, with_retraction
from alerts.warning import (
    MessageType,
    Stage,
    Step,
    Warning,  # noqa: A004 -- the field's word
)
from alerts.wording import Matter, Worded, noted, worded
from incidents.wording import reason_text

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from alerts.issuer import Issuer
    from alerts.target import Aim
    from incidents.incident import Incident
    from incidents.span import Words
    from sensing.level import Level


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


def drafted_update(
    incident: Incident, issued: Warning, *, issuer: Issuer, actor: str, now: datetime, lasting: Words | None = None
) -> Warning:
    """Return the draft that replaces an issued warning after the level changed, or a renewal that says how it lasts."""
    before = issued.level if lasting is None else None
    words = _texts(incident, MessageType.UPDATE, issuer=issuer, before=before, now=now, lasting=lasting)
    draft = _draft(incident, MessageType.UPDATE, words, issuer=issuer, actor=actor, now=now)
    # What a person aimed stays where he aimed it: a rule makes it no larger.
    area = draft.area if issued.target is None else issued.area
    # Whoever leads the chain leads it to its end, also when another one stands higher by now.
    draft = replace(draft, incident=issued.incident, references=chain(issued), replaces=issued.id)
    return replace(draft, area=area, target=issued.target, extent=issued.extent, is_renewal=lasting is not None)


def redrafted(
    draft: Warning,
    incident: Incident,
    *,
    before: Level | None,
    issuer: Issuer,
    now: datetime,
    lasting: Words | None = None,
) -> Warning:
    """Return a draft that was never released, rewritten for the incident's level now; a review is void."""
    words = _texts(incident, draft.message_type, issuer=issuer, before=before, now=now, lasting=lasting)
    after = moved(draft, Act.REDRAFTED, actor=f"rule:{incident.rule}", now=now, note=noted(words.troubles))
    is_same = draft.target is not None or draft.station == incident.station
    area = draft.area if is_same else issuer.area(incident.division, incident.station_name)
    changed = replace(after, level=incident.level, texts=words.texts, area=area, station=incident.station)
    changed = replace(changed, effective=now, expires=now + (draft.expires - draft.effective))
    changed = replace(changed, is_renewal=lasting is not None)
    return with_retraction(changed, book=issuer.templates, telephone=issuer.telephone)


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


def _texts(
    incident: Incident,
    type_: MessageType,
    *,
    issuer: Issuer,
    before: Level | None,
    now: datetime,
    lasting: Words | None = None,
) -> Worded:
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
        why=lasting or reason_text(last, station_name=incident.station_name),
        before=before,
        is_renewed=lasting is not None,
        station=incident.station_name,
        telephone=issuer.telephone,
        caveat=issuer.caveat(now),
    )
    return worded(matter, issuer.templates, now=now)
