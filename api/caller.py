"""Caller: who holds a token, and what the role allows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from incidents.people import CredentialKind, Role

if TYPE_CHECKING:
    from datetime import datetime

    from api.ports import People

_RANK: dict[Role, int] = {Role.VIEWER: 0, Role.OFFICER: 1, Role.ADMINISTRATOR: 2}


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

    def may(self, role: Role) -> bool:
        """Return whether the caller's role includes ``role``."""
        return _RANK[self.role] >= _RANK[role]


def identify(people: People, *, hashed: bytes, now: datetime) -> Caller | None:
    """Return who holds a token, None when it is unknown, revoked or expired."""
    credential = people.credential(hashed)
    if credential is None or credential.revoked is not None:
        return None
    if credential.expires is not None and credential.expires <= now:
        return None
    user = people.user(credential.user)
    if user is None:
        return None
    # A key is made by an administrator and has no password to change.
    must_change = user.must_change and credential.kind is CredentialKind.SESSION
    return Caller(user=user.name, role=user.role, token_hash=hashed, must_change=must_change, within=user.within)
