"""Codecs: the field protocols that ``raw/{codec}`` topics may carry, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.wire.raw import Codec

#: Codec by the name in the topic.
CODECS: dict[str, Codec] = {}
