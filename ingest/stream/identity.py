"""Identity: by what the stream recognises a message that was put in twice. Pure.

A gateway that dies, or that hears no answer, puts its messages in again. What names its own instant is the same message
when topic and payload are the same, and the stream leaves the second one out. What does not (``t`` is absent: the
instant is its arrival) has no identity: two equal payloads a minute apart are two readings, and leaving one out
would make a living station silent. Such a one may be stored twice, microseconds apart.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any, Final

import msgspec

#: Kinds whose payload is JSON that may name its instant; frames of these codecs always do.
_JSON_KINDS: Final = frozenset({b"obs", b"event"})
_TIMED_CODECS: Final = frozenset({b"hj212", b"sl651", b"szy206"})


class _Timed(msgspec.Struct):
    """As much of a payload as is needed."""

    t: Any = None


_DECODER: Final = msgspec.json.Decoder(_Timed | list[_Timed])


def identity_of(topic: bytes, payload: bytes) -> str | None:
    """Return the id under which the stream recognises a message; None: it has none."""
    if not _is_timed(topic, payload):
        return None
    digest = blake2b(payload, digest_size=16, key=blake2b(topic, digest_size=32).digest())
    return digest.hexdigest()


def _is_timed(topic: bytes, payload: bytes) -> bool:
    parts = topic.split(b"/")
    kind = parts[4] if len(parts) > 4 else b""  # noqa: PLR2004 - fh/v1/{division}/{station}/{kind}
    if kind == b"raw":
        return parts[-1] in _TIMED_CODECS
    if kind not in _JSON_KINDS:
        return False
    try:
        told = _DECODER.decode(payload)
    except msgspec.DecodeError:
        return False
    items = told if isinstance(told, list) else [told]
    return bool(items) and all(item.t is not None for item in items)
