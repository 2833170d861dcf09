"""Reading 12379: the message of the national release system as a record, and as a bulletin. Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from alerts.bulletin import Bulletin
from alerts.cap_document import Form
from alerts.cn12379 import IDENTIFIER, SEVERITIES, Cn12379, Method, parse_cn_time
from alerts.errors import CapError, ForeignError
from alerts.hazard import hazard
from alerts.untrusted import parsed
from alerts.warning import Area, CapStatus, MessageType, Text
from sensing.level import Level

if TYPE_CHECKING:
    from datetime import datetime

    from lxml import etree

#: How long a message counts that does not say so itself.
USUAL_LIFE = timedelta(hours=24)
_FULL = 12
_LATITUDE, _LONGITUDE = 90.0, 180.0
_TRIANGLE = 4


def is_cn12379(root: etree._Element) -> bool:
    """Return whether a document is of this kind: an alert without a namespace."""
    return root.tag == "alert"


def read_cn12379(xml: bytes) -> Cn12379:
    """Return the message of a file.

    Raises:
        XmlError: If the bytes are no XML that is read here.
        CapError: If it is no such message.
    """
    return read_root(parsed(xml))


def read_root(root: etree._Element) -> Cn12379:
    """Return the message of a document.

    Raises:
        CapError: If it is no such message.
    """
    if not is_cn12379(root):
        raise CapError(f"expected an alert without a namespace, got {root.tag[:80]}")
    info, area = root.find("info"), root.find("info/area")
    if info is None or area is None:
        raise CapError("expected info with an area, got none")
    identifier, severity = _needed(root, "identifier"), _needed(info, "severity")
    if not IDENTIFIER.fullmatch(identifier):
        raise CapError(f"expected an identifier of 14 digits, _ and a time, got {identifier[:60]!r}")
    if severity not in SEVERITIES:
        raise CapError(f"expected one of {', '.join(SEVERITIES)}, got {severity[:20]!r}")
    send_time = parse_cn_time(_needed(root, "sendTime").strip())
    if send_time is None:
        raise CapError("sendTime: expected a time, got none")
    return Cn12379(
        identifier=identifier,
        sender=_text(root, "sender"),
        sender_code=_needed(root, "senderCode"),
        send_time=send_time,
        status=_needed(root, "status"),
        message_type=_needed(root, "msgType"),
        scope=_needed(root, "scope"),
        methods=tuple(_method(element) for element in root.findall("code/method")),
        classification=_text(root, "secClassification"),
        note=_text(root, "note"),
        references=_text(root, "references"),
        language=_text(info, "language"),
        event_type=_needed(info, "eventType"),
        urgency=_text(info, "urgency"),
        severity=severity,
        certainty=_text(info, "certainty"),
        effective=_time(info, "effective"),
        onset=_time(info, "onset"),
        expires=_time(info, "expires"),
        sender_name=_text(info, "senderName"),
        headline=_text(info, "headline"),
        description=_text(info, "description"),
        instruction=_text(info, "instruction"),
        web=_text(info, "web"),
        area_desc=_text(area, "areaDesc"),
        polygons=_texts(area, "polygon"),
        circles=_texts(area, "circle"),
        geocode=_text(area, "geocode"),
    )


def level_of(message: Cn12379) -> Level:
    """Return the level of a message; ``Unknown`` is none."""
    return Level.NONE if message.severity == "Unknown" else Level.parse(message.severity)


def area_of(message: Cn12379) -> Area:
    """Return where a message holds.

    Raises:
        CapError: If a polygon or a circle is none.
    """
    return Area(
        description=message.area_desc,
        geocodes=tuple(code for code in message.geocode.split(",") if code),
        polygons=tuple(_ring(text) for text in message.polygons),
        circles=tuple(_circle(text) for text in message.circles),
    )


def bulletin_of(root: etree._Element) -> Bulletin:
    """Return what a message says.

    Raises:
        ForeignError: If it is no such message, or none that is meant for people.
    """
    try:
        message = read_root(root)
        area = area_of(message)
        status, message_type = CapStatus(message.status), MessageType(message.message_type)
    except (CapError, ValueError) as error:
        raise ForeignError("bad_cn12379", str(error)) from None
    level = level_of(message)
    effective: datetime = message.effective or message.send_time
    return Bulletin(
        form=Form.CN12379,
        sender=message.sender_code,
        sender_name=message.sender,
        identifier=message.identifier,
        sent=message.send_time,
        status=status,
        message_type=message_type,
        scope=message.scope,
        event_code=message.event_type,
        level=level,
        urgency=message.urgency or "Unknown",
        severity=level.severity,
        certainty=message.certainty or "Unknown",
        texts=(
            Text(
                language=message.language or "zh-CN",
                event=hazard(message.event_type).zh,
                headline=message.headline,
                description=message.description,
                instruction=message.instruction,
            ),
        ),
        # A code that a list names twice is one division.
        area=Area(
            description=",".join(dict.fromkeys(area.description.split(","))),
            geocodes=tuple(dict.fromkeys(area.geocodes)),
            polygons=area.polygons,
            circles=area.circles,
        ),
        effective=effective,
        expires=message.expires or effective + USUAL_LIFE,
        onset=message.onset,
        references=tuple(message.references.replace(",", " ").split()),
        note=message.note,
        web=message.web,
    )


def _method(element: etree._Element) -> Method:
    return Method(
        name=_text(element, "methodName"),
        message=_text(element, "message"),
        audience_group=_text(element, "audienceGrp"),
        audience=_text(element, "audenceprt"),
    )


def _ring(text: str) -> tuple[tuple[float, float], ...]:
    try:
        pairs = [(float(lon), float(lat)) for lat, lon in (pair.split(",") for pair in text.split())]
    except ValueError:
        raise CapError(f"expected lat,lon pairs, got {text[:60]!r}") from None
    if len(pairs) < _TRIANGLE or pairs[0] != pairs[-1] or not all(_is_place(*pair) for pair in pairs):
        raise CapError(f"expected a closed polygon of degrees, got {text[:60]!r}")
    return tuple(pairs)


def _circle(text: str) -> tuple[float, float, float]:
    try:
        middle, radius = text.split()
        lat, lon = map(float, middle.split(","))
        found = lon, lat, float(radius)
    except ValueError:
        raise CapError(f"expected lat,lon and a radius in km, got {text[:60]!r}") from None
    if not _is_place(lon, lat) or not 0 <= found[2] < float("inf"):
        raise CapError(f"expected degrees and a radius in km, got {text[:60]!r}")
    return found


def _is_place(lon: float, lat: float) -> bool:
    return abs(lon) <= _LONGITUDE and abs(lat) <= _LATITUDE


def _time(parent: etree._Element, name: str) -> datetime | None:
    return parse_cn_time(_text(parent, name).strip())


def _texts(parent: etree._Element, name: str) -> tuple[str, ...]:
    return tuple(element.text for element in parent.findall(name) if element.text and element.text.strip())


def _needed(parent: etree._Element, name: str) -> str:
    text = _text(parent, name).strip()
    if not text:
        raise CapError(f"expected {name}, got none")
    return text


def _text(parent: etree._Element, name: str) -> str:
    element = parent.find(name)
    return "" if element is None else element.text or ""
