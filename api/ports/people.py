"""Ports: people, what speaks for them, how they come in, and who has the watch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime, timedelta

    from incidents.people import Credential, CredentialKind, SecondFactor, SignOn, User
    from incidents.roster import Shift
    from incidents.tries import Tried


class People(Protocol):
    """Users and the tokens that speak for them."""

    def user(self, name: str) -> User | None:
        """Return one user."""

    def user_by_subject(self, issuer: str, subject: str) -> User | None:
        """Return the user whom an OpenID provider vouches for."""

    def users(self, *, within: str = "") -> list[User]:
        """Return the users of a subtree, by name."""

    def credential(self, token_hash: bytes) -> Credential | None:
        """Return what a token stands for, revoked and expired ones too."""

    def holder(self, token_hash: bytes) -> tuple[Credential, User] | None:
        """Return what a token stands for, revoked and expired ones too, and the user for whom it speaks."""

    def credentials(
        self,
        *,
        at: datetime,
        user: str | None = None,
        kind: CredentialKind | None = None,
        id: str | None = None,  # noqa: A002 -- the record's own word
        within: str = "",
    ) -> list[Credential]:
        """Return credentials that open the door at an instant, of users of a subtree, the newest first."""

    def put_credential(self, credential: Credential) -> None:
        """Insert or replace a credential by its hash."""

    def see_credential(self, token_hash: bytes, *, at: datetime) -> None:
        """Note when a token was last shown."""

    def second_factor(self, user: str) -> SecondFactor | None:
        """Return the second factor of a person, confirmed or not."""

    def put_sign_on(self, sign_on: SignOn, *, at: datetime) -> None:
        """Keep a sign-in that is under way."""

    def take_sign_on(self, id: bytes) -> SignOn | None:  # noqa: A002 -- the record's own word
        """Return a sign-in that is under way and forget it: nobody else gets it."""


class TryBook(Protocol):
    """Counts of wrong tries, shared by all processes."""

    def is_known_place(self, user: str, address: str) -> bool:
        """Return whether a person has signed in from an address before."""

    def count_try(self, limits: Mapping[bytes, int], *, at: datetime, span: timedelta) -> Tried:
        """Count a try at some places, unless one of them is locked."""

    def forgive_try(self, *, forget: Collection[bytes] = (), take_back: Collection[bytes] = ()) -> None:
        """Forget what some places have tried, and take one try back at others."""


class Roster(Protocol):
    """Who has the watch."""

    def shifts(self, *, within: str = "") -> list[Shift]:
        """Return the shifts of a subtree, by division."""

    def on_duty(self, division: str, *, at: datetime, post: str = ...) -> list[User]:
        """Return who has the watch of a division, then of each above it, deputies after them."""


class PeopleBook(Protocol):
    """What an act on people needs of a transaction."""

    def user(self, name: str) -> User | None:
        """Return one user, locked."""

    def put_user(self, user: User) -> None:
        """Insert or replace a user by name."""

    def add_user(self, user: User) -> bool:
        """Insert a user; return whether there was none of that name."""

    def put_credential(self, credential: Credential) -> None:
        """Insert or replace a credential by its hash."""

    def revoke_credential(self, token_hash: bytes, *, at: datetime) -> None:
        """End a credential."""

    def end_credentials(
        self, user: str, *, at: datetime, kind: CredentialKind | None = None, keep: bytes | None = None
    ) -> list[bytes]:
        """End what speaks for a user, but for one token; return the hashes of the ended."""

    def second_factor(self, user: str) -> SecondFactor | None:
        """Return the second factor of a person, confirmed or not."""

    def put_second_factor(self, factor: SecondFactor) -> None:
        """Insert or replace a second factor."""

    def drop_second_factor(self, user: str) -> bool:
        """Take a second factor away; return whether there was one."""

    def use_step(self, user: str, step: int) -> bool:
        """Note that the code of a time step was accepted; return False when it or a later one was before."""

    def use_recovery(self, user: str, code: bytes) -> bool:
        """Strike a recovery code off; return False when it is none or was used."""

    def shifts(self, *, within: str = "") -> list[Shift]:
        """Return the shifts of a subtree; nobody else changes a roster until the transaction ends."""

    def put_shifts(self, shifts: Sequence[Shift], *, within: str = "") -> None:
        """Put shifts in the place of all those of a subtree."""
