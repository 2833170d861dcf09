"""Siren commands: what a siren or loudspeaker is told to say, and what it says back. Pure.

The fields are those of an emergency broadcast message (应急广播), in JSON, so that a gateway can hand them on.

Source:
    GD/J 082-2018 (应急广播消息格式): EBM, MsgBasicInfo, MsgContent.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from alerts.channels.letter import chinese
from alerts.delivery import DeliveryState
from alerts.errors import ChannelError
from alerts.marks import ends_of, spoken_mark
from alerts.outgoing import Receipt
from alerts.sms import message_text
from alerts.warning import CapStatus, MessageType
from sensing.instant import BEIJING, format_instant
from sensing.level import Level

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.outgoing import Outgoing
    from alerts.world import W

#: What a contact's address is: division and station, as in the topic.
_ADDRESS = re.compile(r"[1-9]\d{1,11}/[A-Za-z0-9._-]{1,64}")
#: Class of the event by which a device acknowledges.
ACK = "cmd_ack"
#: What a device may say of a command; ``received`` settles nothing yet.
_STATES: Final = {
    "done": DeliveryState.DELIVERED,
    "playing": DeliveryState.DELIVERED,
    "failed": DeliveryState.FAILED,
    "refused": DeliveryState.FAILED,
}
#: MsgType: 1 plays, 2 takes back.
_PLAY, _STOP = 1, 2
_SEVERITY: Final = {Level.RED: 1, Level.ORANGE: 2, Level.YELLOW: 3, Level.BLUE: 4}
_LONGEST_ACK = 4096
_LONGEST_DETAIL = 200


def root_of(status: CapStatus) -> str:
    """Return the root of the topics of a status: a drill has its own, and nothing speaks to both."""
    return "fh-drill/v1" if status is CapStatus.EXERCISE else "fh/v1"


def checked_place(address: str) -> str:
    """Return an address as it stands in a topic.

    Raises:
        ChannelError: If it is no ``division/station``.
    """
    if not _ADDRESS.fullmatch(address):
        detail = f"expected an address like 411528000000/XY-S01, got {address[:60]!r}"
        raise ChannelError(detail, is_retryable=False)
    return address


def command(message: Outgoing[W], *, signature: str) -> bytes:
    """Return what a device is told.

    Raises:
        ChannelError: If there is nothing to say.
    """
    delivery, warning = message.delivery, message.warning
    document: dict[str, Any] = {
        "id": delivery.idempotency_key,
        "t": format_instant(message.now),
        "status": message.status.value,
        "level": delivery.level.key if delivery.level else None,
        "text": spoken(message, signature=signature),
    }
    if warning is None:
        return _written(document | {"msg_type": _PLAY, "language": "zho"})
    words = chinese(warning)
    is_over = warning.message_type is MessageType.CANCEL
    document |= {
        "identifier": warning.identifier,
        "msg_type": _STOP if is_over else _PLAY,
        "cap_type": warning.message_type.value,
        "references": list(warning.references),
        "expires": format_instant(warning.expires),
        "sender": warning.sender_name,
        "sender_code": warning.sender,
        "sent": _local(warning.sent or message.now),
        "event_type": warning.hazard,
        "severity": _SEVERITY.get(warning.level),
        "start": _local(warning.effective),
        "end": _local(warning.expires),
        "language": "zho" if words.language.startswith("zh") else "eng",
        "title": words.headline,
        "area": list(warning.area.geocodes),
    }
    return _written(document)


def spoken(message: Outgoing[W], *, signature: str) -> str:
    """Return what is read aloud: the body, else the short text; a drill says so first and last.

    Raises:
        ChannelError: If there is neither.
    """
    begin, end = ends_of(message.status, spoken_mark(message.status, "zh"))
    warning = message.warning
    if message.delivery.body or warning is None:
        text = message_text(message, signature=signature)
    else:
        words = chinese(warning)
        text = words.short or f"{words.headline}。{words.instruction}"
    text = text if text.startswith(begin) else begin + text
    return text if text.endswith(end) else text + end


def acknowledged(payload: bytes, *, place: str, provider: str) -> Receipt | None:
    """Return what a device's event says of a command; None when it is about something else.

    Args:
        payload: An ``event`` of class ``cmd_ack``.
        place: Division and station of the topic by which it came: nobody acknowledges for another.
        provider: Account whose command it is.
    """
    if len(payload) > _LONGEST_ACK:
        return None
    try:
        told = json.loads(payload)
    except ValueError:
        return None
    attrs = told.get("attrs") if isinstance(told, dict) and told.get("class") == ACK else None
    if not isinstance(attrs, dict) or not isinstance(attrs.get("cmd"), str):
        return None
    state = _STATES.get(str(attrs.get("state")))
    if state is None:
        return None
    detail = f"{attrs['state']} {attrs.get('detail') or ''}".strip()[:_LONGEST_DETAIL]
    return Receipt(provider=provider, message=message_id(place, attrs["cmd"]), state=state, detail=detail)


def message_id(place: str, key: str) -> str:
    """Return by which name an acknowledgement finds its delivery."""
    return f"{place}:{key}"


def _written(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _local(instant: datetime) -> str:
    return f"{instant.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
