"""Users and keys made from the command line and on the first run."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from api.credentials import hash_password, password_fault
from fenghuo.os_user import os_user
from incidents.people import Credential, CredentialKind, Role, User
from incidents.people_journal import UserAct, change_entry, user_entry
from sensing.errors import FenghuoError

if TYPE_CHECKING:
    from datetime import datetime

    from store.memory import MemoryStore
    from store.postgres import PostgresStore

    PeopleBook = PostgresStore | MemoryStore

#: Who acted, where nobody is signed in.
AUTHOR: Final = f"cli:{os_user()}"
FIRST_RUN: Final = "first run"


class PeopleError(FenghuoError):
    """A user or key cannot be made as asked."""


def put_user(
    book: PeopleBook,
    name: str,
    *,
    password: str,
    role: Role,
    at: datetime,
    must_change: bool = False,
    division: str | None = None,
    actor: str = AUTHOR,
) -> None:
    """Make a user or give an existing one a new password and role; the person's sessions end.

    Args:
        book: Where people are kept.
        name: User name.
        password: The new password.
        role: What the person may do.
        at: The instant.
        must_change: Whether the person has to set a password of their own first.
        division: Whose subtree the person sees and acts on, empty for everywhere; None leaves it as it is.
        actor: Who asks for it.

    Raises:
        PeopleError: If the password is weak.
    """
    fault = password_fault(password, user=name)
    if fault:
        raise PeopleError(f"password of {name!r}: {fault}")
    password_hash = hash_password(password)
    with book.begin() as transaction:
        known = transaction.user(name)
        user = known or User(name=name, password_hash="", role=role, created=at)
        user = replace(user, password_hash=password_hash, role=role, must_change=must_change)
        user = user if division is None else replace(user, division=division)
        transaction.put_user(user)
        transaction.end_credentials(name, at=at, kind=CredentialKind.SESSION)
        entry = change_entry(known, user, actor=actor, at=at)
        transaction.journal([entry] if entry else [])


def change_user(
    book: PeopleBook,
    name: str,
    *,
    at: datetime,
    role: Role | None = None,
    division: str | None = None,
    is_disabled: bool | None = None,
) -> User:
    """Change what a user may do, or whether they may come in; everything that speaks for a disabled one ends.

    Raises:
        PeopleError: If there is no such user.
    """
    given = {"role": role, "division": division, "is_disabled": is_disabled}
    with book.begin() as transaction:
        known = transaction.user(name)
        if known is None:
            raise PeopleError(f"no user {name!r}: `fenghuo user list` shows who there is")
        user = replace(known, **{key: value for key, value in given.items() if value is not None})  # type: ignore[arg-type]
        transaction.put_user(user)
        if user.is_disabled:
            transaction.end_credentials(name, at=at)
        entry = change_entry(known, user, actor=AUTHOR, at=at)
        transaction.journal([entry] if entry else [])
    return user


def put_api_key(
    book: PeopleBook, key: str, *, user: str, label: str, at: datetime, expires: datetime | None = None
) -> None:
    """Let a key act as a user; only its SHA-256 is stored.

    Raises:
        PeopleError: If there is no such user.
    """
    credential = Credential(
        token_hash=hashlib.sha256(key.encode()).digest(),
        user=user,
        kind=CredentialKind.API_KEY,
        label=label,
        created=at,
        expires=expires,
    )
    with book.begin() as transaction:
        known = transaction.user(user)
        if known is None:
            raise PeopleError(f"no user {user!r}: make one with `fenghuo user add {user}`")
        transaction.put_credential(credential)
        more = {"credential": credential.id, "label": label}
        transaction.journal([user_entry(UserAct.KEY_MADE, known, actor=AUTHOR, at=at, more=more)])


def revoke_key(book: PeopleBook, key: str, *, at: datetime) -> None:
    """End a key, given by itself or by its id.

    Raises:
        PeopleError: If there is no such key.
    """
    found = book.credential(hashlib.sha256(key.encode()).digest())
    if found is None:
        keys = book.credentials(at=at, kind=CredentialKind.API_KEY)
        found = next((one for one in keys if one.id == key), None)
    if found is None:
        raise PeopleError("no such key")
    with book.begin() as transaction:
        user = transaction.user(found.user)
        transaction.revoke_credential(found.token_hash, at=at)
        more = {"credential": found.id, "label": found.label}
        transaction.journal([user_entry(UserAct.KEY_REVOKED, user, actor=AUTHOR, at=at, more=more)])


def ensure_admin(book: PeopleBook, *, password: str, api_key: str, at: datetime) -> None:
    """Make the administrator and the key of an embedded installation on its first run; later runs change nothing."""
    if book.user("admin") is None:
        put_user(book, "admin", password=password, role=Role.ADMINISTRATOR, at=at, actor=FIRST_RUN)
    if book.credential(hashlib.sha256(api_key.encode()).digest()) is None:
        put_api_key(book, api_key, user="admin", label="first run", at=at)


def ensure_somebody(book: PeopleBook, *, at: datetime) -> str:
    """Make the user ``admin`` where nobody can sign in yet; return the password, which must be changed, else nothing.

    Of several processes that start at once, one makes the user.
    """
    if book.users():
        return ""
    password = secrets.token_urlsafe(12)
    user = User(
        name="admin",
        password_hash=hash_password(password),
        role=Role.ADMINISTRATOR,
        created=at,
        must_change=True,
    )
    with book.begin() as transaction:
        if not transaction.add_user(user):
            return ""
        entry = change_entry(None, user, actor=FIRST_RUN, at=at)
        transaction.journal([entry] if entry else [])
    return password
