"""Mapping: our warning as a message of the national release system 12379, and back. Pure.

The message holds one language, no pages of work, and names of its own for itself. What it cannot hold is listed by
``unheld``; everything else comes back as it was: ``to_warning(to_cn12379(w)) == held(w)``, and ``held(w) == w`` for
whatever has nothing to lose.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from alerts.cap import description_of
from alerts.cn12379 import Cn12379, Method
from alerts.cn12379_reading import area_of, level_of
from alerts.errors import CapError
from alerts.hazard import hazard
from alerts.warning import (
    CapStatus,
    MessageType,
    Stage,
    Text,
    Warning,  # noqa: A004 -- the field's word
    WarningId,
)
from sensing.instant import BEIJING
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

_NOTES = {CapStatus.EXERCISE: "演练，不是真实预警。", CapStatus.TEST: "系统测试，不是真实预警。"}
_CERTAINTY = {True: "Observed", False: "Likely"}
_URGENCY = {Level.RED: "Immediate", Level.ORANGE: "Expected", Level.YELLOW: "Expected", Level.BLUE: "Future"}
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """How this installation appears in the national system."""

    #: 6 digits of the division, 3 of the institution (GB/T 4657), 5 more.
    code: str
    #: Ways that the system is asked to tell people by.
    methods: tuple[str, ...] = ("SMS", "SPEAKER", "WEB")
    #: Whether identifiers end in a serial digit.
    has_serial: bool = True


def candidates(office: Office, sent: datetime) -> Iterator[str]:
    """Yield identifiers for a message, the fitting one first: what is taken moves on to the next digit or second."""
    instant = sent
    while True:
        stem = f"{office.code}_{instant.astimezone(BEIJING):%Y%m%d%H%M%S}"
        yield from (f"{stem}_{serial}" for serial in range(10)) if office.has_serial else (stem,)
        instant += _SECOND


def to_cn12379(warning: Warning, *, office: Office, identifier: str, first: str = "") -> Cn12379:
    """Return an issued warning as a message.

    Args:
        warning: What is told.
        office: How we appear.
        identifier: What the message calls itself.
        first: Identifier of the first message of the chain; empty for an Alert.

    Raises:
        CapError: If it was not issued, has no Chinese words, or refers to nothing that was sent there.
    """
    text = _chinese(warning)
    if warning.sent is None or text is None:
        raise CapError(f"warning {warning.identifier} was not issued in Chinese: it has no message for 12379")
    if (warning.message_type is MessageType.ALERT) is bool(first):
        raise CapError(f"warning {warning.identifier} is {warning.message_type}: its reference was {first!r}")
    is_cancel = warning.message_type is MessageType.CANCEL
    return Cn12379(
        identifier=identifier,
        sender=warning.sender_name,
        sender_code=office.code,
        send_time=warning.sent,
        status=warning.status.value,
        message_type=warning.message_type.value,
        methods=tuple(Method(name=name, message=_said(name, text)) for name in office.methods),
        note=_note(warning, text),
        references=first,
        event_type=warning.hazard,
        urgency="Past" if is_cancel else _URGENCY.get(warning.level, "Unknown"),
        severity="Unknown" if warning.level is Level.NONE else warning.level.key.capitalize(),
        certainty=_CERTAINTY[bool(warning.station)],
        effective=warning.effective,
        expires=warning.expires,
        sender_name=warning.sender_name,
        headline=text.headline,
        description=description_of(text),
        instruction=text.instruction,
        area_desc=warning.area.description,
        polygons=tuple(" ".join(f"{_exact(lat)},{_exact(lon)}" for lon, lat in ring) for ring in warning.area.polygons),
        circles=tuple(f"{_exact(lat)},{_exact(lon)} {_exact(radius)}" for lon, lat, radius in warning.area.circles),
        geocode=",".join(warning.area.geocodes),
    )


def to_warning(message: Cn12379) -> Warning:
    """Return a message as a warning; what it cannot tell is left as new as can be.

    Raises:
        CapError: If its status, type or area is none of ours.
    """
    try:
        status, message_type = CapStatus(message.status), MessageType(message.message_type)
    except ValueError as error:
        raise CapError(f"message {message.identifier}: {error}") from None
    effective = message.effective or message.send_time
    area = area_of(message)
    text = Text(
        language="zh-CN",
        event=hazard(message.event_type).zh,
        headline=message.headline,
        description=message.description,
        instruction=message.instruction,
        short=next(
            (each.message for each in message.methods if each.name == "SPEAKER" and _is_short(each, message)), ""
        ),
    )
    return Warning(
        id=WarningId(message.identifier),
        identifier=message.identifier,
        sender=message.sender_code,
        sender_name=message.sender,
        status=status,
        message_type=message_type,
        stage=Stage.ISSUED,
        incident=None,
        hazard=message.event_type,
        level=level_of(message),
        division=area.geocodes[0] if area.geocodes else "",
        texts=(text,),
        area=area,
        created=message.send_time,
        effective=effective,
        expires=message.expires or effective + timedelta(hours=24),
        sent=message.send_time,
        references=tuple(message.references.split()),
    )


def held(warning: Warning, *, office: Office, identifier: str, first: str = "") -> Warning:
    """Return what of a warning comes back: everything but what ``unheld`` names."""
    text = _chinese(warning)
    if text is None or warning.sent is None:
        raise CapError(f"warning {warning.identifier} was not issued in Chinese: it has no message for 12379")
    return replace(
        warning,
        id=WarningId(identifier),
        identifier=identifier,
        sender=office.code,
        stage=Stage.ISSUED,
        incident=None,
        station="",
        division=warning.area.geocodes[0] if warning.area.geocodes else "",
        texts=(
            replace(
                text,
                event=hazard(warning.hazard).zh,
                description=description_of(text),
                impact="",
                contact="",
                short=text.short if _is_told(text, office) else "",
            ),
        ),
        created=warning.sent,
        references=(first,) if first else (),
        replaces=None,
        steps=(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheld:
    """One thing of a warning that a message has no place for."""

    #: Name of the field, e.g. ``texts.en``.
    field: str
    why: str


def unheld(warning: Warning, *, office: Office) -> tuple[Unheld, ...]:
    """Return what a message cannot hold of a warning, besides names, steps and the like that are ours alone."""
    text = _chinese(warning)
    checks = (
        ("texts", len(warning.texts) > 1, "one language only; the Chinese words are told"),
        ("texts.event", text is not None and text.event != hazard(warning.hazard).zh, "the event is told by its code"),
        ("texts.impact", text is not None and bool(text.impact), "joined to the description"),
        ("texts.contact", text is not None and bool(text.contact), "no element for it"),
        (
            "texts.short",
            text is not None and bool(text.short) and not _is_told(text, office),
            "no SPEAKER is asked for",
        ),
        ("incident", warning.incident is not None, "no element for it"),
        ("station", bool(warning.station), "only whether the danger was observed"),
        ("sender", warning.sender != office.code, "the office has a code of its own there"),
        ("references", len(warning.references) > 1, "only the first message of the event is named"),
        ("division", warning.division not in warning.area.geocodes[:1], "the first of the codes stands for it"),
    )
    return tuple(Unheld(field=name, why=why) for name, is_lost, why in checks if is_lost)


def _chinese(warning: Warning) -> Text | None:
    return next((text for text in warning.texts if text.language == "zh-CN"), None)


def _is_told(text: Text, office: Office) -> bool:
    return bool(text.short) and "SPEAKER" in office.methods and text.short != _long(text)


def _is_short(method: Method, message: Cn12379) -> bool:
    return method.message != f"{message.headline}。{message.description}"


def _long(text: Text) -> str:
    return f"{text.headline}。{description_of(text)}"


def _said(name: str, text: Text) -> str:
    if name == "LED":
        return text.headline
    return text.short if name == "SPEAKER" and text.short else _long(text)


def _note(warning: Warning, text: Text) -> str:
    """Return that a message is not real, or when what was lifted."""
    note = _NOTES.get(warning.status, "")
    if warning.message_type is MessageType.CANCEL and warning.sent is not None:
        local = warning.sent.astimezone(BEIJING)
        note += f"{local:%Y年%m月%d日%H时%M分}解除{text.event}{warning.level.zh}预警信号"
    return note


def _exact(number: float) -> str:
    """Return a number with all its digits and no exponent."""
    return format(Decimal(repr(float(number))), "f")
