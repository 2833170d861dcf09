"""Users and keys made from the command line and on the first run."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Protocol

from api.credentials import hash_password
from incidents.people import Credential, CredentialKind, Role, User
from sensing.errors import FenghuoError

if TYPE_CHECKING:
    from datetime import datetime

#: Shortest password accepted, characters.
MIN_PASSWORD = 10


class PeopleError(FenghuoError):
    """A user or key cannot be made as asked."""


class PeopleBook(Protocol):
    """What this module needs of the store."""

    def user(self, name: str) -> User | None:
        """Return a user by name."""

    def put_user(self, user: User) -> None:
        """Insert or replace a user."""

    def put_credential(self, credential: Credential) -> None:
        """Insert or replace a credential."""

    def credential(self, token_hash: bytes) -> Credential | None:
        """Return a credential by the hash of its token."""


def put_user(
    book: PeopleBook, name: str, *, password: str, role: Role, at: datetime, must_change: bool = False
) -> None:
    """Make a user or give an existing one a new password and role.

    Raises:
        PeopleError: If the password is too short.
    """
    if len(password) < MIN_PASSWORD:
        raise PeopleError(f"password of {name!r}: expected at least {MIN_PASSWORD} characters, got {len(password)}")
    known = book.user(name)
    book.put_user(
        User(
            name=name,
            password_hash=hash_password(password),
            role=role,
            created=known.created if known else at,
            must_change=must_change,
        )
    )


def put_api_key(book: PeopleBook, key: str, *, user: str, label: str, at: datetime) -> None:
    """Let a key act as a user; only its SHA-256 is stored.

    Raises:
        PeopleError: If there is no such user.
    """
    if book.user(user) is None:
        raise PeopleError(f"no user {user!r}: make one with `fenghuo user add {user}`")
    book.put_credential(
        Credential(
            token_hash=hashlib.sha256(key.encode()).digest(),
            user=user,
            kind=CredentialKind.API_KEY,
            label=label,
            created=at,
            expires=None,
            revoked=None,
        )
    )


def ensure_admin(book: PeopleBook, *, password: str, api_key: str, at: datetime) -> None:
    """Make the administrator and the key of an embedded installation on its first run; later runs change nothing."""
    if book.user("admin") is None:
        put_user(book, "admin", password=password, role=Role.ADMINISTRATOR, at=at)
    if book.credential(hashlib.sha256(api_key.encode()).digest()) is None:
        put_api_key(book, api_key, user="admin", label="first run", at=at)
