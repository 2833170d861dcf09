"""Drafting: the words and the frame of a warning, from an incident. Pure.

A draft carries its mark (【测试】, 【演练】) from the first moment: what is not Actual says so in every text.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from alerts.advice import advice
from alerts.approval import Act, mark, moved
from alerts.errors import ApprovalError
from alerts.hazard import hazard
from alerts.issuer import missing_outline
from alerts.warning import (
    MessageType,
    Stage,
    Step,
    Text,
    Warning,  # noqa: A004 -- the field's word
    WarningId,
)
from incidents.identity import new_id
from incidents.wording import reason_text
from sensing.instant import BEIJING
from sensing.level import Level

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from alerts.issuer import Issuer
    from incidents.incident import Incident
    from incidents.span import Words

#: What the levels are called beside their numeral in official headlines.
_GRADES = {Level.RED: "特别严重", Level.ORANGE: "严重", Level.YELLOW: "较重", Level.BLUE: "一般"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """A warning as a person writes it; words by language (``zh``, ``en``), Chinese required."""

    hazard: str
    level: Level
    #: 12-digit division code.
    division: str
    headline: Words
    description: Words
    instruction: Words = field(default_factory=dict)
    #: How long it lasts; None takes the issuer's.
    valid_for: timedelta | None = None


def drafted_alert(incident: Incident, *, issuer: Issuer, actor: str, now: datetime) -> Warning:
    """Return the draft of the first warning about an incident."""
    texts = _texts(incident, issuer=issuer, before=None)
    return _draft(incident, MessageType.ALERT, texts, issuer=issuer, actor=actor, now=now)


def drafted_update(incident: Incident, issued: Warning, *, issuer: Issuer, actor: str, now: datetime) -> Warning:
    """Return the draft that replaces an issued warning after the level changed."""
    texts = _texts(incident, issuer=issuer, before=issued.level)
    draft = _draft(incident, MessageType.UPDATE, texts, issuer=issuer, actor=actor, now=now)
    return replace(draft, references=chain(issued), replaces=issued.id)


def redrafted(draft: Warning, incident: Incident, *, before: Level | None, issuer: Issuer, now: datetime) -> Warning:
    """Return a draft that was never released, rewritten for the incident's level now; a review is void."""
    texts = _texts(incident, issuer=issuer, before=before)
    after = moved(draft, Act.REDRAFTED, actor=f"rule:{incident.rule}", now=now)
    return replace(
        after, level=incident.level, texts=texts, effective=now, expires=now + (draft.expires - draft.effective)
    )


def drafted_cancel(issued: Warning, *, why: Words, actor: str, now: datetime) -> Warning:
    """Return the draft that takes an issued warning back, for the same area and in the same name."""
    event = hazard(issued.hazard)
    zh_mark, en_mark = mark(issued.status, "zh"), mark(issued.status, "en")
    title = f"{event.zh}{issued.level.zh}预警"
    texts = (
        Text(
            language="zh-CN",
            event=event.zh,
            headline=f"{zh_mark}{issued.sender_name}解除{title}",
            description=f"{_when_zh(now)}，{why['zh'].rstrip('。')}。{title}解除。",
            instruction="请继续留意后续通知。",
        ),
        Text(
            language="en",
            event=event.en,
            headline=f"{en_mark}{issued.level.key.capitalize()} warning lifted: {event.en}",
            description=f"{_when_en(now)}: {why['en'].rstrip('.')}. The warning is lifted.",
            instruction="Watch for further notice.",
        ),
    )
    id_, identifier = identity(now)
    return replace(
        issued,
        id=id_,
        identifier=identifier,
        message_type=MessageType.CANCEL,
        stage=Stage.DRAFT,
        texts=texts,
        created=now,
        effective=now,
        expires=now + (issued.expires - issued.effective),
        sent=None,
        references=chain(issued),
        replaces=issued.id,
        steps=(Step(at=now, actor=actor, act=Act.DRAFTED.value),),
    )


def chain(issued: Warning) -> tuple[str, ...]:
    """Return the CAP references of whatever replaces this warning: those it carries, then its own."""
    if issued.sent is None:
        message = f"warning {issued.identifier} was never issued: nothing can refer to it"
        raise ApprovalError("not_issued", message)
    sent = issued.sent.astimezone(BEIJING).isoformat(timespec="seconds")
    return (*issued.references, f"{issued.sender},{issued.identifier},{sent}")


def _draft(
    incident: Incident, type_: MessageType, texts: tuple[Text, ...], *, issuer: Issuer, actor: str, now: datetime
) -> Warning:
    id_, identifier = identity(now)
    area = issuer.area(incident.division, incident.station_name)
    return Warning(
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
        texts=texts,
        area=area,
        created=now,
        effective=now,
        expires=now + issuer.valid_for,
        steps=(Step(at=now, actor=actor, act=Act.DRAFTED.value, note=missing_outline(area)),),
    )


def identity(now: datetime) -> tuple[WarningId, str]:
    """Return a fresh id and a CAP identifier that shows the Beijing time and ends in the id's random part."""
    id_ = new_id(now)
    return WarningId(id_), f"FH-{now.astimezone(BEIJING):%Y%m%d%H%M%S}-{id_[-12:]}"


def _texts(incident: Incident, *, issuer: Issuer, before: Level | None) -> tuple[Text, ...]:
    """Return the words about an incident; ``before`` is the level that people were told last."""
    event, level = hazard(incident.hazard), incident.level
    last = incident.transitions[-1]
    why = reason_text(last, station_name=incident.station_name)
    do_zh, do_en = advice(event.peril, level)
    area = issuer.area(incident.division, incident.station_name).description
    grade = f"[{level.numeral}级/{_GRADES.get(level, '')}]"
    if before is None:
        zh = f"{issuer.sender_name}发布{event.zh}{level.zh}预警{grade}"
        en = f"{level.key.capitalize()} warning: {event.en}"
    else:
        verb_zh, verb_en = ("升级", "raised") if level > before else ("降级", "lowered")
        zh = f"{issuer.sender_name}将{event.zh}{before.zh}预警{verb_zh}为{level.zh}预警{grade}"
        en = f"{level.key.capitalize()} warning ({verb_en} from {before.key}): {event.en}"
    return (
        Text(
            language="zh-CN",
            event=event.zh,
            headline=mark(issuer.status, "zh") + zh,
            description=f"{_when_zh(last.at)}，{why['zh']}。影响区域：{area}。",
            instruction=do_zh,
        ),
        Text(
            language="en",
            event=event.en,
            headline=mark(issuer.status, "en") + en,
            description=f"{_when_en(last.at)}: {why['en']}. Area: {area}.",
            instruction=do_en,
        ),
    )


def _when_zh(instant: datetime) -> str:
    local = instant.astimezone(BEIJING)
    return f"{local.month}月{local.day}日{local.hour}时{local.minute:02d}分"


def _when_en(instant: datetime) -> str:
    return f"{instant.astimezone(BEIJING):%Y-%m-%d %H:%M} Beijing time"
