"""One transaction on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.postgres import arrivals, casework, journal, people, readings

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from alerts.delivery import Contact, Delivery
    from alerts.warning import Warning, WarningId  # noqa: A004 - the field's word
    from incidents.incident import Incident, IncidentId
    from incidents.journal import Entry, Row
    from incidents.people import Credential, User
    from rules.transition import RuleId, Target
    from sensing.batch import Batch
    from sensing.event import Reject, SensedEvent, StatusReport
    from store.postgres.partitions import Partitions
    from store.postgres.session import Session


class PostgresTransaction:
    """One transaction; made by ``PostgresStore.begin``, which commits or rolls back."""

    def __init__(self, session: Session, *, partitions: Partitions | None) -> None:
        self._session = session
        self._partitions = partitions
        self._has_appended = False

    def append(self, batch: Batch) -> int:
        """Store readings; return how many were new."""
        is_first, self._has_appended = not self._has_appended, True
        return readings.append(self._session, batch, partitions=self._partitions, is_first=is_first)

    def put_events(self, events: Sequence[SensedEvent]) -> int:
        """Store events; return how many were new by (station, id)."""
        return arrivals.put_events(self._session, events) if events else 0

    def put_rejects(self, rejects: Sequence[Reject]) -> None:
        """Put what was not understood into quarantine."""
        if rejects:
            arrivals.put_rejects(self._session, rejects)

    def put_statuses(self, reports: Sequence[StatusReport]) -> list[StatusReport]:
        """Store what stations said of themselves; return the reports that changed a station's state."""
        return arrivals.put_statuses(self._session, reports) if reports else []

    def open_incidents(self, keys: Collection[tuple[RuleId, Target]]) -> dict[tuple[RuleId, Target], Incident]:
        """Return the incidents of these (rule, target) that are not closed, locked."""
        return casework.open_incidents(self._session, keys) if keys else {}

    def incident(self, id: IncidentId | str) -> Incident | None:  # noqa: A002 - the record's own word
        """Return one incident, locked."""
        return casework.lock_incident(self._session, id)

    def save_incidents(self, incidents: Sequence[Incident]) -> None:
        """Insert or replace incidents by id.

        Raises:
            ConflictError: If a (rule, target) had two incidents that are not closed.
        """
        if incidents:
            casework.save_incidents(self._session, incidents)

    def latest_warnings(self, incidents: Collection[str]) -> dict[IncidentId, Warning]:
        """Return the newest warning of each incident that is draft, reviewed or issued, locked."""
        return casework.latest_warnings(self._session, incidents) if incidents else {}

    def warning(self, id: str) -> Warning | None:  # noqa: A002 - the record's own word
        """Return one warning, locked."""
        return casework.lock_warning(self._session, id)

    def save_warnings(self, warnings: Sequence[Warning]) -> None:
        """Insert or replace warnings by id."""
        if warnings:
            casework.save_warnings(self._session, warnings)

    def contacts_for(self, division: str) -> list[Contact]:
        """Return the contacts whose division contains this one or lies in it, by id."""
        return casework.contacts_for(self._session, division)

    def told(self, warning: WarningId) -> list[Delivery]:
        """Return the deliveries of a warning, newest first by id."""
        return casework.deliveries(self._session, warning=warning, before=None, limit=100_000)

    def save_deliveries(self, deliveries: Sequence[Delivery]) -> None:
        """Insert or replace deliveries by id.

        Raises:
            ConflictError: If an idempotency key belongs to another delivery.
        """
        if deliveries:
            casework.save_deliveries(self._session, deliveries)

    def claim_deliveries(self, *, now: datetime, limit: int) -> list[Delivery]:
        """Return queued deliveries that are due, worst level first, and hold them until the transaction ends."""
        return casework.claim_deliveries(self._session, now=now, limit=limit)

    def journal(self, entries: Sequence[Entry]) -> list[Row]:
        """Append entries to the journal; sequence order is commit order."""
        return journal.write(self._session, entries)

    def put_user(self, user: User) -> None:
        """Insert or replace a user by name."""
        people.put_user(self._session, user)

    def put_credential(self, credential: Credential) -> None:
        """Insert or replace a credential by the hash of its token."""
        people.put_credential(self._session, credential)

    def revoke_credential(self, token_hash: bytes, *, at: datetime) -> None:
        """End a credential; one that has ended stays ended when it did."""
        people.revoke_credential(self._session, token_hash, at=at)
