"""Post: how channels hand something to a host over HTTP, and what its answer means for a message.

Whoever wires them decides which hosts may be asked; a channel only names the URL.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol

from alerts.outgoing import Outcome, Result

if TYPE_CHECKING:
    from collections.abc import Mapping


class Posted(Protocol):
    """What came of it."""

    @property
    def data(self) -> bytes:
        """Body of the answer."""

    @property
    def why(self) -> str:
        """Why it was no success; empty when it was."""

    @property
    def is_passing(self) -> bool:
        """Whether another attempt may succeed."""

    @property
    def status(self) -> int:
        """HTTP status; 0: there was no answer."""

    @property
    def is_sent(self) -> bool:
        """Whether the other side may have read the request."""


class Post(Protocol):
    """Hands a body to a URL; safe to be called from several threads."""

    def __call__(self, url: str, *, headers: Mapping[str, str], content: bytes) -> Posted:
        """Return the answer, or why there is none; headers have lower-case names."""


def unanswered(posted: Posted) -> Outcome:
    """Return what a failure means: a host that is away may be asked again, one that is not listed never."""
    if not posted.is_passing:
        return Outcome(result=Result.FAILED, detail=posted.why)
    return Outcome(result=Result.RETRY, detail=posted.why, is_unknown=posted.is_sent and not posted.status)


def answered(posted: Posted) -> dict[str, Any]:
    """Return the JSON object of an answer, empty when it is none."""
    try:
        told = json.loads(posted.data)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
