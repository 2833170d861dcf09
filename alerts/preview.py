"""Preview: what would be told on each channel, before anybody is told. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alerts.sms import segments, sms_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alerts.warning import Text, Warning  # noqa: A004 -- the field's word


def texts_json(warning: Warning, texts: Iterable[Text]) -> list[dict[str, Any]]:
    """Return the texts of a warning by channel, as plain JSON values.

    Args:
        warning: Whose status marks them.
        texts: Its own, or those of its retraction.
    """
    return [_text(warning, text) for text in texts]


def _text(warning: Warning, text: Text) -> dict[str, Any]:
    sms = sms_text(warning, text=text)
    return {
        "language": text.language,
        "headline": text.headline,
        "description": text.description,
        "impact": text.impact,
        "instruction": text.instruction,
        "contact": text.contact,
        "sms": {"text": sms, "length": len(sms.encode("utf-16-be", "surrogatepass")) // 2, "segments": segments(sms)},
        "voice": text.short,
        "screen": text.screen or text.headline,
    }
