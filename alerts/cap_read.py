"""Reading CAP 1.2: a message of another agency becomes a bulletin, or is refused with the reason. Pure.

What is read is what the schema and the text of the standard allow, no more; older versions are told by name.

Source:
    OASIS CAP 1.2, 3.2; ``Very Likely`` of CAP 1.0 counts as ``Likely``.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from lxml import etree

from alerts.bulletin import Bulletin
from alerts.cap_check import NAMESPACE, faults_of
from alerts.cap_document import Form
from alerts.errors import ForeignError
from alerts.warning import Area, CapStatus, MessageType, Text
from sensing.level import LADDER, Level, LevelError

if TYPE_CHECKING:
    from collections.abc import Iterable

#: How long a message counts that does not say so itself.
USUAL_LIFE = timedelta(hours=24)
#: Names under which 12-digit (or 6-digit) division codes are told.
DIVISION_NAMES = ("GB/T 2260", "GB/T2260", "GB/T 10114", "GB/T10114")
_EVENT_NAMES = ("GB/T 35561", "GB/T35561", "GB/T 35561-2017")
_LEVEL_NAME = "cn:level"
_PATH = {"c": NAMESPACE}
_LEVELS = {level.severity: level for level in LADDER}
_FULL = 12
#: Longest text of one kind that is kept, characters.
_LONGEST = 20_000


def read_cap(root: etree._Element) -> Bulletin:
    """Return what a CAP 1.2 message says.

    Args:
        root: Its root, read by ``alerts.untrusted``.

    Raises:
        ForeignError: If it is no valid CAP 1.2, or none that is meant for people.
    """
    name = etree.QName(root)
    if name.localname != "alert" or name.namespace != NAMESPACE:
        raise ForeignError("not_cap", f"expected an alert of CAP 1.2 ({NAMESPACE}), got {root.tag[:120]}")
    faults = faults_of(root)
    if faults:
        raise ForeignError("bad_cap", "; ".join(faults)[:1000])
    infos = root.findall("c:info", _PATH)
    sent = datetime.fromisoformat(_text(root, "sent"))
    worst = max(infos, key=_level, default=None)
    return Bulletin(
        form=Form.CAP,
        sender=_text(root, "sender"),
        sender_name=next(filter(None, (_text(info, "senderName") for info in infos)), ""),
        identifier=_text(root, "identifier"),
        sent=sent,
        status=_status(_text(root, "status")),
        message_type=_message_type(_text(root, "msgType")),
        scope=_text(root, "scope"),
        event_code=next(filter(None, (_event_code(info) for info in infos)), ""),
        level=Level.NONE if worst is None else _level(worst),
        urgency="Unknown" if worst is None else _text(worst, "urgency"),
        severity="Unknown" if worst is None else _text(worst, "severity"),
        certainty="Unknown" if worst is None else _text(worst, "certainty").replace("Very Likely", "Likely"),
        texts=tuple(_words(info) for info in infos),
        area=_area([area for info in infos for area in info.findall("c:area", _PATH)]),
        effective=min(_instants(infos, "effective"), default=sent),
        expires=_expires(infos, sent=sent),
        onset=min(_instants(infos, "onset"), default=None),
        references=tuple(_text(root, "references").split()),
        note=_text(root, "note"),
        web=next(filter(None, (_text(info, "web") for info in infos)), ""),
    )


def _status(text: str) -> CapStatus:
    try:
        return CapStatus(text)
    except ValueError:
        raise ForeignError("not_for_people", f"status {text} is not meant for people") from None


def _message_type(text: str) -> MessageType:
    try:
        return MessageType(text)
    except ValueError:
        raise ForeignError("not_a_warning", f"msgType {text} is no warning") from None


def _expires(infos: list[etree._Element], *, sent: datetime) -> datetime:
    """Return when the last part ends; one that does not say so ends when it is usual."""
    if len(told := _instants(infos, "expires")) < len(infos) or not infos:
        told.append(sent + USUAL_LIFE)
    return max(told)


def _instants(infos: Iterable[etree._Element], name: str) -> list[datetime]:
    return [datetime.fromisoformat(text) for info in infos if (text := _text(info, name))]


def _level(info: etree._Element) -> Level:
    for name, value in _pairs(info, "parameter"):
        if name == _LEVEL_NAME:
            try:
                return Level.parse(value)
            except LevelError:
                break
    return _LEVELS.get(_text(info, "severity"), Level.NONE)


def _event_code(info: etree._Element) -> str:
    return next((value for name, value in _pairs(info, "eventCode") if name in _EVENT_NAMES), "")


def _words(info: etree._Element) -> Text:
    return Text(
        language=_text(info, "language") or "en-US",
        event=_text(info, "event"),
        headline=_text(info, "headline"),
        description=_text(info, "description"),
        instruction=_text(info, "instruction"),
        contact=_text(info, "contact"),
    )


def _area(areas: list[etree._Element]) -> Area:
    """Return all areas as one, what is told twice (in two languages) once."""
    return Area(
        description="; ".join(dict.fromkeys(filter(None, (_text(area, "areaDesc") for area in areas)))),
        geocodes=tuple(
            dict.fromkeys(
                value.ljust(_FULL, "0")
                for area in areas
                for name, value in _pairs(area, "geocode")
                if name in DIVISION_NAMES and value.isdigit()
            )
        ),
        polygons=tuple(
            dict.fromkeys(_ring(each.text or "") for area in areas for each in area.findall("c:polygon", _PATH))
        ),
        circles=tuple(
            dict.fromkeys(_circle(each.text or "") for area in areas for each in area.findall("c:circle", _PATH))
        ),
    )


def _ring(text: str) -> tuple[tuple[float, float], ...]:
    pairs = (pair.split(",") for pair in text.split())
    return tuple((float(lon), float(lat)) for lat, lon in pairs)


def _circle(text: str) -> tuple[float, float, float]:
    middle, radius = text.split()
    lat, lon = middle.split(",")
    return float(lon), float(lat), float(radius)


def _pairs(parent: etree._Element, name: str) -> list[tuple[str, str]]:
    return [(_text(pair, "valueName"), _text(pair, "value")) for pair in parent.findall(f"c:{name}", _PATH)]


def _text(parent: etree._Element, name: str) -> str:
    element = parent.find(f"c:{name}", _PATH)
    return "" if element is None else (element.text or "").strip()[:_LONGEST]
