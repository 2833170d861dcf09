"""Reply: a message that a scripted participant sends. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One message."""

    #: After he was told.
    after: timedelta
    text: str
