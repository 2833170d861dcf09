"""Acting: lets everything that a request changes be journalled with where the request came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incidents.origin import Origin, acting_from, current_origin
from incidents.people import credential_id

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from api.caller import Caller

#: Requests that change nothing.
_READS = frozenset({"GET", "HEAD", "OPTIONS"})
#: Where reading changes something after all: a browser that comes back from a provider is signed in.
_SIGNS_IN = "/api/v1/oidc/"


class ActsFrom:
    """Says where requests come from that may change something."""

    def __init__(self, app: ASGIApp) -> None:
        """Take the application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        is_read = scope["type"] == "http" and scope["method"] in _READS and not scope["path"].startswith(_SIGNS_IN)
        client = scope.get("client")
        is_act = scope["type"] != "lifespan" and not is_read
        with acting_from(Origin(address=str(client[0]) if client else "") if is_act else None):
            await self._app(scope, receive, send)


def note_caller(caller: Caller) -> None:
    """Say with which credential the request came."""
    origin = current_origin()
    if origin is not None:
        origin.credential = caller.kind.value
        # As the list of credentials shows it.
        origin.id = credential_id(caller.token_hash)
