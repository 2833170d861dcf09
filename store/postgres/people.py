"""Users and the credentials that speak for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from incidents.people import Credential, CredentialKind, Role, User
from store.queries import named_queries

if TYPE_CHECKING:
    from datetime import datetime

    from store.postgres.session import Session

_SQL = named_queries("people")


def user(session: Session, name: str) -> User | None:
    """Return a user by name."""
    row = session.row(_SQL["user"], name=name)
    return _user(row) if row else None


def users(session: Session) -> list[User]:
    """Return every user, by name."""
    return [_user(row) for row in session.rows(_SQL["users"])]


def _user(row: tuple[Any, ...]) -> User:
    name, password_hash, role, created, must_change = row
    return User(name=name, password_hash=password_hash, role=Role(role), created=created, must_change=must_change)


def put_user(session: Session, given: User) -> None:
    """Insert or replace a user by name."""
    session.run(
        _SQL["put_user"],
        name=given.name,
        password_hash=given.password_hash,
        role=given.role.value,
        created=given.created,
        must_change=given.must_change,
    )


def credential(session: Session, token_hash: bytes) -> Credential | None:
    """Return a credential, ended or not, by the hash of its token."""
    row = session.row(_SQL["credential"], token_hash=token_hash)
    if row is None:
        return None
    hash_, person, kind, label, created, expires, revoked = row
    return Credential(
        token_hash=hash_,
        user=person,
        kind=CredentialKind(kind),
        label=label,
        created=created,
        expires=expires,
        revoked=revoked,
    )


def put_credential(session: Session, given: Credential) -> None:
    """Insert or replace a credential by the hash of its token."""
    session.run(
        _SQL["put_credential"],
        token_hash=given.token_hash,
        person=given.user,
        kind=CredentialKind(given.kind).value,
        label=given.label,
        created=given.created,
        expires=given.expires,
        revoked=given.revoked,
    )


def revoke_credential(session: Session, token_hash: bytes, *, at: datetime) -> None:
    """End a credential; one that has ended stays ended when it did."""
    session.run(_SQL["revoke_credential"], token_hash=token_hash, at=at)
