"""Asker: one exchange over HTTP with the one address that was judged.

The name is resolved once and the connection goes to the address that was found then, so that a name cannot lead
to a harmless place when it is judged and to another when it is asked. Redirects are refused, compressed answers
are refused (a small one could become a large one), and reading stops at the size limit or when time is over,
however slowly the bytes drip in.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import httpx2

from ingest.outside.deadline import Deadline

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ingest.outside.permit import Permit, Target

#: Seconds that one connection, or one wait for bytes, may take.
PATIENCE_SECONDS = 10.0
#: Seconds that one exchange may take.
EXCHANGE_SECONDS = 30.0

_OK = range(200, 300)
#: Answers after which asking again may help.
_PASSING = frozenset({404, 408, 425, 429, 500, 502, 503, 504})
#: Before any of these the request had not left.
_UNSENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.InvalidURL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What came of one exchange."""

    data: bytes = b""
    #: Why it was no success; empty when it was.
    why: str = ""
    #: Whether another attempt may succeed.
    is_passing: bool = False
    #: HTTP status; 0: there was no answer.
    status: int = 0
    #: Whether the other side may have read the request.
    is_sent: bool = False
    #: Validators of the answer, to be sent along the next time it is asked for.
    etag: str = ""
    modified: str = ""


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host in the system's order.

    Raises:
        OSError: If there are none.
    """
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class Asker:
    """Asks hosts that the permit allows; safe to share between threads."""

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
            largest: Longest answer taken, bytes.
            resolve: Finds the addresses of a host and port.
            transport: How connections are made; None for real ones.
            seconds: How long one exchange may take.
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

    def get(self, url: str, *, accept: str, etag: str = "", modified: str = "") -> Asked:
        """Return the body behind a URL, or why there is none; status 304 where the validators say it is known."""
        known = {"if-none-match": etag, "if-modified-since": modified}
        headers = {"accept": accept, **{name: value for name, value in known.items() if value}}
        return self._exchange("GET", url, headers=headers, content=None)

    def post(self, url: str, *, headers: Mapping[str, str], content: bytes) -> Asked:
        """Hand a body to a URL and return the answer, or why there is none; headers have lower-case names."""
        return self._exchange("POST", url, headers=headers, content=content)

    def _exchange(self, method: str, url: str, *, headers: Mapping[str, str], content: bytes | None) -> Asked:
        found = self._judged(url)
        if isinstance(found, Asked):
            return found
        target, address = found
        request = self._request(method, target, address, headers=headers, content=content)
        with Deadline(self._seconds) as deadline:
            request.extensions = {**request.extensions, "trace": deadline.trace}
            try:
                asked = self._ask(target, request, deadline=deadline)
            except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
                why = f"{target.host}: {type(error).__name__}: {error}"[:200]
                asked = Asked(why=why, is_passing=True, is_sent=not isinstance(error, _UNSENT))
        # What was cut off may look whole, when the host had not said how long it is.
        if deadline.is_over:
            why = f"{target.host}: no whole answer in {self._seconds:.0f} s"
            return Asked(why=why, is_passing=True, is_sent=True)
        return asked

    def _judged(self, url: str) -> tuple[Target, str] | Asked:
        """Return what to ask and at which address, or why nothing is asked."""
        target = self._permit.target(url)
        if isinstance(target, str):
            return Asked(why=target)
        try:
            addresses = self._resolve(target.host, target.port)
        except (OSError, UnicodeError) as error:
            return Asked(why=f"{target.host} cannot be resolved: {error}", is_passing=True)
        refusals = [self._permit.refusal(target, address) for address in addresses]
        # A name with one bad address among good ones is somebody's trick.
        if not addresses or any(refusals):
            return Asked(why=next(filter(None, refusals), f"{target.host} has no address"))
        return target, addresses[0]

    def _request(
        self, method: str, target: Target, address: str, *, headers: Mapping[str, str], content: bytes | None
    ) -> httpx2.Request:
        default = {"http": 80, "https": 443}[target.url.scheme]
        shown = f"[{target.host}]" if ":" in target.host else target.host
        own = {
            "host": shown if target.port == default else f"{shown}:{target.port}",
            "accept-encoding": "identity",
            "user-agent": "fenghuo",
        }
        pinned = target.url.copy_with(host=address, fragment=None)
        # Certificates are judged by the name, not by the address.
        extensions = {"sni_hostname": target.host}
        return self._client.build_request(
            method, pinned, headers={**headers, **own}, content=content, extensions=extensions
        )

    def _ask(self, target: Target, request: httpx2.Request, *, deadline: Deadline) -> Asked:
        answer = self._client.send(request, stream=True)
        try:
            status = answer.status_code
            refused = Asked(
                why="" if status in _OK else f"{target.host} answered {status}",
                is_passing=status in _PASSING,
                status=status,
                is_sent=True,
                etag=answer.headers.get("etag", "")[:200],
                modified=answer.headers.get("last-modified", "")[:100],
            )
            # Why a picture is refused matters to nobody; why a message is stands in the body.
            if refused.why and request.method == "GET":
                return refused
            if answer.headers.get("content-encoding", "identity") != "identity":
                return replace(refused, why=refused.why or f"{target.host} answered with a compressed body")
            data = bytearray()
            for chunk in answer.iter_raw():
                data += chunk
                if len(data) > self._largest:
                    why = f"expected an answer of at most {self._largest} bytes, got more"
                    return replace(refused, why=refused.why or why)
                if deadline.is_over:
                    break
        finally:
            answer.close()
        return replace(refused, data=bytes(data))
