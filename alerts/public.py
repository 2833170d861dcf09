"""Public: warnings and deliveries as the API, the feed and the journal show them. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from alerts.approval import content_hash
from alerts.approval_json import approval_json
from alerts.hazard import hazard
from alerts.target_document import target_document
from sensing.instant import format_instant

if TYPE_CHECKING:
    from alerts.delivery import Delivery
    from alerts.target import Extent
    from alerts.warning import Area, Warning  # noqa: A004 -- the field's word


def warning_json(warning: Warning, *, has_outline: bool = True) -> dict[str, Any]:
    """Return a warning as plain JSON values.

    Args:
        warning: What is shown.
        has_outline: Whether the polygons of its area are shown; a journal row, which goes to every screen, does
            without: the content hash in it covers them.
    """
    known = hazard(warning.hazard)
    return {
        "id": warning.id,
        "identifier": warning.identifier,
        "sender": warning.sender,
        "sender_name": warning.sender_name,
        "status": warning.status.value,
        "msgType": warning.message_type.value,
        "stage": warning.stage.value,
        "incident": warning.incident,
        "incidents": list(warning.incidents or ((warning.incident,) if warning.incident else ())),
        "hazard": warning.hazard,
        "event": {"zh": known.zh, "en": known.en},
        "level": warning.level.key,
        "division": warning.division,
        "station": warning.station,
        "headline": _by_language(warning, "headline"),
        "description": _by_language(warning, "description"),
        "instruction": _by_language(warning, "instruction"),
        "impact": _by_language(warning, "impact"),
        "contact": _by_language(warning, "contact"),
        "short": _by_language(warning, "short"),
        "sms": _by_language(warning, "sms"),
        "screen": _by_language(warning, "screen"),
        "area": area_json(warning.area) if has_outline else area_json(replace(warning.area, polygons=())),
        "created": format_instant(warning.created),
        "effective": format_instant(warning.effective),
        "expires": format_instant(warning.expires),
        "sent": None if warning.sent is None else format_instant(warning.sent),
        "references": list(warning.references),
        "replaces": warning.replaces,
        "steps": [
            {"at": format_instant(step.at), "actor": step.actor, "act": step.act, "note": step.note}
            for step in warning.steps
        ],
        **approval_json(warning),
        "target": None if warning.target is None else target_document(warning.target, has_rings=has_outline),
        "extent": None if warning.extent is None else extent_json(warning.extent),
        "content_hash": content_hash(warning),
    }


def area_json(area: Area) -> dict[str, Any]:
    """Return an area as plain JSON values; rings are [lon, lat] pairs."""
    return {
        "description": area.description,
        "geocodes": list(area.geocodes),
        "polygons": [[list(point) for point in ring] for ring in area.polygons],
        "circles": [list(circle) for circle in area.circles],
    }


def extent_json(extent: Extent) -> dict[str, Any]:
    """Return how far a warning reached when it was drafted, as plain JSON values."""
    return {
        "km2": extent.km2,
        "people": extent.people,
        "contacts": extent.contacts,
        "confirmed": bool(extent.confirmed),
    }


def delivery_json(delivery: Delivery) -> dict[str, Any]:
    """Return a delivery as plain JSON values; the address is masked."""
    return {
        "id": delivery.id,
        "warning": delivery.warning,
        "recipient": delivery.recipient,
        "recipient_name": delivery.recipient_name,
        "channel": delivery.channel,
        "address": masked(delivery.address),
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "created": format_instant(delivery.created),
        "changed": format_instant(delivery.changed),
        "detail": delivery.detail,
        "purpose": delivery.purpose.value,
        "ref": delivery.ref,
        "level": delivery.level.key,
        "sent": None if delivery.sent is None else format_instant(delivery.sent),
        "provider": delivery.provider,
    }


def masked(address: str) -> str:
    """Return a phone number that can be told apart but not called: ``+8613800000000`` → ``138****0000``."""
    digits = address.removeprefix("+86")
    if len(digits) <= 4:  # noqa: PLR2004 -- nothing left to hide behind
        return "*" * len(digits)
    return f"{digits[:3] if len(digits) > 7 else ''}****{digits[-4:]}"  # noqa: PLR2004


def _by_language(warning: Warning, field: str) -> dict[str, str]:
    """Return one field of the texts under the console's language keys (``zh-CN`` → ``zh``)."""
    return {text.language.split("-")[0]: str(getattr(text, field)) for text in warning.texts}
