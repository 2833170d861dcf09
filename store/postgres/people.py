"""Users and the credentials that speak for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from incidents.people import Credential, CredentialKind, Role, User
from store.queries import named_queries

if TYPE_CHECKING:
    from datetime import datetime

    from store.postgres.session import Database, Session
    from store.sealing import Seals

_SQL = named_queries("people")
#: Columns of a credential.
_CREDENTIAL = 11

#: Credentials listed at once.
MOST_LISTED = 1000


class PeopleReader:
    """The reading half; every call is a short transaction of its own."""

    _database: Database

    def user(self, name: str) -> User | None:
        """Return a user by name."""
        with self._database.session() as session:
            return user_of(session, name)

    def user_by_subject(self, issuer: str, subject: str) -> User | None:
        """Return the user whom an OpenID provider vouches for."""
        with self._database.session() as session:
            row = session.row(_SQL["user_by_subject"], issuer=issuer, subject=subject)
        return _user(row, session.seals) if row else None

    def users(self, *, within: str = "") -> list[User]:
        """Return the users of a subtree, by name."""
        with self._database.session() as session:
            return [_user(row, session.seals) for row in session.rows(_SQL["users"], within=within)]

    def credential(self, token_hash: bytes) -> Credential | None:
        """Return a credential, ended or not, by the hash of its token."""
        with self._database.session() as session:
            row = session.row(_SQL["credential"], token_hash=token_hash)
        return _credential(row) if row else None

    def holder(self, token_hash: bytes) -> tuple[Credential, User] | None:
        """Return a credential, ended or not, by the hash of its token, and the user for whom it speaks."""
        with self._database.session() as session:
            row = session.row(_SQL["holder"], token_hash=token_hash)
            return (_credential(row[:_CREDENTIAL]), _user(row[_CREDENTIAL:], session.seals)) if row else None

    def credentials(
        self,
        *,
        at: datetime,
        user: str | None = None,
        kind: CredentialKind | None = None,
        id: str | None = None,  # noqa: A002 - the record's own word
        within: str = "",
    ) -> list[Credential]:
        """Return credentials that open the door at an instant, of users of a subtree, the newest first."""
        with self._database.session() as session:
            rows = session.rows(
                _SQL["credentials"],
                at=at,
                user=user,
                kind=kind.value if kind else None,
                id=None if id is None else bytes.fromhex(id),
                within=within,
                limit=MOST_LISTED,
            )
        return [_credential(row) for row in rows]

    def is_known_place(self, user: str, address: str) -> bool:
        """Return whether a person has signed in from an address before."""
        with self._database.session() as session:
            ((found,),) = session.rows(_SQL["is_known_place"], user=user, address=address)
        return bool(found)


class PeopleWriter:
    """The writing half; every call is a transaction of its own."""

    _database: Database

    def put_user(self, user: User) -> None:
        """Insert or replace a user by name."""
        with self._database.session() as session:
            _put_user(session, user)

    def put_credential(self, credential: Credential) -> None:
        """Insert or replace a credential by the hash of its token.

        Raises:
            ConflictError: If its user is not stored.
        """
        with self._database.session() as session:
            _put_credential(session, credential)

    def revoke_credential(self, token_hash: bytes, *, at: datetime) -> None:
        """End a credential; one that has ended stays ended when it did."""
        with self._database.session() as session:
            session.run(_SQL["revoke_credential"], token_hash=token_hash, at=at)

    def see_credential(self, token_hash: bytes, *, at: datetime) -> None:
        """Note when a token was last shown."""
        with self._database.session() as session:
            session.run(_SQL["see_credential"], token_hash=token_hash, at=at)


class PeopleActs:
    """The transaction's part. People are locked before anything else that the transaction locks."""

    _session: Session

    def user(self, name: str) -> User | None:
        """Return a user by name, locked."""
        row = self._session.row(_SQL["lock_user"], name=name)
        return _user(row, self._session.seals) if row else None

    def put_user(self, user: User) -> None:
        """Insert or replace a user by name."""
        _put_user(self._session, user)

    def add_user(self, user: User) -> bool:
        """Insert a user; return whether there was none of that name."""
        return bool(self._session.run(_SQL["add_user"], **_columns(user, self._session.seals)))

    def put_credential(self, credential: Credential) -> None:
        """Insert or replace a credential by the hash of its token."""
        _put_credential(self._session, credential)

    def revoke_credential(self, token_hash: bytes, *, at: datetime) -> None:
        """End a credential; one that has ended stays ended when it did."""
        self._session.run(_SQL["revoke_credential"], token_hash=token_hash, at=at)

    def end_credentials(
        self, user: str, *, at: datetime, kind: CredentialKind | None = None, keep: bytes | None = None
    ) -> list[bytes]:
        """End what speaks for a user, of one kind only if asked, but for one token; return the hashes of the ended."""
        rows = self._session.rows(
            _SQL["end_credentials"], user=user, at=at, kind=kind.value if kind else None, keep=keep
        )
        return [hash_ for (hash_,) in rows]


def user_of(session: Session, name: str) -> User | None:
    """Return a user by name, not locked."""
    row = session.row(_SQL["user"], name=name)
    return _user(row, session.seals) if row else None


def _columns(user: User, seals: Seals) -> dict[str, Any]:
    return {
        "name": user.name,
        "password_hash": user.password_hash,
        "role": user.role.value,
        "created": user.created,
        "must_change": user.must_change,
        "division": user.division,
        "display_name": user.display_name,
        "email": seals.seal(user.email, place="person.email"),
        "phone": seals.seal(user.phone, place="person.phone"),
        "is_disabled": user.is_disabled,
        "oidc_issuer": user.oidc_issuer,
        "oidc_subject": user.oidc_subject,
    }


def _put_user(session: Session, user: User) -> None:
    session.run(_SQL["put_user"], **_columns(user, session.seals))


def _user(row: tuple[Any, ...], seals: Seals) -> User:
    name, password_hash, role, created, must_change, division, display_name, email, phone, *rest = row
    is_disabled, issuer, subject = rest
    return User(
        name=name,
        password_hash=password_hash,
        role=Role(role),
        created=created,
        must_change=must_change,
        division=division,
        display_name=display_name,
        email=seals.open(email, place="person.email"),
        phone=seals.open(phone, place="person.phone"),
        is_disabled=is_disabled,
        oidc_issuer=issuer,
        oidc_subject=subject,
    )


def _put_credential(session: Session, given: Credential) -> None:
    session.run(
        _SQL["put_credential"],
        token_hash=given.token_hash,
        person=given.user,
        kind=CredentialKind(given.kind).value,
        label=given.label,
        created=given.created,
        expires=given.expires,
        revoked=given.revoked,
        role=given.role.value if given.role else None,
        division=given.division,
        address=given.address,
        seen=given.seen,
    )


def _credential(row: tuple[Any, ...]) -> Credential:
    hash_, person, kind, label, created, expires, revoked, role, division, address, seen = row
    return Credential(
        token_hash=hash_,
        user=person,
        kind=CredentialKind(kind),
        label=label,
        created=created,
        expires=expires,
        revoked=revoked,
        role=None if role is None else Role(role),
        division=division,
        address=address,
        seen=seen,
    )
