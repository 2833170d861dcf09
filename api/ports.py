"""Ports: what the API needs of a store; PostgreSQL and the in-memory twin both have it.

Every method is synchronous, thread-safe and short; ``begin`` gives a transaction that commits when its block ends
without an exception.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

from alerts.issuing import WarningBook
from incidents.board import IncidentBook

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime, timedelta

    from alerts.delivery import Delivery
    from alerts.warning import Stage, Warning  # noqa: A004 -- the field's word
    from geo.fence import Fence
    from incidents.incident import Incident
    from incidents.journal import Row
    from incidents.people import Credential, User
    from rules.rule import Rule
    from sensing.batch import Batch, FloatArray, IntArray
    from sensing.event import SensedEvent
    from sensing.instant import Micros
    from sensing.station import Station
    from sensing.stored import LatestReading, QuarantineRow

#: What the readings of one time bucket can be reduced to.
How = Literal["min", "max", "mean", "sum", "count", "last"]


class Transaction(IncidentBook, WarningBook, Protocol):
    """What a person's act on an incident or a warning needs, in one commit."""


class People(Protocol):
    """Users and the tokens that speak for them."""

    def user(self, name: str) -> User | None:
        """Return one user."""

    def users(self) -> list[User]:
        """Return every user."""

    def put_user(self, user: User) -> None:
        """Insert or replace a user by name."""

    def credential(self, token_hash: bytes) -> Credential | None:
        """Return what a token stands for, revoked and expired ones too."""

    def put_credential(self, credential: Credential) -> None:
        """Insert or replace a credential by its hash."""

    def revoke_credential(self, token_hash: bytes, *, at: datetime) -> None:
        """End a credential."""


class Readings(Protocol):
    """Stations and what they measured."""

    def stations(self) -> list[Station]:
        """Return every station, datastreams numbered."""

    def put_stations(self, stations: Sequence[Station]) -> list[Station]:
        """Insert or replace stations; return them with their datastreams numbered."""

    def statuses(self) -> dict[str, bool]:
        """Return whether each station that ever sent a status is online."""

    def latest(self, station: str | None = None, *, since: Micros | None = None) -> list[LatestReading]:
        """Return the newest reading of each datastream, of those that arrived after ``since``."""

    def observations(
        self, number: int, *, start: Micros, end: Micros, after: Micros | None = None, limit: int = 10_000
    ) -> Batch:
        """Return readings with ``start`` ≤ phenomenon time < ``end``, ascending, after the cursor ``after``."""

    def aggregate(
        self, number: int, *, start: Micros, end: Micros, every: timedelta, how: How
    ) -> tuple[IntArray, FloatArray]:
        """Return the start and the aggregate of each time bucket that holds a reading."""

    def events(self, *, before: tuple[Micros, str, str] | None = None, limit: int = 100) -> list[SensedEvent]:
        """Return what cameras and people saw, newest first, after the time, station and id ``before``."""

    def quarantine(self, *, before: int | None = None, limit: int = 100) -> list[QuarantineRow]:
        """Return what was not understood, newest first."""


class Governance(Protocol):
    """Rules and fences."""

    def rules(self) -> list[Rule]:
        """Return the current version of every rule."""

    def put_rule(self, rule: Rule, *, author: str, at: datetime) -> Rule:
        """Store a rule as a new version if it changed; return what is stored."""

    def fences(self) -> list[Fence]:
        """Return every fence."""

    def put_fence(self, fence: Fence, *, author: str, at: datetime) -> Fence:
        """Insert or replace a fence."""


class Journal(Protocol):
    """The journal as a stream."""

    def journal(self, *, since: int = 0, limit: int = 1000) -> list[Row]:
        """Return rows after ``since``, ascending, never skipping one that commits later."""

    def journal_head(self) -> int:
        """Return the newest sequence number, 0 for an empty journal."""

    def wait(self, timeout: float) -> set[str]:
        """Sleep until something changed, at most ``timeout`` seconds; return the topics that did."""


class Chain(Protocol):
    """Incidents, warnings and deliveries."""

    def incidents(self, *, is_open: bool | None = None, before: str | None = None, limit: int = 100) -> list[Incident]:
        """Return incidents, newest first, older than the id ``before``."""

    def incident(self, id: str) -> Incident | None:  # noqa: A002 -- the record's own word
        """Return one incident."""

    def warnings(
        self,
        *,
        before: str | None = None,
        limit: int = 100,
        incident: str | None = None,
        stages: Collection[Stage] | None = None,
    ) -> list[Warning]:
        """Return warnings, newest first, older than the id ``before``."""

    def warning(self, id: str) -> Warning | None:  # noqa: A002 -- the record's own word
        """Return one warning."""

    def deliveries(self, *, warning: str | None = None, before: str | None = None, limit: int = 1000) -> list[Delivery]:
        """Return deliveries, newest first, older than the id ``before``."""

    def begin(self) -> AbstractContextManager[Transaction]:
        """Open a transaction."""


class Store(People, Readings, Governance, Journal, Chain, Protocol):
    """Everything the API asks of a store."""

    @property
    def edition(self) -> str:
        """Name what the store is, e.g. ``timescaledb (apache)``."""

    def ping(self) -> None:
        """Raise when the store is away."""
