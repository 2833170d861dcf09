"""How people come in."""

from __future__ import annotations

from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import NoDecode

from fenghuo.sections.section import Section
from incidents.people import Role  # noqa: TC001 - pydantic reads it

_CALLBACK = "/api/v1/oidc/callback"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Access(Section):
    """What is asked of those who sign in."""

    #: Minutes after which a session that was not used ends; 0: however long it is left alone.
    idle_minutes: float = Field(default=0, ge=0)
    #: Roles whose people need a second factor, e.g. ``approver, commander, administrator``; empty: nobody.
    totp_roles: Annotated[tuple[Role, ...], NoDecode] = ()

    @field_validator("totp_roles", mode="before")
    @classmethod
    def _words(cls, value: object) -> object:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


class Oidc(Section):
    """An OpenID provider that vouches for people. Without an issuer there is none."""

    #: The provider's address, exactly as it names itself.
    issuer: str = ""
    client_id: str = ""
    #: Empty for a public client.
    client_secret: SecretStr = SecretStr("")
    #: Where the browser comes back to: ``https://HOST/api/v1/oidc/callback``.
    redirect_uri: str = ""
    #: What is asked of the provider; always with ``openid``.
    scopes: str = "openid profile"
    #: What the login page calls the provider.
    title: str = "SSO"
    #: Whether people whom nobody added come in as viewers.
    adds_people: bool = False
    #: Claim with the 12-digit division of a person who is added that way; empty: they look everywhere.
    division_claim: str = ""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not self.issuer:
            return self
        if not self.client_id or "openid" not in self.scopes.split():
            message = "a provider needs a client_id and the scope openid"
            raise ValueError(message)
        for url in (self.issuer, self.redirect_uri):
            parts = urlsplit(url)
            if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
                message = f"expected https:// addresses of provider and callback, got {url!r}"
                raise ValueError(message)
        if not self.redirect_uri.endswith(_CALLBACK):
            message = f"redirect_uri: expected an address that ends with {_CALLBACK}, got {self.redirect_uri!r}"
            raise ValueError(message)
        return self
