"""Handshake: who may open the feed, judged before the connection is accepted.

A page of another site can make a browser open a WebSocket here, so the ``Origin`` has to be our own; a browser
always sends one, so whoever sends none is a program. Browsers cannot set headers on a WebSocket; they hand the token
over as a subprotocol, ``bearer.<token>``, beside ``fenghuo.v1``. A token in the URL is refused: URLs end up in logs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from api.problem import ApiError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

#: The subprotocol that is spoken.
PROTOCOL = "fenghuo.v1"
_BEARER = "bearer."

#: Names under which people put secrets into URLs.
_SECRET_PARAMETERS = frozenset({"token", "access_token", "bearer", "authorization", "auth", "api_key", "apikey", "key"})

_DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Handshake:
    """What a client showed that may pass so far."""

    token: str
    #: The subprotocol to answer with; None when the client did not offer it: a token is never sent back.
    subprotocol: str | None


def judge(
    *,
    headers: Mapping[str, str],
    query: Collection[str],
    offered: Sequence[str],
    scheme: str,
    origins: Collection[str] = (),
) -> Handshake:
    """Return the token that a client showed in a place where it may.

    Args:
        headers: Request headers, lower-case names.
        query: Names of the query parameters.
        offered: Subprotocols the client offers.
        scheme: ``ws`` or ``wss``.
        origins: Origins allowed beside the own one.

    Raises:
        ApiError: If the token is missing or in the URL, or the origin is another one.
    """
    if any(name.lower() in _SECRET_PARAMETERS for name in query):
        detail = "a token must not be part of a URL: send the Authorization header or the subprotocol bearer.<token>"
        raise ApiError("token_in_url", detail, status=400)
    _judge_origin(headers, scheme=scheme, origins=origins)
    by_header = _header_token(headers.get("authorization", ""))
    token = by_header or next((name.removeprefix(_BEARER) for name in offered if name.startswith(_BEARER)), "")
    if not token:
        detail = f"expected the Authorization header, or the subprotocols {PROTOCOL} and bearer.<token>"
        raise ApiError("unauthenticated", detail, status=401)
    return Handshake(token=token, subprotocol=PROTOCOL if PROTOCOL in offered else None)


def _header_token(header: str) -> str | None:
    scheme, _, token = header.partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def _judge_origin(headers: Mapping[str, str], *, scheme: str, origins: Collection[str]) -> None:
    origin = headers.get("origin")
    if origin is None or origin in origins:
        return
    if origin == "null" or _place(origin) != _place(f"{scheme}://{headers.get('host', '')}"):
        raise ApiError("bad_origin", f"expected the origin of this server, got {origin[:100]!r}", status=403)


def _place(url: str) -> tuple[str, int] | None:
    """Return host and port of a URL, None when it has none."""
    try:
        parts = urlsplit(url)
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return None
    return (parts.hostname, port) if parts.hostname and port else None
