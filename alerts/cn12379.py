"""12379: the message of the national early-warning release system, as a record and as XML. Pure.

It resembles CAP and is none: no namespace, elements of its own, a blank in its times, colours for severity. Spelled
as the system spells it (``audenceprt``). What a file holds, the record holds, so that reading and writing again loses
nothing but blanks between elements.

Source:
    GB/T 35965.1-2018; DB12/T 1128-2022; a public message of a provincial meteorological office. Where the standard is
    silent (several polygons, the form of a polygon) the form of CAP is used: ``lat,lon`` pairs, one element each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from lxml import etree

from alerts.errors import CapError
from sensing.instant import BEIJING

#: Office code of 14 digits and a time; newer texts add a serial digit.
IDENTIFIER: Final = re.compile(r"(?P<issuer>\d{14})_(?P<time>\d{14})(_(?P<serial>\d))?", re.ASCII)
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d", re.ASCII)
SEVERITIES: Final = ("Red", "Orange", "Yellow", "Blue", "Unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """What goes out over one way."""

    #: ``SMS``, ``SPEAKER``, ``WEB``, ``LED`` …
    name: str
    message: str
    #: Groups of recipients, ids ended by commas.
    audience_group: str = ""
    #: Single recipients.
    audience: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cn12379:
    """One message; texts are as in the file, empty where an element is empty."""

    identifier: str
    #: Name of the office.
    sender: str
    #: 14 digits.
    sender_code: str
    send_time: datetime
    status: str
    message_type: str
    scope: str = "Public"
    methods: tuple[Method, ...] = ()
    classification: str = "None"
    note: str = ""
    #: Identifier of the first message of the event; empty for an Alert.
    references: str = ""
    language: str = "zh-CN"
    #: National event code.
    event_type: str
    urgency: str = "Unknown"
    #: ``Red``, ``Orange``, ``Yellow``, ``Blue`` or ``Unknown``.
    severity: str
    certainty: str = "Unknown"
    effective: datetime | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    #: Who wrote it.
    sender_name: str = ""
    headline: str
    description: str
    instruction: str = ""
    web: str = ""
    #: Names of the divisions, in the order of the codes, separated by commas.
    area_desc: str
    polygons: tuple[str, ...] = field(default=())
    circles: tuple[str, ...] = field(default=())
    #: 12-digit division codes separated by commas.
    geocode: str = ""


def cn_time(instant: datetime | None) -> str:
    """Return an instant as the system writes it, whole seconds with the Beijing offset; empty for none."""
    return "" if instant is None else instant.astimezone(BEIJING).isoformat(sep=" ", timespec="seconds")


def parse_cn_time(text: str) -> datetime | None:
    """Return the instant of a text, None for an empty one.

    Raises:
        CapError: If it is written otherwise.
    """
    if not text:
        return None
    if not _TIME.fullmatch(text):
        raise CapError(f"expected a time such as 2020-02-05 10:45:00+08:00, got {text[:40]!r}")
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise CapError(f"expected a time, got {text[:40]!r}: {error}") from None


def file_name(message: Cn12379) -> str:
    """Return what the file of a message is called."""
    return f"{message.identifier}_{message.event_type}_{message.severity.upper()}_{message.message_type}.xml"


def write_cn12379(message: Cn12379) -> bytes:
    """Return a message as XML, UTF-8.

    Raises:
        CapError: If its identifier or severity is none, or a text holds what XML cannot.
    """
    if not IDENTIFIER.fullmatch(message.identifier):
        raise CapError(f"expected an identifier of 14 digits, _ and a time, got {message.identifier[:60]!r}")
    if message.severity not in SEVERITIES:
        raise CapError(f"expected one of {', '.join(SEVERITIES)}, got {message.severity[:20]!r}")
    try:
        root = _written(message)
    except ValueError as error:
        raise CapError(f"message {message.identifier} cannot be written as XML: {error}") from None
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _written(message: Cn12379) -> etree._Element:
    alert = etree.Element("alert")
    _add(alert, identifier=message.identifier, sender=message.sender, senderCode=message.sender_code)
    _add(alert, sendTime=cn_time(message.send_time), status=message.status, msgType=message.message_type)
    _add(alert, scope=message.scope)
    code = etree.SubElement(alert, "code")
    for method in message.methods:
        element = etree.SubElement(code, "method")
        _add(element, methodName=method.name, message=method.message)
        _add(element, audienceGrp=method.audience_group, audenceprt=method.audience)
    _add(alert, secClassification=message.classification, note=message.note, references=message.references)
    info = etree.SubElement(alert, "info")
    _add(info, language=message.language, eventType=message.event_type, urgency=message.urgency)
    _add(info, severity=message.severity, certainty=message.certainty, effective=cn_time(message.effective))
    _add(info, onset=cn_time(message.onset), expires=cn_time(message.expires), senderName=message.sender_name)
    _add(info, headline=message.headline, description=message.description, instruction=message.instruction)
    _add(info, web=message.web)
    area = etree.SubElement(info, "area")
    _add(area, areaDesc=message.area_desc)
    for polygon in message.polygons or ("",):
        _add(area, polygon=polygon)
    for circle in message.circles or ("",):
        _add(area, circle=circle)
    _add(area, geocode=message.geocode)
    return alert


def _add(parent: etree._Element, **texts: str) -> None:
    for name, text in texts.items():
        etree.SubElement(parent, name).text = text or None
