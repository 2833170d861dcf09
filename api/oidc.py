"""Signing in by an OpenID provider: authorization code flow with PKCE, as its client.

What the provider says is believed only when its ID token is signed by a key of its own, made for this client, within
its time, and repeats the nonce of this very sign-in. Who it is goes by issuer and subject, never by a name or address.
Calls to the provider are bounded in time and size, follow no redirects, and are made on the thread of the request.

Source:
    OpenID Connect Core 1.0, 3.1; Discovery 1.0; RFC 7636 (PKCE, S256); RFC 9207 (``iss`` of the answer).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import threading
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from api.oidc_wire import ProviderError
from api.oidc_wire import asked as _asked

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from incidents.people import SignOn

#: Signatures that are believed: those that only the provider can make.
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
#: How far the provider's clock may be off, s.
LEEWAY_SECONDS: Final = 60
#: How long what the provider says of itself is believed, and how soon its keys are asked for again at most.
KEPT: Final = timedelta(hours=1)
ASK_AGAIN: Final = timedelta(seconds=30)
#: For how long a provider that did not answer is not asked again: each who waits for it holds up a thread.
AWAY: Final = timedelta(seconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What was agreed on with the provider."""

    #: Its address, exactly as its tokens name it.
    issuer: str
    client_id: str
    #: Empty for a public client.
    client_secret: str
    #: Where the browser comes back to: ``https://HOST/api/v1/oidc/callback``.
    redirect_uri: str
    scopes: str = "openid profile"
    #: What the console calls it.
    title: str = "SSO"
    #: Whether people whom nobody added come in as viewers.
    adds_people: bool = False
    #: Claim with the 12-digit division of a person who is added; empty: they look everywhere.
    division_claim: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who the provider says it is."""

    issuer: str
    subject: str
    claims: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the provider said of itself."""

    at: datetime
    endpoints: Mapping[str, str]
    keys: KeySet


class Provider:
    """Speaks with one provider; thread-safe."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self._known: _Known | None = None
        self._failed: tuple[datetime, ProviderError] | None = None
        self._lock = threading.Lock()

    @property
    def issuer(self) -> str:
        """Return the name of the provider."""
        return self.terms.issuer

    def authorization_url(self, sign_on: SignOn, *, now: datetime) -> str:
        """Return where the browser is sent to sign in.

        Raises:
            ProviderError: If the provider is away.
        """
        query = {
            "response_type": "code",
            "client_id": self.terms.client_id,
            "redirect_uri": self.terms.redirect_uri,
            "scope": self.terms.scopes,
            "state": sign_on.state,
            "nonce": sign_on.nonce,
            "code_challenge": challenge_of(sign_on.verifier),
            "code_challenge_method": "S256",
        }
        endpoint = self._about(now).endpoints["authorization_endpoint"]
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}"

    def identity(self, code: str, sign_on: SignOn, *, now: datetime) -> Identity:
        """Return who a code of the provider stands for.

        Raises:
            ProviderError: If the provider is away or refuses the code, or its token is not believed.
        """
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.terms.redirect_uri,
            "client_id": self.terms.client_id,
            "code_verifier": sign_on.verifier,
        }
        secret = self.terms.client_secret
        answer = _asked(
            "POST", self._about(now).endpoints["token_endpoint"], form=form, login=(form["client_id"], secret)
        )
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise ProviderError("bad_id_token", "expected an id_token of the provider, got none", status=401)
        return self.verified(token, nonce=sign_on.nonce, now=now)

    def verified(self, token: str, *, nonce: str, now: datetime) -> Identity:
        """Return who an ID token speaks of.

        Raises:
            ProviderError: If it is not signed by the provider, for us, for now, for this sign-in.
        """
        try:
            claims = self._decoded(token, now=now)
            _check(claims, terms=self.terms, nonce=nonce, now=now)
        except (JoseError, ValueError) as error:
            raise ProviderError("bad_id_token", f"the provider's token is not believed: {error}", status=401) from error
        return Identity(issuer=self.terms.issuer, subject=str(claims["sub"]), claims=claims)

    def _decoded(self, token: str, *, now: datetime) -> dict[str, Any]:
        about = self._about(now)
        try:
            return jwt.decode(token, about.keys, algorithms=ALGORITHMS).claims
        except (InvalidKeyIdError, ValueError):
            # The provider may have taken a new key since; but nobody makes us ask all the time.
            if now - about.at < ASK_AGAIN:
                raise
            return jwt.decode(token, self._about(now, is_anew=True).keys, algorithms=ALGORITHMS).claims

    def _about(self, now: datetime, *, is_anew: bool = False) -> _Known:
        with self._lock:
            known = self._known
            if known is None or is_anew or now - known.at >= KEPT:
                known = self._known = self._asked_once(now)
            return known

    def _asked_once(self, now: datetime) -> _Known:
        if self._failed is not None and timedelta(0) <= now - self._failed[0] < AWAY:
            before = self._failed[1]
            raise ProviderError(before.code, str(before), status=before.status)
        self._failed = None
        try:
            return self._ask(now)
        except ProviderError as error:
            self._failed = now, error
            raise

    def _ask(self, now: datetime) -> _Known:
        told = _asked("GET", f"{self.terms.issuer.rstrip('/')}/.well-known/openid-configuration")
        if told.get("issuer") != self.terms.issuer:
            message = f"expected the provider {self.terms.issuer}, it calls itself {str(told.get('issuer'))[:200]!r}"
            raise ProviderError("provider_refused", message, status=502)
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        endpoints = {name: told[name] for name in names if isinstance(told.get(name), str)}
        if len(endpoints) < len(names):
            raise ProviderError("provider_refused", f"expected {', '.join(names)} of the provider", status=502)
        keys = _asked("GET", endpoints["jwks_uri"])
        try:
            return _Known(at=now, endpoints=endpoints, keys=KeySet.import_key_set(keys))  # type: ignore[arg-type]
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise ProviderError(
                "provider_refused", f"the provider's keys cannot be read: {error}", status=502
            ) from error


def challenge_of(verifier: str) -> str:
    """Return the PKCE challenge of a verifier."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _check(claims: Mapping[str, Any], *, terms: Terms, nonce: str, now: datetime) -> None:
    registry = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": terms.issuer},
        aud={"essential": True, "value": terms.client_id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True},
    )
    registry.validate(dict(claims))
    if not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise ValueError("the nonce is that of another sign-in")
    many = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if many else terms.client_id) != terms.client_id:
        raise ValueError("the token was made for another client (azp)")
