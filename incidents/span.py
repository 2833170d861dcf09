"""Span: a duration as people say it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import timedelta

Words = dict[str, str]


def span_text(span: timedelta) -> Words:
    """Return a duration as people say it, whole seconds, at most two units."""
    seconds = max(0, round(span.total_seconds()))
    units = ((86400, "天", "d"), (3600, "小时", "h"), (60, "分钟", "min"), (1, "秒", "s"))
    parts: list[tuple[int, str, str]] = []
    for size, zh, en in units:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append((count, zh, en))
    parts = parts[:2] or [(0, "秒", "s")]
    return {
        "zh": "".join(f" {count} {zh}" for count, zh, _ in parts).strip(),
        "en": " ".join(f"{count} {en}" for count, _, en in parts),
    }
