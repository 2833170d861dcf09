"""Signing in by an OpenID provider.

The browser keeps a secret in a cookie that no script reads; its hash names the sign-in in the store, so any process may
go on with it, once. The session's token never stands in a URL: the console asks for it with the cookie.
"""

import hmac
import secrets
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Cookie, Query, Request
from starlette.responses import RedirectResponse, Response

from api.answer import answer
from api.credentials import token_hash
from api.given import Parts, TheThrottle
from api.joining import person_of
from api.oidc import Provider
from api.oidc_wire import ProviderError
from api.origin import Address
from api.parts import ApiParts
from api.problem import ApiError
from api.schema.person import SessionShape, session_json
from api.schema.text import Shape
from api.signing_in import open_session
from incidents.people import SignOn

router = APIRouter(prefix="/api/v1/oidc", tags=["sessions"])

COOKIE = "fenghuo_sign_on"
_PATH = "/api/v1/oidc"
#: How long a person may take at the provider.
PATIENCE = timedelta(minutes=10)
#: How long the console may take to ask for the session.
HAND_OVER = timedelta(minutes=1)
#: Sign-ins begun from one address within a minute: a duty room behind one address has fewer.
SIGN_ONS_PER_ADDRESS = 60

TheCookie = Annotated[str, Cookie(alias=COOKIE, max_length=200, include_in_schema=False)]


class ProviderShape(Shape):
    """Whether people can sign in by a provider, and what it is called."""

    is_there: bool
    title: str


@router.get("", response_model=ProviderShape)
def about(*, parts: Parts) -> Response:
    """Tell whether people can sign in by an OpenID provider; the login page asks for it."""
    provider = parts.provider
    return answer({"is_there": provider is not None, "title": provider.terms.title if provider else ""})


@router.get("/login", status_code=302, response_class=RedirectResponse)
def leave(*, request: Request, parts: Parts, throttle: TheThrottle, address: Address) -> Response:
    """Send the browser to the provider."""
    provider, now = _provider(parts), parts.clock()
    if not throttle.admits(f"sign-on:{address}", limit=SIGN_ONS_PER_ADDRESS, now=now):
        # Each is a row, and nobody has said yet who he is.
        raise ApiError("too_many_tries", "too many sign-ins, wait a minute", status=429, headers={"retry-after": "60"})
    secret = secrets.token_urlsafe(32)
    sign_on = SignOn(
        id=token_hash(secret),
        state=secrets.token_urlsafe(24),
        nonce=secrets.token_urlsafe(24),
        verifier=secrets.token_urlsafe(48),
        expires=now + PATIENCE,
    )
    url = _believed(lambda: provider.authorization_url(sign_on, now=now))
    parts.store.put_sign_on(sign_on, at=now)
    response = RedirectResponse(url, status_code=302, headers={"cache-control": "no-store"})
    _keep(response, secret, request=request, seconds=int(PATIENCE.total_seconds()))
    return response


@router.get("/callback", status_code=303, response_class=RedirectResponse)
def come_back(
    *,
    request: Request,
    parts: Parts,
    address: Address,
    cookie: TheCookie = "",
    code: Annotated[str, Query(max_length=4096)] = "",
    state: Annotated[str, Query(max_length=200)] = "",
    iss: Annotated[str | None, Query(max_length=1000)] = None,
    error: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Take the person whom the provider sends back, and hand over to the console."""
    provider, now = _provider(parts), parts.clock()
    sign_on = parts.store.take_sign_on(token_hash(cookie)) if cookie else None
    if sign_on is None or sign_on.expires <= now or sign_on.user:
        raise ApiError("no_sign_on", "there is no sign-in under way in this browser: begin again", status=401)
    if not state or not hmac.compare_digest(state.encode(), sign_on.state.encode()):
        raise ApiError("wrong_state", "the answer belongs to another sign-in: begin again", status=401)
    if iss is not None and iss != provider.issuer:
        raise ApiError("wrong_state", "the answer comes from another provider", status=401)
    if error or not code:
        raise ApiError("provider_refused", f"the provider refuses: {error or 'no code'}", status=401)
    identity = _believed(lambda: provider.identity(code, sign_on, now=now))
    user = person_of(identity, terms=provider.terms, parts=parts, address=address)
    # Another secret than before: what the browser brought along may have been given to it by somebody else.
    secret = secrets.token_urlsafe(32)
    ready = replace(sign_on, id=token_hash(secret), state="", nonce="", verifier="", user=user.name)
    parts.store.put_sign_on(replace(ready, expires=now + HAND_OVER), at=now)
    response = RedirectResponse("/?signed-on", status_code=303, headers={"cache-control": "no-store"})
    _keep(response, secret, request=request, seconds=int(HAND_OVER.total_seconds()))
    return response


@router.post("/session", status_code=201, response_model=SessionShape)
def hand_over(*, request: Request, parts: Parts, address: Address, cookie: TheCookie = "") -> Response:
    """Give the console the session of whoever came back from the provider, once."""
    sign_on = parts.store.take_sign_on(token_hash(cookie)) if cookie else None
    user = parts.store.user(sign_on.user) if sign_on and sign_on.user else None
    if sign_on is None or user is None or sign_on.expires <= parts.clock():
        raise ApiError("no_sign_on", "there is no sign-in under way in this browser: begin again", status=401)
    opened = open_session(user, parts=parts, address=address, way="oidc")
    response = answer(session_json(opened), status=201, headers={"cache-control": "no-store"})
    _keep(response, "", request=request, seconds=0)
    return response


def _provider(parts: ApiParts) -> Provider:
    if parts.provider is None:
        raise ApiError("no_provider", "no OpenID provider is set up here", status=404)
    return parts.provider


def _believed(ask: Any) -> Any:
    try:
        return ask()
    except ProviderError as error:
        raise ApiError(error.code, str(error), status=error.status) from error


def _keep(response: Response, secret: str, *, request: Request, seconds: int) -> None:
    """Let the browser keep a secret for the two requests to come; Lax, because the provider sends it back to us."""
    is_secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, secret, max_age=seconds, path=_PATH, secure=is_secure, httponly=True, samesite="lax")
