"""GB/T 28181 alarms: the MANSCDP body of a SIP MESSAGE, passed on by a gateway or a platform.

The standard knows what a camera of 2016 could tell: video lost, something moved, a line was crossed. What newer
ones recognise arrives as free text in ``AlarmDescription``, and is looked for there when no code says more.

Source:
    GB/T 28181-2016, 9.4 and A.2.5; GB/T 28181-2022 (alarm type 13). Field order as in the tests of
    wvp-GB28181-pro: ``AlarmType`` stands in ``Info`` or at the root, and the one in ``Info`` wins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ingest.wire.cameras.fields import instant_text, number_of
from ingest.wire.cameras.markup import children_of, leaves_of, parse_markup
from ingest.wire.cameras.sighting import Sighting, place_of, told
from ingest.wire.cameras.vocabulary import EventClass, class_in
from ingest.wire.raw import Raw
from ingest.wire.refusal import Code, Refusal, shown

if TYPE_CHECKING:
    from lxml import etree

    from ingest.wire.raw import Memory
    from sensing.station import Station

_FAULT: Final = EventClass.CAMERA_FAULT
#: (AlarmMethod, AlarmType) → class, and what is wrong with a camera that is ill.
_TYPES: Final[dict[tuple[str, str], tuple[EventClass, str]]] = {
    ("2", "1"): (_FAULT, "video_lost"),
    ("2", "2"): (_FAULT, "tampered"),
    ("2", "3"): (_FAULT, "disk_full"),
    ("2", "4"): (_FAULT, "high_temperature"),
    ("2", "5"): (_FAULT, "low_temperature"),
    ("5", "1"): (EventClass.MANUAL_ALARM, ""),
    ("5", "2"): (EventClass.MOTION, ""),
    ("5", "3"): (EventClass.OBJECT_LEFT, ""),
    ("5", "4"): (EventClass.OBJECT_REMOVED, ""),
    ("5", "5"): (EventClass.LINE_CROSSED, ""),
    ("5", "6"): (EventClass.INTRUSION, ""),
    ("5", "7"): (EventClass.WRONG_WAY, ""),
    ("5", "8"): (EventClass.LOITERING, ""),
    ("5", "9"): (EventClass.FLOW_COUNT, ""),
    ("5", "10"): (EventClass.CROWD, ""),
    ("5", "11"): (_FAULT, "video_abnormal"),
    ("5", "12"): (EventClass.FAST_MOTION, ""),
    ("5", "13"): (_FAULT, "covered"),
    ("6", "1"): (_FAULT, "disk"),
    ("6", "2"): (_FAULT, "fan"),
}
#: AlarmMethod → what told it.
_METHODS: Final = {
    "1": "phone",
    "2": "device",
    "3": "sms",
    "4": "gps",
    "5": "video",
    "6": "device_fault",
    "7": "other",
}
#: EventType of an intrusion.
_DIRECTIONS: Final = {"1": "enter", "2": "leave"}


def read_alarm(payload: bytes, *, station: Station, arrived: int, memory: Memory) -> Raw:  # noqa: ARG001 - a codec's own
    """Return the event that a notification tells of; a keep-alive tells of none."""
    root = parse_markup(payload)
    if isinstance(root, Refusal):
        return Raw(refusals=(root,))
    leaves = leaves_of(root)
    command = leaves.get("CmdType", "Alarm")
    if command == "Keepalive":
        return Raw()
    if command != "Alarm":
        detail = f"CmdType: expected Alarm or Keepalive, got {shown(command)}"
        return Raw(refusals=(Refusal(code=Code.BAD_VALUE, detail=detail),))
    return told([_alarm(root, leaves, arrived=arrived)], station=station, arrived=arrived)


def _alarm(root: etree._Element, leaves: dict[str, str], *, arrived: int) -> Sighting | Refusal:
    device, method, time = (leaves.get(name, "") for name in ("DeviceID", "AlarmMethod", "AlarmTime"))
    if not device:
        return Refusal(code=Code.MISSING_FIELD, detail="DeviceID: expected the 20 digits of the device, got none")
    info = next(children_of(root, "Info"), None)
    inner = {} if info is None else leaves_of(info)
    type_ = inner.get("AlarmType") or leaves.get("AlarmType", "")
    parameters = (
        {}
        if info is None
        else {name: text for part in children_of(info, "AlarmTypeParam") for name, text in leaves_of(part).items()}
    )
    description = leaves.get("AlarmDescription", "")
    kind, fault = _TYPES.get((method, type_)) or (_FAULT if method == "6" else class_in(description), "")
    attrs = {
        "fault": fault,
        "priority": leaves.get("AlarmPriority", ""),
        "method": _METHODS.get(method, method),
        "type": type_,
        "direction": _DIRECTIONS.get(parameters.get("EventType", ""), ""),
        "description": description,
        "device": device,
    }
    return Sighting(
        id=f"{device}:{time or arrived}:{method}.{type_}:{leaves.get('SN', '')}",
        kind=kind,
        time=instant_text(time) or None,
        address=device,
        place=place_of(number_of(leaves.get("Longitude")), number_of(leaves.get("Latitude"))),
        attrs=attrs,
    )
