"""Gauge JSON: marks and corrections as the API and the journal show them. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sensing.instant import format_instant, from_micros

if TYPE_CHECKING:
    from datetime import datetime

    from sensing.mark import Correction, Mark


def mark_json(mark: Mark) -> dict[str, Any]:
    """Return a mark as plain JSON values."""
    return {
        "id": mark.id,
        "station": mark.station,
        "property": mark.property,
        "quality": mark.quality.key,
        "from": format_instant(mark.start),
        "until": _instant(mark.end),
        "author": mark.author,
        "reason": mark.reason,
        "made": format_instant(mark.made),
        "ended_by": mark.ended_by,
        "ended": _instant(mark.ended),
        "void": mark.is_void,
    }


def correction_json(correction: Correction) -> dict[str, Any]:
    """Return a correction as plain JSON values."""
    return {
        "id": correction.id,
        "station": correction.station,
        "property": correction.property,
        "t": format_instant(from_micros(correction.phenomenon_time)),
        "value": correction.value,
        "was": {"v": correction.was, "q": correction.was_quality.key, "why": correction.was_why.keys},
        "author": correction.author,
        "reason": correction.reason,
        "made": format_instant(correction.made),
        "undone_by": correction.undone_by,
        "undone": _instant(correction.undone),
    }


def _instant(instant: datetime | None) -> str | None:
    return None if instant is None else format_instant(instant)
