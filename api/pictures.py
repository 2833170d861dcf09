"""Pictures: whose eyes they are for. A picture belongs where the events lie that refer to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from api.parts import ApiParts


def is_shown(parts: ApiParts, sha256: str, *, within: str) -> bool:
    """Return whether a picture is kept here and the people of a subtree may see it."""
    if parts.pictures is None or not parts.pictures.has(sha256):
        return False
    return not within or parts.store.is_picture_shown(sha256.lower(), within=within)
