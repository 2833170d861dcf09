"""Users and the credentials that speak for them, in the twin."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from incidents.people import CredentialKind

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import datetime

    from incidents.people import Credential, User
    from store.memory.tables import Tables, Writer
    from store.memory.transaction import MemoryTransaction

#: Credentials listed at once.
MOST_LISTED = 1000


class PeopleReader:
    """The reading half."""

    _tables: Tables

    def user(self, name: str) -> User | None:
        """Return a user by name."""
        with self._tables.lock:
            return self._tables.users.get(name)

    def user_by_subject(self, issuer: str, subject: str) -> User | None:
        """Return the user whom an OpenID provider vouches for."""
        with self._tables.lock:
            known = (user for user in self._tables.users.values() if subject)
            return next((user for user in known if (user.oidc_issuer, user.oidc_subject) == (issuer, subject)), None)

    def users(self, *, within: str = "") -> list[User]:
        """Return the users of a subtree, by name."""
        with self._tables.lock:
            found = (self._tables.users[name] for name in sorted(self._tables.users))
            return [user for user in found if user.division.startswith(within)]

    def credential(self, token_hash: bytes) -> Credential | None:
        """Return a credential, ended or not, by the hash of its token."""
        with self._tables.lock:
            return self._tables.credentials.get(token_hash)

    def holder(self, token_hash: bytes) -> tuple[Credential, User] | None:
        """Return a credential, ended or not, by the hash of its token, and the user for whom it speaks."""
        with self._tables.lock:
            credential = self._tables.credentials.get(token_hash)
            return None if credential is None else (credential, self._tables.users[credential.user])

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
        with self._tables.lock:
            found = [
                one
                for one in self._tables.credentials.values()
                if one.revoked is None
                and (one.expires is None or one.expires > at)
                and user in {None, one.user}
                and kind in {None, one.kind}
                and id in {None, one.id}
                and self._tables.users[one.user].division.startswith(within)
            ]
        found.sort(key=lambda one: one.token_hash)
        found.sort(key=lambda one: one.created, reverse=True)
        return found[:MOST_LISTED]

    def is_known_place(self, user: str, address: str) -> bool:
        """Return whether a person has signed in from an address before."""
        with self._tables.lock:
            return any(
                (one.user, one.address) == (user, address)
                for one in self._tables.credentials.values()
                if one.kind is CredentialKind.SESSION
            )


class PeopleWriter:
    """The writing half; every call is a transaction of its own."""

    _tables: Tables

    if TYPE_CHECKING:

        def begin(self) -> AbstractContextManager[MemoryTransaction]:
            """Open a transaction."""

    def put_user(self, user: User) -> None:
        """Insert or replace a user by name."""
        with self.begin() as transaction:
            transaction.put_user(user)

    def put_credential(self, credential: Credential) -> None:
        """Insert or replace a credential by the hash of its token.

        Raises:
            ConflictError: If its user is not stored.
        """
        with self.begin() as transaction:
            transaction.put_credential(credential)

    def revoke_credential(self, token_hash: bytes, *, at: datetime) -> None:
        """End a credential; one that has ended stays ended when it did."""
        with self.begin() as transaction:
            transaction.revoke_credential(token_hash, at=at)

    def see_credential(self, token_hash: bytes, *, at: datetime) -> None:
        """Note when a token was last shown."""
        with self._tables.lock:
            known = self._tables.credentials.get(token_hash)
            if known is not None and (known.seen is None or known.seen < at):
                self._tables.credentials[token_hash] = replace(known, seen=at)


class PeopleActs:
    """The transaction's part."""

    writer: Writer
    _tables: Tables

    def user(self, name: str) -> User | None:
        """Return a user by name, locked."""
        return self._tables.users.get(name)

    def put_user(self, user: User) -> None:
        """Insert or replace a user by name."""
        if user.oidc_subject:
            vouched = (user.oidc_issuer, user.oidc_subject)
            for other in self._tables.users.values():
                if other.name != user.name and (other.oidc_issuer, other.oidc_subject) == vouched:
                    raise self.writer.refuse(f"the subject of {user.name!r} belongs to another user")
        self.writer.put(self._tables.users, user.name, user)

    def add_user(self, user: User) -> bool:
        """Insert a user; return whether there was none of that name."""
        if user.name in self._tables.users:
            return False
        self.put_user(user)
        return True

    def put_credential(self, credential: Credential) -> None:
        """Insert or replace a credential by the hash of its token."""
        self.writer.put(self._tables.credentials, credential.token_hash, credential)

    def revoke_credential(self, token_hash: bytes, *, at: datetime) -> None:
        """End a credential; one that has ended stays ended when it did."""
        known = self._tables.credentials.get(token_hash)
        if known is not None and known.revoked is None:
            self.writer.put(self._tables.credentials, token_hash, replace(known, revoked=at))

    def end_credentials(
        self, user: str, *, at: datetime, kind: CredentialKind | None = None, keep: bytes | None = None
    ) -> list[bytes]:
        """End what speaks for a user, of one kind only if asked, but for one token; return the hashes of the ended."""
        ended = [
            hash_
            for hash_, one in self._tables.credentials.items()
            if one.user == user and one.revoked is None and kind in {None, one.kind} and hash_ != keep
        ]
        for hash_ in ended:
            self.revoke_credential(hash_, at=at)
        return ended
