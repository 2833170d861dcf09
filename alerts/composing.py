"""Composing: a warning that a person asks for, about an incident or in his own words.

It waits for approval at every level: the policy releases only what rules have judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.advice import advice
from alerts.approval import Act, check_person, mark
from alerts.desk import Desk
from alerts.drafting import drafted_alert, drafted_update, identity
from alerts.errors import ApprovalError
from alerts.hazard import hazard
from alerts.issuer import missing_outline
from alerts.warning import (
    MessageType,
    Stage,
    Step,
    Text,
    Warning,  # noqa: A004 -- the field's word
)
from incidents.errors import UnknownIncidentError
from sensing.level import Level

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.desk import WarningBook
    from alerts.drafting import Composition
    from alerts.issuer import Issuer


def draft_for_incident(book: WarningBook, incident: str, *, issuer: Issuer, actor: str, now: datetime) -> Warning:
    """Draft a warning about an incident because a person wants one; it waits for approval at every level.

    Raises:
        UnknownIncidentError: If no incident has that id.
        ApprovalError: If the incident is over, or a warning about it is drafted or in force.
    """
    check_person(actor)
    found = book.incident(incident)
    if found is None:
        message = f"no incident has the id {incident!r}"
        raise UnknownIncidentError(message)
    if found.level is Level.NONE or not found.is_open:
        raise ApprovalError("incident_over", f"incident {incident} is over: there is nothing to warn of")
    desk = Desk(book, now=now, seal=issuer.seal)
    issued, draft = desk.standing(found)
    if draft is not None or (issued is not None and issued.level is found.level):
        other = draft or issued
        message = f"warning {other.identifier if other else ''} about incident {incident} is already there"
        raise ApprovalError("already_warned", message)
    if issued is None:
        draft = drafted_alert(found, issuer=issuer, actor=actor, now=now)
    else:
        draft = drafted_update(found, issued, issuer=issuer, actor=actor, now=now)
    desk.draft(draft, actor=actor)
    desk.commit()
    return draft


def draft_by_hand(book: WarningBook, composition: Composition, *, issuer: Issuer, actor: str, now: datetime) -> Warning:
    """Draft a warning that a person wrote; it waits for approval at every level.

    Raises:
        ApprovalError: If words, level or duration are missing or make no sense.
    """
    check_person(actor)
    desk = Desk(book, now=now, seal=issuer.seal)
    draft = desk.draft(_drafted(composition, issuer=issuer, actor=actor, now=now), actor=actor)
    desk.commit()
    return draft


def _drafted(composition: Composition, *, issuer: Issuer, actor: str, now: datetime) -> Warning:
    """Return the draft of a warning that a person wrote.

    Raises:
        ApprovalError: If the level is none, the Chinese words are missing, or it would end before it begins.
    """
    valid_for = issuer.valid_for if composition.valid_for is None else composition.valid_for
    if composition.level is Level.NONE:
        raise ApprovalError("bad_level", "a warning needs a level from blue to red, got none")
    if not composition.headline.get("zh", "").strip() or not composition.description.get("zh", "").strip():
        raise ApprovalError("empty_text", "a warning needs a Chinese headline and description, got an empty one")
    if valid_for.total_seconds() < 1:
        message = f"a warning must last at least a second, got {valid_for.total_seconds():g} s"
        raise ApprovalError("bad_expiry", message)
    id_, identifier = identity(now, prefix=issuer.prefix)
    area = issuer.area(composition.division, "")
    return Warning(
        id=id_,
        identifier=identifier,
        sender=issuer.sender,
        sender_name=issuer.sender_name,
        status=issuer.status,
        message_type=MessageType.ALERT,
        stage=Stage.DRAFT,
        incident=None,
        hazard=composition.hazard,
        level=composition.level,
        division=composition.division,
        texts=_hand_texts(composition, issuer=issuer),
        area=area,
        created=now,
        effective=now,
        expires=now + valid_for,
        steps=(Step(at=now, actor=actor, act=Act.DRAFTED.value, note=missing_outline(area)),),
    )


def _hand_texts(composition: Composition, *, issuer: Issuer) -> tuple[Text, ...]:
    """Return the words a person wrote; English left out is filled with the plain fact, never left empty."""
    event, level = hazard(composition.hazard), composition.level
    do_zh, do_en = advice(event.peril, level)
    headline_en = composition.headline.get("en", "").strip() or f"{level.key.capitalize()} warning: {event.en}"
    zh_mark, en_mark = mark(issuer.status, "zh"), mark(issuer.status, "en")
    return (
        Text(
            language="zh-CN",
            event=event.zh,
            headline=zh_mark + composition.headline["zh"].strip().removeprefix(zh_mark or "\0"),
            description=composition.description["zh"].strip(),
            instruction=composition.instruction.get("zh", "").strip() or do_zh,
        ),
        Text(
            language="en",
            event=event.en,
            headline=en_mark + headline_en.removeprefix(en_mark or "\0"),
            description=composition.description.get("en", "").strip() or headline_en,
            instruction=composition.instruction.get("en", "").strip() or do_en,
        ),
    )
