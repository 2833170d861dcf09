"""CAP 1.2: the warning as the world's alerting systems read it. Pure.

Element order is part of the standard; times carry the Beijing offset (``Z`` is forbidden), polygons are
``lat,lon``. What would be invalid is refused, never sent: see ``docs/wire/cap.md``.

Source:
    OASIS Common Alerting Protocol 1.2, 1 July 2010, section 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import etree

from alerts.cap_check import NAMESPACE, validate_cap
from alerts.errors import CapError
from alerts.hazard import hazard
from alerts.warning import CapStatus, MessageType
from sensing.instant import BEIJING
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from alerts.warning import Area, Text, Warning  # noqa: A004 -- the field's word

_URGENCY = {Level.RED: "Immediate", Level.ORANGE: "Expected", Level.YELLOW: "Expected", Level.BLUE: "Future"}
_RESPONSE = {Level.RED: "Execute", Level.ORANGE: "Prepare", Level.YELLOW: "Prepare", Level.BLUE: "Monitor"}
_NOTES = {
    CapStatus.EXERCISE: "演练，不是真实预警。This is an exercise.",
    CapStatus.TEST: "系统测试，不是真实预警。This is a test.",
}


def to_cap(warning: Warning) -> bytes:
    """Return an issued warning as CAP 1.2 XML, UTF-8, with one info block per language.

    Raises:
        CapError: If the warning was not issued, or would not be valid.
    """
    if warning.sent is None:
        message = f"warning {warning.identifier} was not issued: it has no CAP message"
        raise CapError(message)
    try:
        xml = _written(warning, cap_time(warning.sent))
    except ValueError as error:
        # lxml refuses characters that XML cannot hold.
        message = f"warning {warning.identifier} cannot be written as XML: {error}"
        raise CapError(message) from None
    problems = validate_cap(xml)
    if problems:
        message = f"warning {warning.identifier} is no valid CAP 1.2: {'; '.join(problems)}"
        raise CapError(message)
    return xml


def cap_time(instant: datetime) -> str:
    """Return an instant as CAP writes it: whole seconds, Beijing offset."""
    return instant.astimezone(BEIJING).isoformat(timespec="seconds")


def _written(warning: Warning, sent: str) -> bytes:
    namespaces: Any = {None: NAMESPACE}
    alert = etree.Element(_tag("alert"), nsmap=namespaces)
    _add(alert, "identifier", warning.identifier)
    _add(alert, "sender", warning.sender)
    _add(alert, "sent", sent)
    _add(alert, "status", warning.status.value)
    _add(alert, "msgType", warning.message_type.value)
    _add(alert, "scope", "Public")
    if warning.status in _NOTES:
        _add(alert, "note", _NOTES[warning.status])
    if warning.references:
        _add(alert, "references", " ".join(warning.references))
    if warning.incident:
        _add(alert, "incidents", warning.incident)
    # An outline may have thousands of points; it is written once and stands in both languages.
    rings = [_ring(ring) for ring in warning.area.polygons]
    for text in warning.texts:
        _info(alert, warning, text, rings=rings)
    return etree.tostring(alert, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _info(alert: etree._Element, warning: Warning, text: Text, *, rings: Sequence[str]) -> None:
    is_cancel = warning.message_type is MessageType.CANCEL
    info = etree.SubElement(alert, _tag("info"))
    _add(info, "language", text.language)
    for category in hazard(warning.hazard).categories:
        _add(info, "category", category)
    _add(info, "event", text.event)
    _add(info, "responseType", "AllClear" if is_cancel else _RESPONSE.get(warning.level, "Monitor"))
    _add(info, "urgency", "Past" if is_cancel else _URGENCY.get(warning.level, "Unknown"))
    _add(info, "severity", warning.level.severity)
    # What a station measured is observed; what a person wrote is a judgement.
    _add(info, "certainty", "Observed" if warning.station else "Likely")
    _pair(info, "eventCode", "GB/T 35561", warning.hazard)
    _add(info, "effective", cap_time(warning.effective))
    _add(info, "expires", cap_time(warning.expires))
    _add(info, "senderName", warning.sender_name)
    _add(info, "headline", text.headline)
    _add(info, "description", text.description)
    if text.instruction:
        _add(info, "instruction", text.instruction)
    _pair(info, "parameter", "cn:level", warning.level.key.capitalize())
    _area(info, warning.area, rings)


def _area(info: etree._Element, area: Area, rings: Sequence[str]) -> None:
    element = etree.SubElement(info, _tag("area"))
    _add(element, "areaDesc", area.description)
    for ring in rings:
        _add(element, "polygon", ring)
    for code in area.geocodes:
        _pair(element, "geocode", "GB/T 2260", code)


def _ring(ring: Sequence[tuple[float, float]]) -> str:
    """Return a ring of (lon, lat) as CAP writes it: ``lat,lon`` pairs, about 0.1 m fine, never in exponent form."""
    return " ".join(f"{lat:.6f},{lon:.6f}" for lon, lat in ring)


def _pair(parent: etree._Element, name: str, value_name: str, value: str) -> None:
    pair = etree.SubElement(parent, _tag(name))
    _add(pair, "valueName", value_name)
    _add(pair, "value", value)


def _add(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, _tag(name)).text = text


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
