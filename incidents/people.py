"""Who may do what: people with a role, and the credentials that speak for them.

Only hashes are kept: neither a password nor a token can be read back.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from geo.division import prefix_of

if TYPE_CHECKING:
    from datetime import datetime


class Role(StrEnum):
    """What a person may do; each role may do what the one before it may."""

    #: Looks.
    VIEWER = "viewer"
    #: Acknowledges, assigns, drafts, approves.
    OFFICER = "officer"
    #: Changes rules, stations and people.
    ADMINISTRATOR = "administrator"


class CredentialKind(StrEnum):
    """What a token stands for."""

    #: A person who signed in; ends by itself.
    SESSION = "session"
    #: A program that acts for a person; ends when revoked or expired.
    API_KEY = "api_key"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person who can sign in."""

    name: str
    #: Argon2 hash with its own salt and parameters.
    password_hash: str
    role: Role
    created: datetime
    #: True until the password given by somebody else has been changed.
    must_change: bool = False
    #: 12-digit code of the division whose subtree the person sees and acts on; empty: everywhere.
    division: str = ""

    @property
    def within(self) -> str:
        """Return the digits that every division code of the person's subtree begins with."""
        return prefix_of(self.division) if self.division else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A session token or an API key."""

    #: SHA-256 of the token.
    token_hash: bytes
    #: Name of the user it speaks for.
    user: str
    kind: CredentialKind
    #: What a person calls it, e.g. the program it was made for.
    label: str
    created: datetime
    #: None: never.
    expires: datetime | None = None
    revoked: datetime | None = None
