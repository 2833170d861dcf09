"""Fetching the feeds and messages of other agencies, from hosts that are listed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.outside.ask import Asker, resolve

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx2

    from ingest.outside.permit import Permit

#: Seconds that one whole answer may take.
ANSWER_SECONDS = 20.0
#: Longest answer taken, bytes.
LARGEST = 4 * 1024 * 1024
_NOT_MODIFIED = 304
_XML = "application/cap+xml, application/atom+xml, application/rss+xml, application/xml, text/xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What came of one request."""

    body: bytes = b""
    #: Whether the answer is what was known already.
    is_known: bool = False
    #: Validators of the answer.
    etag: str = ""
    modified: str = ""
    #: Why nothing came; empty when something did.
    why: str = ""


class ForeignFetcher:
    """Fetches what the permit allows; safe to share between threads."""

    def __init__(
        self,
        permit: Permit,
        *,
        resolve: Callable[[str, int], list[str]] = resolve,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        """Take the list of hosts; ``resolve`` and ``transport`` are the real ones unless a test says otherwise."""
        self._asker = Asker(permit, largest=LARGEST, resolve=resolve, transport=transport, seconds=ANSWER_SECONDS)

    def close(self) -> None:
        """Close every connection."""
        self._asker.close()

    def fetch(self, url: str, *, etag: str = "", modified: str = "") -> Answered:
        """Return what is behind a URL, or why there is nothing.

        Args:
            url: Where it is.
            etag: Of the answer that is known; empty: none.
            modified: Likewise.
        """
        asked = self._asker.get(url, accept=_XML, etag=etag, modified=modified)
        if asked.status == _NOT_MODIFIED:
            return Answered(is_known=True)
        return Answered(body=asked.data, etag=asked.etag, modified=asked.modified, why=asked.why)
