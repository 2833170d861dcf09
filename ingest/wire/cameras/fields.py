"""Fields of devices that are free with their types: a number as text, a text as number, an object left out."""

from __future__ import annotations

import math
import re
from typing import Any

from sensing.instant import format_instant, from_micros

#: Longest text taken over into ``attrs``, characters.
MAX_TEXT = 500

_INSTANT = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[T ](\d{1,2}:\d{2}:\d{2}(?:\.\d+)?) ?(Z|[+-]\d{2}:?\d{2})?", re.IGNORECASE
)
#: Zone of cameras that do not say theirs.
_BEIJING = "+08:00"


def text_of(value: Any) -> str:
    """Return a value as text without blanks around it; empty for what is neither text nor number."""
    if isinstance(value, str):
        return value.strip()[:MAX_TEXT]
    if isinstance(value, float):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**30:
        return str(value)
    return ""


def number_of(value: Any) -> float | None:
    """Return a finite number, written as a number or as text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def truth_of(value: Any) -> bool | None:
    """Return what a value says as yes or no; None when it says neither."""
    if isinstance(value, bool):
        return value
    return {"true": True, "1": True, "on": True, "false": False, "0": False, "off": False}.get(text_of(value).lower())


def mapping_of(value: Any) -> dict[str, Any]:
    """Return an object; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def list_of(value: Any) -> list[Any]:
    """Return an array; one item stands for an array of one, None for an empty one."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def instant_text(text: str) -> str:
    """Return a camera's time as RFC 3339; without a zone it is Beijing time. Other text comes back as it is."""
    found = _INSTANT.fullmatch(text.strip())
    if found is None:
        return text
    year, month, day, clock, zone = found.groups()
    zone = (zone or _BEIJING).upper()
    if zone != "Z" and ":" not in zone:
        zone = f"{zone[:3]}:{zone[3:]}"
    return f"{year}-{int(month):02}-{int(day):02}T{clock.rjust(8, '0') if '.' not in clock else clock}{zone}"


def shown_instant(micros: int) -> str:
    """Return an instant as ``attrs`` tell it."""
    return format_instant(from_micros(micros))


def unit_box(left: float, top: float, width: float, height: float) -> tuple[float, float, float, float] | None:
    """Return a box as parts of the picture, cut at its edges; None when nothing of it lies in the picture."""
    right, bottom = min(left + width, 1.0), min(top + height, 1.0)
    left, top = max(left, 0.0), max(top, 0.0)
    if right <= left or bottom <= top:
        return None
    return round(left, 6), round(top, 6), round(right - left, 6), round(bottom - top, 6)
