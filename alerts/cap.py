"""CAP 1.2: the warning as the world's alerting systems read it. Pure.

Element order is part of the standard; times carry the Beijing offset (``Z`` is forbidden), polygons are
``lat,lon``. What would be invalid is refused, never sent: see ``docs/wire/cap.md``.

Source:
    OASIS Common Alerting Protocol 1.2, 1 July 2010, section 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree

from alerts.cap_check import NAMESPACE, validate_cap
from alerts.errors import CapError
from alerts.hazard import Peril, hazard
from alerts.warning import CapStatus, MessageType
from sensing.instant import BEIJING
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from alerts.warning import Area, Text, Warning  # noqa: A004 -- the field's word

_URGENCY = {Level.RED: "Immediate", Level.ORANGE: "Expected", Level.YELLOW: "Expected", Level.BLUE: "Future"}
_RESPONSE = {Level.RED: "Execute", Level.ORANGE: "Prepare", Level.YELLOW: "Prepare", Level.BLUE: "Monitor"}
#: What a red warning asks for beside carrying out the plan: to leave where the place is the danger, else to stay in.
_FLEE = frozenset({Peril.FLOOD, Peril.TORRENT, Peril.SLOPE, Peril.FIRE})
_STAY = frozenset({Peril.STORM, Peril.WIND, Peril.COLD, Peril.HEAT, Peril.FOG, Peril.AIR, Peril.CHEMICAL})
#: What a sentence ends in.
_STOPS = ("。", "！", "？", "；", ".", "!", "?", ";")
_NOTES = {
    CapStatus.EXERCISE: "演练，不是真实预警。This is an exercise.",
    CapStatus.TEST: "系统测试，不是真实预警。This is a test.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What an office adds to every message: where it is found, and whom to ask."""

    #: Where the public feeds are, without a slash at the end; empty: the message names no page.
    base_url: str = ""
    #: Telephone number or the like for a warning that names none of its own.
    contact: str = ""


_BLANK = Imprint()


def to_cap(warning: Warning, *, imprint: Imprint = _BLANK) -> bytes:
    """Return an issued warning as CAP 1.2 XML, UTF-8, unsigned, with one info block per language.

    Raises:
        CapError: If the warning was not issued, or would not be valid.
    """
    if warning.sent is None:
        message = f"warning {warning.identifier} was not issued: it has no CAP message"
        raise CapError(message)
    try:
        xml = _written(warning, cap_time(warning.sent), imprint=imprint)
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


def _written(warning: Warning, sent: str, *, imprint: Imprint) -> bytes:
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
        _add(alert, "incidents", " ".join(dict.fromkeys((warning.incident, *warning.incidents))))
    # An outline may have thousands of points; it is written once and stands in both languages.
    rings = [_ring(ring) for ring in warning.area.polygons]
    for text in warning.texts:
        _info(alert, warning, text, rings=rings, imprint=imprint)
    return etree.tostring(alert, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _info(alert: etree._Element, warning: Warning, text: Text, *, rings: Sequence[str], imprint: Imprint) -> None:
    is_cancel = warning.message_type is MessageType.CANCEL
    info = etree.SubElement(alert, _tag("info"))
    _add(info, "language", text.language)
    for category in hazard(warning.hazard).categories:
        _add(info, "category", category)
    _add(info, "event", text.event)
    for response in _responses(warning):
        _add(info, "responseType", response)
    _add(info, "urgency", "Past" if is_cancel else _URGENCY.get(warning.level, "Unknown"))
    _add(info, "severity", warning.level.severity)
    # What a station measured is observed; what a person wrote is a judgement.
    _add(info, "certainty", "Observed" if warning.station else "Likely")
    _pair(info, "eventCode", "GB/T 35561", warning.hazard)
    _add(info, "effective", cap_time(warning.effective))
    _add(info, "expires", cap_time(warning.expires))
    _add(info, "senderName", warning.sender_name)
    _add(info, "headline", text.headline)
    _add(info, "description", description_of(text))
    if text.instruction:
        _add(info, "instruction", text.instruction)
    if imprint.base_url:
        _add(info, "web", f"{imprint.base_url}/feeds/cap/{warning.identifier}.xml")
    if contact := text.contact or imprint.contact:
        _add(info, "contact", contact)
    _pair(info, "parameter", "cn:level", warning.level.key.capitalize())
    _area(info, warning.area, rings)


def _responses(warning: Warning) -> tuple[str, ...]:
    """Return what people are asked to do, the most urgent first."""
    if warning.message_type is MessageType.CANCEL:
        return ("AllClear",)
    asked = _RESPONSE.get(warning.level, "Monitor")
    peril = hazard(warning.hazard).peril
    if warning.level is not Level.RED or peril not in _FLEE | _STAY:
        return (asked,)
    return (asked, "Evacuate" if peril in _FLEE else "Shelter")


def description_of(text: Text) -> str:
    """Return what happens and what it does; neither CAP nor 12379 has a place of its own for the impact."""
    if not text.impact:
        return text.description
    is_chinese = text.language.startswith("zh")
    stop = "" if text.description.rstrip().endswith(_STOPS) else "。" if is_chinese else "."
    return f"{text.description}{stop}{'' if is_chinese else ' '}{text.impact}"


def _area(info: etree._Element, area: Area, rings: Sequence[str]) -> None:
    element = etree.SubElement(info, _tag("area"))
    _add(element, "areaDesc", area.description)
    for ring in rings:
        _add(element, "polygon", ring)
    for lon, lat, radius in area.circles:
        _add(element, "circle", f"{lat:.6f},{lon:.6f} {radius:.3f}")
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
