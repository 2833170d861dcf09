"""One transaction on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.warning import WarningId
from store.postgres import appending, arrivals, casework, devices, evidence, fellowship, journal
from store.postgres.channels import ChannelActs
from store.postgres.dispatching import OutboxWriter
from store.postgres.gauges import GaugeWriter
from store.postgres.incidents import IncidentActs
from store.postgres.messages import MessageWriter
from store.postgres.ownership import OwnershipActs
from store.postgres.people import PeopleActs
from store.postgres.personal import PersonalActs
from store.postgres.rollcalls import RollWriter
from store.postgres.roster import RosterActs
from store.postgres.signing_in import SigningInActs
from store.postgres.told import ToldActs
from store.postgres.written import WrittenActs

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from alerts.delivery import Contact
    from alerts.fellows import Fellow, Lead
    from alerts.warning import Warning  # noqa: A004 - the field's word
    from alerts.world import World
    from incidents.incident import Incident, IncidentId
    from incidents.journal import Entry
    from rules.transition import RuleId, Target
    from sensing.batch import Batch
    from sensing.event import Reject, SensedEvent, StatusReport
    from sensing.evidence import Evidence
    from sensing.instant import Micros
    from store.postgres.partitions import Partitions
    from store.postgres.session import Session


class PostgresTransaction(
    PersonalActs,
    ChannelActs,
    WrittenActs,
    IncidentActs,
    OutboxWriter,
    PeopleActs,
    SigningInActs,
    RosterActs,
    GaugeWriter,
    MessageWriter,
    OwnershipActs,
    ToldActs,
    RollWriter,
):
    """One transaction; made by ``PostgresStore.begin``, which commits or rolls back.

    Rows are locked in one order, or writers would wait for each other in a circle: people, incidents, situations,
    chains of warnings (by who is told with whom), warnings, deliveries, and the journal last.
    """

    def __init__(self, session: Session, *, partitions: Partitions | None) -> None:
        self._session = session
        self._partitions = partitions
        self._has_appended = False
        self._entries: list[Entry] = []

    def append(self, batch: Batch) -> int:
        """Store readings; return how many were new."""
        is_first, self._has_appended = not self._has_appended, True
        return appending.append(self._session, batch, partitions=self._partitions, is_first=is_first)

    def put_events(self, events: Sequence[SensedEvent]) -> int:
        """Store events; return how many were new by (station, id)."""
        return arrivals.put_events(self._session, events) if events else 0

    def put_evidence(self, records: Sequence[Evidence]) -> None:
        """Insert or replace what is known of the pictures of events."""
        if records:
            evidence.put(self._session, records)

    def put_rejects(self, rejects: Sequence[Reject]) -> None:
        """Put what was not understood into quarantine."""
        if rejects:
            arrivals.put_rejects(self._session, rejects)

    def mark_adopted(self, ids: Collection[int], *, at: Micros) -> list[int]:
        """Note that messages of quarantine are read again; return those that nobody had read, ascending."""
        return devices.mark_adopted(self._session, ids, at=at)

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

    def leads_of(self, incidents: Collection[str]) -> dict[IncidentId, IncidentId]:
        """Return with which incident each of these is told, where there is one."""
        return fellowship.leads_of(self._session, incidents) if incidents else {}

    def leads_near(self, *, situations: Collection[str], divisions: Collection[str]) -> list[Lead]:
        """Return who leads the warnings of some situations in some divisions, by id; nobody begins one meanwhile."""
        return fellowship.leads_near(self._session, situations=situations, divisions=divisions) if situations else []

    def fellows_of(self, leads: Collection[str], *, most: int) -> list[Fellow]:
        """Return the highest of those that are told with some incidents and stand, of each lead the highest first."""
        return fellowship.fellows_of(self._session, leads, most=most) if leads else []

    def ends_of(self, lead: str) -> set[str]:
        """Return why the dangers that were told with an incident and are over ended."""
        return fellowship.ends_of(self._session, lead)

    def save_leads(self, given: Mapping[IncidentId, IncidentId], *, fresh: Collection[str] = ()) -> None:
        """Let incidents be told with others; who was told with a fresh lead before is not any more."""
        if given:
            fellowship.save_leads(self._session, given, fresh=fresh)

    def incidents_seen(self, ids: Collection[str]) -> list[Incident]:
        """Return incidents by id, not locked."""
        return fellowship.incidents_seen(self._session, ids) if ids else []

    def warning(self, id: str) -> Warning | None:  # noqa: A002 - the record's own word
        """Return one warning, locked after the incident it is about."""
        return casework.lock_warnings(self._session, [id]).get(WarningId(id))

    def warnings(self, ids: Collection[str], *, is_held: bool = False) -> dict[WarningId, Warning]:
        """Return warnings by id, locked after the incidents that lead them, unless their chains are held already."""
        return casework.lock_warnings(self._session, ids, is_held=is_held) if ids else {}

    def follower_of(self, warning: str) -> Warning | None:
        """Return the newest draft that is to replace a warning, locked; the warning itself is locked before it."""
        return casework.follower_of(self._session, warning)

    def save_warnings(self, warnings: Sequence[Warning]) -> None:
        """Insert or replace warnings by id."""
        if warnings:
            casework.save_warnings(self._session, warnings)

    def contacts_in(self, divisions: Collection[str], *, groups: Collection[str] = (), world: World) -> list[Contact]:
        """Return the contacts of one world in line with any of some divisions, or in any of some groups, by id."""
        return casework.contacts_in(self._session, divisions, groups=groups, world=world)

    def contacts_for(self, division: str, *, world: World) -> list[Contact]:
        """Return the contacts of one world whose division contains this one or lies in it, by id."""
        return casework.contacts_for(self._session, division, world=world)

    def journal(self, entries: Sequence[Entry]) -> None:
        """Append entries to the journal when the transaction ends; sequence order is commit order."""
        self._entries += entries

    def finish(self) -> None:
        """Write what was kept for the end: the journal's lock is the last, and whoever holds it waits for no row."""
        if not self._session.is_failed:
            journal.write(self._session, self._entries)
