"""Media: what a picture is by its first bytes; nobody's word is taken for it."""

from __future__ import annotations

_JPEG = b"\xff\xd8\xff"
_PNG = b"\x89PNG\r\n\x1a\n"
_WEBP = slice(8, 12)


def media_type(data: bytes) -> str:
    """Return the media type of a JPEG, PNG or WebP picture; empty for anything else."""
    if data.startswith(_JPEG):
        return "image/jpeg"
    if data.startswith(_PNG):
        return "image/png"
    if data.startswith(b"RIFF") and data[_WEBP] == b"WEBP":
        return "image/webp"
    return ""
