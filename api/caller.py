"""Caller: who holds a token, and what role and division allow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from incidents.people import CredentialKind, Role, includes, narrower, overlap

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from api.ports.people import People
    from incidents.people import Credential, User

#: How often the last use of a token is written down.
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """What the installation asks of those who come in."""

    #: Sessions that were not used for so long have ended; zero: however long.
    idle: timedelta = timedelta(0)
    #: Roles whose people need a second factor.
    second_factor: Collection[Role] = frozenset()


#: Nothing beyond a good token.
PLAIN_DOORS = Doors()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What a token allows; an open feed ends when this is not what it was."""

    role: Role
    #: As in ``Caller``.
    within: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who is asking."""

    #: User name.
    user: str
    role: Role
    #: Hash of the token that was shown.
    token_hash: bytes
    #: Whether a person has to set a password of their own first.
    must_change: bool
    #: Digits that every division code of the caller's subtree begins with; empty: everywhere.
    within: str = ""
    #: Whether a person has to set up a second factor first.
    must_enrol: bool = False
    #: When the token was last seen, None: never.
    seen: datetime | None = None
    #: Whether a person signed in, or a program shows a key.
    kind: CredentialKind = CredentialKind.SESSION

    @property
    def rights(self) -> Rights:
        """Return what the token allows."""
        return Rights(role=self.role, within=self.within)

    @property
    def is_ready(self) -> bool:
        """Return whether nothing is left to be set up before the caller may do anything."""
        return not (self.must_change or self.must_enrol)

    def may(self, role: Role) -> bool:
        """Return whether the caller's role includes ``role``."""
        return includes(self.role, role)

    def reaches(self, within: str) -> bool:
        """Return whether a subtree, given by its digits, lies in the caller's."""
        return within.startswith(self.within)


def identify(people: People, *, hashed: bytes, now: datetime, doors: Doors = PLAIN_DOORS) -> Caller | None:
    """Return who holds a token, None when it is unknown, revoked, expired or was left alone for too long."""
    held = people.holder(hashed)
    if held is None:
        return None
    credential, user = held
    if not is_good(credential, now=now, idle=doors.idle) or user.is_disabled:
        return None
    within = overlap(user.within, credential.within)
    if within is None:
        return None
    # A key is made by an administrator and has neither a password to change nor an app.
    is_person = credential.kind is CredentialKind.SESSION
    role = user.role if credential.role is None else narrower(user.role, credential.role)
    return Caller(
        user=user.name,
        role=role,
        token_hash=hashed,
        must_change=user.must_change and is_person,
        within=within,
        must_enrol=is_person and lacks_factor(people, user, doors),
        seen=credential.seen or credential.created,
        kind=credential.kind,
    )


def is_good(credential: Credential, *, now: datetime, idle: timedelta = timedelta(0)) -> bool:
    """Return whether a credential still opens the door."""
    if credential.revoked is not None or (credential.expires is not None and credential.expires <= now):
        return False
    if not idle or credential.kind is not CredentialKind.SESSION:
        return True
    return (credential.seen or credential.created) + idle > now


def lacks_factor(people: People, user: User, doors: Doors) -> bool:
    """Return whether a person needs a second factor and has none.

    A provider that vouches asks for its own; but whoever has a password as well can come in past it.
    """
    if user.role not in doors.second_factor or (user.oidc_subject and not user.password_hash):
        return False
    factor = people.second_factor(user.name)
    return factor is None or factor.confirmed is None
