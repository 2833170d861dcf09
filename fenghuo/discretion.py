"""Discretion: what a log must not say, and how nothing in it can pretend to be another line. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import MutableMapping

#: Fields whose value is never told.
_SECRET: Final = re.compile(r"password|passwd|secret|token|authorization|api_?key|cookie", re.IGNORECASE)
#: Fields that lead to a person.
_PERSONAL: Final = frozenset({"address", "phone", "email", "recipient_name", "telephone"})
#: Keys and tokens of ours, and what follows the word in a header; passwords in URLs.
_TOKENS: Final = re.compile(r"\bfh[a-z]?_[A-Za-z0-9_-]{16,}|(?<=[Bb]earer )\S+|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)")
#: Telephone numbers: international, or a Chinese mobile.
_NUMBER: Final = re.compile(r"\+[0-9]{5,}([0-9]{4})\b|(?<![0-9.])1[3-9][0-9]{5}([0-9]{4})(?![0-9.])")
#: Control characters but for tab and line feed, which tracebacks need; those are put into one line by the renderer.
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_LINES: Final = re.compile(r"[\n\t]")


def discreet(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Return a log event without secrets, addresses and control characters; a processor of structlog."""
    for key, value in event.items():
        if _SECRET.search(key) or key in _PERSONAL:
            event[key] = "***" if value else value
        else:
            # Only a traceback has lines of its own.
            event[key] = _plain(value, keeps_lines=key == "exception")
    return event


def _plain(value: Any, *, keeps_lines: bool = False) -> Any:
    if isinstance(value, str):
        return plain_text(value, keeps_lines=keeps_lines)
    if isinstance(value, dict):
        return {plain_text(str(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return plain_text(str(value))


def plain_text(text: str, *, keeps_lines: bool = False) -> str:
    """Return a text without tokens, full telephone numbers and control characters."""
    text = _TOKENS.sub("***", text)
    text = _NUMBER.sub(lambda found: f"****{found[1] or found[2]}", text)
    text = _CONTROL.sub(_escaped, text)
    return text if keeps_lines else _LINES.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()
