"""What signing in needs beside the password: second factors, sign-ins by a provider, and counts of wrong tries.

All of it is for every process: what one has accepted or counted, no other accepts or forgets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from incidents.people import SecondFactor, SignOn
from incidents.tries import Tried
from store.queries import named_queries

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime, timedelta

    from store.postgres.session import Database, Session

_SQL = named_queries("signing_in")


class _Locked(Exception):  # noqa: N818 - no error: it takes a savepoint back
    """A place is locked."""

    def __init__(self, until: datetime) -> None:
        super().__init__()
        self.until = until


class SigningInReader:
    """The reading half; every call is a short transaction of its own."""

    _database: Database

    def second_factor(self, user: str) -> SecondFactor | None:
        """Return the second factor of a person, confirmed or not."""
        with self._database.session() as session:
            return _second_factor(session, user)


class SigningInWriter:
    """The writing half; every call is a transaction of its own."""

    _database: Database

    def put_sign_on(self, sign_on: SignOn, *, at: datetime) -> None:
        """Keep a sign-in that is under way, and forget those that nobody went on with."""
        with self._database.session() as session:
            session.run(_SQL["drop_old_sign_ons"], at=at)
            session.run(
                _SQL["put_sign_on"],
                id=sign_on.id,
                state=sign_on.state,
                nonce=sign_on.nonce,
                verifier=sign_on.verifier,
                expires=sign_on.expires,
                user=sign_on.user,
            )

    def take_sign_on(self, id: bytes) -> SignOn | None:  # noqa: A002 - the record's own word
        """Return a sign-in that is under way and forget it: nobody else gets it."""
        with self._database.session() as session:
            row = session.row(_SQL["take_sign_on"], id=id)
        return _sign_on(row) if row else None

    def count_try(self, limits: Mapping[bytes, int], *, at: datetime, span: timedelta) -> Tried:
        """Count a try at some places, unless one of them is locked.

        Args:
            limits: Tries within ``span`` by place.
            at: The instant.
            span: How long a try counts, and how long a lock lasts.
        """
        with self._database.session() as session:
            try:
                with session.savepoint():
                    left = [
                        _count(session, place, limit=limits[place], at=at, span=span)
                        # In one order, or two tries would wait for each other.
                        for place in sorted(limits)
                    ]
            except _Locked as locked:
                return Tried(until=locked.until)
            session.run(_SQL["forget_old_tries"], stale=at - span)
            return Tried(left=min(left))

    def forgive_try(self, *, forget: Collection[bytes] = (), take_back: Collection[bytes] = ()) -> None:
        """Forget what some places have tried, and take one try back at others."""
        with self._database.session() as session:
            for place in sorted({*forget, *take_back}):
                session.run(_SQL["forget_tries" if place in forget else "take_back_try"], place=place)


class SigningInActs:
    """The transaction's part."""

    _session: Session

    def second_factor(self, user: str) -> SecondFactor | None:
        """Return the second factor of a person, confirmed or not."""
        return _second_factor(self._session, user)

    def put_second_factor(self, factor: SecondFactor) -> None:
        """Insert or replace a second factor."""
        self._session.run(
            _SQL["put_second_factor"],
            user=factor.user,
            secret=self._session.seals.seal(factor.secret, place="second_factor.secret"),
            confirmed=factor.confirmed,
            last_step=factor.last_step,
            recovery=list(factor.recovery),
        )

    def drop_second_factor(self, user: str) -> bool:
        """Take a second factor away; return whether there was one."""
        return bool(self._session.run(_SQL["drop_second_factor"], user=user))

    def use_step(self, user: str, step: int) -> bool:
        """Note that the code of a time step was accepted; return False when it or a later one was before."""
        return bool(self._session.run(_SQL["use_step"], user=user, step=step))

    def use_recovery(self, user: str, code: bytes) -> bool:
        """Strike a recovery code off; return False when it is none or was used."""
        return bool(self._session.run(_SQL["use_recovery"], user=user, code=code))


def _second_factor(session: Session, user: str) -> SecondFactor | None:
    row = session.row(_SQL["second_factor"], user=user)
    if row is None:
        return None
    person, secret, confirmed, last_step, recovery = row
    return SecondFactor(
        user=person,
        secret=session.seals.open(secret, place="second_factor.secret"),
        confirmed=confirmed,
        last_step=last_step,
        recovery=tuple(map(bytes, recovery)),
    )


def _sign_on(row: tuple[Any, ...]) -> SignOn:
    id_, state, nonce, verifier, expires, person = row
    return SignOn(id=id_, state=state, nonce=nonce, verifier=verifier, expires=expires, user=person)


def _count(session: Session, place: bytes, *, limit: int, at: datetime, span: timedelta) -> int:
    """Return how many tries are left at a place after this one."""
    ((count, last),) = session.rows(_SQL["count_try"], place=place, limit=limit, at=at, stale=at - span)
    if count > limit:
        raise _Locked(last + span)
    return limit - int(count)
