"""The twin's transaction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alerts.warning import WarningId
from incidents.incident import IncidentId
from store.cleaning import cleaned_event, cleaned_reject
from store.codec import clean
from store.memory import casework, fellowship, readings
from store.memory.channels import ChannelActs
from store.memory.dispatching import OutboxWriter
from store.memory.gauges import GaugeWriter
from store.memory.incidents import IncidentActs
from store.memory.messages import MessageWriter
from store.memory.ownership import OwnershipActs
from store.memory.people import PeopleActs
from store.memory.personal import PersonalActs
from store.memory.rollcalls import RollWriter
from store.memory.roster import RosterActs
from store.memory.signing_in import SigningInActs
from store.memory.tables import Writer
from store.memory.told import ToldActs
from store.memory.written import WrittenActs
from store.presence import changes
from store.tellings import best_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from alerts.delivery import Contact
    from alerts.fellows import Fellow, Lead
    from alerts.warning import Warning  # noqa: A004 - the field's word
    from alerts.world import World
    from incidents.incident import Incident
    from incidents.journal import Entry
    from rules.transition import RuleId, Target
    from sensing.batch import Batch
    from sensing.event import Reject, SensedEvent, StatusReport
    from sensing.evidence import Evidence
    from sensing.instant import Micros
    from store.memory.tables import Tables


class MemoryTransaction(
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
    """One transaction; made by ``MemoryStore.begin``, which commits or takes back."""

    def __init__(self, tables: Tables) -> None:
        self.writer = Writer(tables)
        self._tables = tables
        #: Deliveries this transaction holds.
        self.claimed: set[str] = set()
        self._entries: list[Entry] = []

    def append(self, batch: Batch) -> int:
        """Store readings; return how many were new."""
        return readings.append(self.writer, batch)

    def put_events(self, events: Sequence[SensedEvent]) -> int:
        """Store events; return how many were new by (station, id)."""
        fresh = 0
        for key, event in best_of(map(cleaned_event, events)).items():
            known = self._tables.events.get(key)
            fresh += known is None
            if known is None or known.revision < event.revision:
                self.writer.put(self._tables.events, key, event)
        return fresh

    def put_evidence(self, records: Sequence[Evidence]) -> None:
        """Insert or replace what is known of the pictures of events."""
        for record in records:
            kept = replace(record, why=clean(record.why))
            self.writer.put(self._tables.evidence, (record.station, record.event), kept)

    def put_rejects(self, rejects: Sequence[Reject]) -> None:
        """Put what was not understood into quarantine."""
        newest = max(self._tables.quarantine, default=0)
        for number, reject in enumerate(map(cleaned_reject, rejects), start=newest + 1):
            self.writer.put(self._tables.quarantine, number, reject)

    def mark_adopted(self, ids: Collection[int], *, at: Micros) -> list[int]:
        """Note that messages of quarantine are read again; return those that nobody had read, ascending."""
        fresh = sorted(set(ids) - self._tables.adopted.keys())
        for number in fresh:
            self.writer.put(self._tables.adopted, number, at)
        return fresh

    def put_statuses(self, reports: Sequence[StatusReport]) -> list[StatusReport]:
        """Store what stations said of themselves; return the reports that changed a station's state."""
        changed = changes(reports, known=dict(self._tables.statuses))
        for report in changed:
            self.writer.put(self._tables.statuses, report.station, report)
        return changed

    def open_incidents(self, keys: Collection[tuple[RuleId, Target]]) -> dict[tuple[RuleId, Target], Incident]:
        """Return the incidents of these (rule, target) that are not closed, locked."""
        return casework.open_incidents(self._tables, keys)

    def incident(self, id: IncidentId | str) -> Incident | None:  # noqa: A002 - the record's own word
        """Return one incident, locked."""
        return self._tables.incidents.get(id)

    def save_incidents(self, incidents: Sequence[Incident]) -> None:
        """Insert or replace incidents by id.

        Raises:
            ConflictError: If a (rule, target) had two incidents that are not closed.
        """
        casework.save_incidents(self.writer, incidents)

    def latest_warnings(self, incidents: Collection[str]) -> dict[IncidentId, Warning]:
        """Return the newest warning of each incident that is draft, reviewed or issued, locked."""
        return casework.latest_warnings(self._tables, incidents)

    def leads_of(self, incidents: Collection[str]) -> dict[IncidentId, IncidentId]:
        """Return with which incident each of these is told, where there is one."""
        leads = self._tables.told_with
        return {IncidentId(each): IncidentId(leads[each]) for each in incidents if each in leads}

    def leads_near(self, *, situations: Collection[str], divisions: Collection[str]) -> list[Lead]:
        """Return who leads the warnings of some situations in some divisions, by id; nobody begins one meanwhile."""
        return fellowship.leads_near(self._tables, situations=situations, divisions=divisions)

    def fellows_of(self, leads: Collection[str], *, most: int) -> list[Fellow]:
        """Return the highest of those that are told with some incidents and stand, of each lead the highest first."""
        return fellowship.fellows_of(self._tables, leads, most=most)

    def ends_of(self, lead: str) -> set[str]:
        """Return why the dangers that were told with an incident and are over ended."""
        return fellowship.ends_of(self._tables, lead)

    def save_leads(self, given: Mapping[IncidentId, IncidentId], *, fresh: Collection[str] = ()) -> None:
        """Let incidents be told with others; who was told with a fresh lead before is not any more."""
        fellowship.save_leads(self.writer, given, fresh=fresh)

    def incidents_seen(self, ids: Collection[str]) -> list[Incident]:
        """Return incidents by id, not locked."""
        return [self._tables.incidents[each] for each in sorted(set(ids)) if each in self._tables.incidents]

    def warning(self, id: str) -> Warning | None:  # noqa: A002 - the record's own word
        """Return one warning, locked."""
        return self._tables.warnings.get(id)

    def warnings(self, ids: Collection[str], *, is_held: bool = False) -> dict[WarningId, Warning]:  # noqa: ARG002
        """Return warnings by id, locked."""
        return {WarningId(id_): self._tables.warnings[id_] for id_ in sorted(ids) if id_ in self._tables.warnings}

    def follower_of(self, warning: str) -> Warning | None:
        """Return the newest draft that is to replace a warning, locked."""
        return casework.follower_of(self._tables, warning)

    def save_warnings(self, warnings: Sequence[Warning]) -> None:
        """Insert or replace warnings by id."""
        casework.save_warnings(self.writer, warnings)

    def contacts_in(self, divisions: Collection[str], *, groups: Collection[str] = (), world: World) -> list[Contact]:
        """Return the contacts of one world in line with any of some divisions, or in any of some groups, by id."""
        return casework.contacts_in(self._tables, divisions, groups=groups, world=world)

    def contacts_for(self, division: str, *, world: World) -> list[Contact]:
        """Return the contacts of one world whose division contains this one or lies in it, by id."""
        return casework.contacts_for(self._tables, division, world=world)

    def journal(self, entries: Sequence[Entry]) -> None:
        """Append entries to the journal when the transaction ends; sequence order is commit order."""
        self._entries += entries

    def finish(self) -> None:
        """Refuse what cannot be kept, and write the journal."""
        casework.check(self.writer)
        casework.write_journal(self.writer, self._entries)
