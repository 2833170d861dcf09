"""Fetcher: one picture over HTTP, from the one address that was judged.

The name is resolved once and the connection goes to the address that was found then, so that a name cannot lead
to a harmless place when it is judged and to another when it is asked. Redirects are refused, compressed answers
are refused (a small one could become a large one), and reading stops at the size limit or when time is over,
however slowly the bytes drip in.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx2

from ingest.evidence.deadline import Deadline

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.evidence.permit import Permit, Target

#: Seconds that one connection, or one wait for bytes, may take.
PATIENCE_SECONDS = 10.0
#: Seconds that one picture may take.
PICTURE_SECONDS = 30.0

_OK = 200
#: Answers after which asking again may help.
_PASSING = frozenset({404, 408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came of one attempt."""

    data: bytes = b""
    #: Why nothing came; empty when something did.
    why: str = ""
    #: Whether another attempt may succeed.
    is_passing: bool = False


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host in the system's order.

    Raises:
        OSError: If there are none.
    """
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class Fetcher:
    """Fetches pictures that the permit allows; safe to share between threads."""

    def __init__(
        self,
        permit: Permit,
        *,
        largest: int,
        resolve: Callable[[str, int], list[str]] = resolve,
        transport: httpx2.BaseTransport | None = None,
        seconds: float = PICTURE_SECONDS,
    ) -> None:
        """Take the list of hosts.

        Args:
            permit: What may be asked.
            largest: Longest picture taken, bytes.
            resolve: Finds the addresses of a host and port.
            transport: How connections are made; None for real ones.
            seconds: How long one picture may take.
        """
        self._permit = permit
        self._largest = largest
        self._resolve = resolve
        self._seconds = seconds
        # No proxy of the environment: it would resolve the name anew, out of our sight.
        # No connection is used twice: one made for a name would serve every other name at its address.
        self._client = httpx2.Client(
            trust_env=False,
            follow_redirects=False,
            timeout=PATIENCE_SECONDS,
            limits=httpx2.Limits(max_keepalive_connections=0),
            transport=transport,
        )

    def close(self) -> None:
        """Close every connection."""
        self._client.close()

    def fetch(self, url: str) -> Fetched:
        """Return the body behind a URL, or why there is none."""
        target = self._permit.target(url)
        if isinstance(target, str):
            return Fetched(why=target)
        try:
            addresses = self._resolve(target.host, target.port)
        except (OSError, UnicodeError) as error:
            return Fetched(why=f"{target.host} cannot be resolved: {error}", is_passing=True)
        refusals = [self._permit.refusal(target, address) for address in addresses]
        # A name with one bad address among good ones is somebody's trick.
        if not addresses or any(refusals):
            return Fetched(why=next(filter(None, refusals), f"{target.host} has no address"))
        with Deadline(self._seconds) as deadline:
            try:
                fetched = self._ask(target, addresses[0], deadline=deadline)
            except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
                fetched = Fetched(why=f"{target.host}: {type(error).__name__}: {error}"[:200], is_passing=True)
        # What was cut off may look whole, when the host had not said how long it is.
        if deadline.is_over:
            return Fetched(why=f"{target.host}: no whole picture in {self._seconds:.0f} s", is_passing=True)
        return fetched

    def _ask(self, target: Target, address: str, *, deadline: Deadline) -> Fetched:
        default = {"http": 80, "https": 443}[target.url.scheme]
        shown = f"[{target.host}]" if ":" in target.host else target.host
        headers = {
            "host": shown if target.port == default else f"{shown}:{target.port}",
            "accept": "image/jpeg, image/png, image/webp",
            "accept-encoding": "identity",
            "user-agent": "fenghuo",
        }
        pinned = target.url.copy_with(host=address, fragment=None)
        # Certificates are judged by the name, not by the address.
        extensions = {"sni_hostname": target.host, "trace": deadline.trace}
        with self._client.stream("GET", pinned, headers=headers, extensions=extensions) as answer:
            if answer.status_code != _OK:
                why = f"{target.host} answered {answer.status_code}"
                return Fetched(why=why, is_passing=answer.status_code in _PASSING)
            if answer.headers.get("content-encoding", "identity") != "identity":
                return Fetched(why=f"{target.host} answered with a compressed picture")
            data = bytearray()
            for chunk in answer.iter_raw():
                data += chunk
                if len(data) > self._largest:
                    return Fetched(why=f"expected a picture of at most {self._largest} bytes, got more")
                if deadline.is_over:
                    break
        return Fetched(data=bytes(data))
