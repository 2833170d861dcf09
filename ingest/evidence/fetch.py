"""Fetcher: one picture over HTTP, from a host that is listed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.outside.ask import EXCHANGE_SECONDS, Asker, resolve

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx2

    from ingest.outside.permit import Permit

_OK = 200
_PICTURES = "image/jpeg, image/png, image/webp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came of one attempt."""

    data: bytes = b""
    #: Why nothing came; empty when something did.
    why: str = ""
    #: Whether another attempt may succeed.
    is_passing: bool = False


class Fetcher:
    """Fetches pictures that the permit allows; safe to share between threads."""

    def __init__(
        self,
        permit: Permit,
        *,
        largest: int,
        resolve: Callable[[str, int], list[str]] = resolve,
        transport: httpx2.BaseTransport | None = None,
        seconds: float = EXCHANGE_SECONDS,
    ) -> None:
        """Take the list of hosts.

        Args:
            permit: What may be asked.
            largest: Longest picture taken, bytes.
            resolve: Finds the addresses of a host and port.
            transport: How connections are made; None for real ones.
            seconds: How long one picture may take.
        """
        self._asker = Asker(permit, largest=largest, resolve=resolve, transport=transport, seconds=seconds)

    def close(self) -> None:
        """Close every connection."""
        self._asker.close()

    def fetch(self, url: str) -> Fetched:
        """Return the body behind a URL, or why there is none."""
        asked = self._asker.get(url, accept=_PICTURES)
        if not asked.why and asked.status != _OK:
            return Fetched(why=f"expected a picture, got an answer {asked.status}")
        if asked.why:
            return Fetched(why=asked.why, is_passing=asked.is_passing)
        return Fetched(data=asked.data)
