"""Who may do what: people with a role and a division, and the credentials that speak for them.

Only hashes are kept: neither a password nor a token can be read back. What a credential may do is never more than what
its user may.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from geo.division import prefix_of

if TYPE_CHECKING:
    from datetime import datetime


class Role(StrEnum):
    """What a person may do; each role but the last may do what the one before it may."""

    #: Looks.
    VIEWER = "viewer"
    #: Acknowledges, assigns, drafts.
    OFFICER = "officer"
    #: Reviews and approves warnings.
    APPROVER = "approver"
    #: Has the watch: release policies, silences, the duty roster.
    COMMANDER = "commander"
    #: Changes rules, stations and people.
    ADMINISTRATOR = "administrator"
    #: Looks, and runs drills; stands beside the others.
    ORGANISER = "organiser"


#: The ladder; an organiser stands beside it, as high as a viewer.
_LADDER: Final = (Role.VIEWER, Role.OFFICER, Role.APPROVER, Role.COMMANDER, Role.ADMINISTRATOR)


def includes(own: Role, asked: Role) -> bool:
    """Return whether a role may do what another one may."""
    if own is asked or own is Role.ADMINISTRATOR:
        return True
    if asked is Role.ORGANISER:
        return False
    if own is Role.ORGANISER:
        return asked is Role.VIEWER
    return _LADDER.index(own) >= _LADDER.index(asked)


def narrower(one: Role, other: Role) -> Role:
    """Return what both roles may do."""
    if includes(one, other):
        return other
    return one if includes(other, one) else Role.VIEWER


def overlap(one: str, other: str) -> str | None:
    """Return the digits that every division code of two subtrees begins with; None when they share no division."""
    if one.startswith(other):
        return one
    return other if other.startswith(one) else None


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
    #: Argon2 hash with its own salt and parameters; empty: no password opens the door.
    password_hash: str = field(repr=False)
    role: Role
    created: datetime
    #: True until the password given by somebody else has been changed.
    must_change: bool = False
    #: 12-digit code of the division whose subtree the person sees and acts on; empty: everywhere.
    division: str = ""
    #: What others call the person, e.g. ``王敏``; empty: the user name.
    display_name: str = ""
    email: str = ""
    #: E.164, e.g. ``+8613800000000``.
    phone: str = ""
    #: Whether the person can no longer sign in; the name stays taken, because the journal speaks of it.
    is_disabled: bool = False
    #: Issuer of the OpenID provider that vouches for the person; empty: none.
    oidc_issuer: str = ""
    #: What that provider calls the person, for ever.
    oidc_subject: str = ""

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
    #: What it may do at most; None: what its user may.
    role: Role | None = None
    #: Division of the subtree it sees at most; empty: that of its user.
    division: str = ""
    #: From where it was asked for.
    address: str = ""
    #: When it was last shown, to the minute.
    seen: datetime | None = None

    @property
    def id(self) -> str:
        """Return the name under which it is listed and ended; says nothing of the token."""
        return credential_id(self.token_hash)

    @property
    def within(self) -> str:
        """Return the digits that every division code it may see begins with."""
        return prefix_of(self.division) if self.division else ""


def credential_id(token_hash: bytes) -> str:
    """Return the name of the credential of a token's hash: its first 64 bits."""
    return token_hash[:8].hex()


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactor:
    """What a person shows beside the password: codes of an app, or each of some codes once."""

    user: str
    #: Base32, shared with the person's app.
    secret: str = field(repr=False)
    #: When the person showed a first code; None: it is not asked for yet.
    confirmed: datetime | None = None
    #: The last time step whose code was accepted: no code opens twice.
    last_step: int = 0
    #: SHA-256 of the recovery codes that are left.
    recovery: tuple[bytes, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOn:
    """A sign-in by an OpenID provider that is under way in some browser."""

    #: SHA-256 of what the browser keeps.
    id: bytes
    #: What the provider must send back, once.
    state: str = field(repr=False)
    #: What the provider's token must repeat.
    nonce: str = field(repr=False)
    #: PKCE: what proves that the code was asked for from here.
    verifier: str = field(repr=False)
    expires: datetime
    #: Who it turned out to be; empty until the provider has said so.
    user: str = ""
