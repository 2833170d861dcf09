"""Warning book: what issuing needs of a transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from alerts.cap_document import CapDocument
    from alerts.delivery import Contact, Delivery
    from alerts.fellows import Fellow, Lead
    from alerts.policy import ReleasePolicy
    from alerts.template import Template
    from alerts.warning import Warning, WarningId  # noqa: A004 -- the field's word
    from alerts.world import World
    from incidents.incident import Incident, IncidentId
    from incidents.journal import Entry
    from incidents.people import User


class WarningBook(Protocol):
    """Incidents, warnings, deliveries, and what decides about them, in one commit."""

    def incident(self, id: str) -> Incident | None:  # noqa: A002 -- the record's own word
        """Return one incident, locked; None when there is none."""

    def latest_warnings(self, incidents: Collection[str]) -> dict[IncidentId, Warning]:
        """Return the newest warning about each incident that is draft, reviewed or issued, locked."""

    def leads_of(self, incidents: Collection[str]) -> dict[IncidentId, IncidentId]:
        """Return with which incident each of these is told, where there is one."""

    def leads_near(self, *, situations: Collection[str], divisions: Collection[str]) -> list[Lead]:
        """Return who leads the warnings of some situations in some divisions, by id; nobody begins one meanwhile."""

    def fellows_of(self, leads: Collection[str], *, most: int) -> list[Fellow]:
        """Return the highest of those that are told with some incidents and stand, of each lead the highest first."""

    def ends_of(self, lead: str) -> set[str]:
        """Return why the dangers that were told with an incident and are over ended."""

    def save_leads(self, given: Mapping[IncidentId, IncidentId], *, fresh: Collection[str] = ()) -> None:
        """Let incidents be told with others; who was told with a fresh lead before is not any more."""

    def incidents_seen(self, ids: Collection[str]) -> list[Incident]:
        """Return incidents by id, not locked."""

    def warning(self, id: str) -> Warning | None:  # noqa: A002
        """Return one warning, locked after the incident it is about; None when there is none."""

    def warnings(self, ids: Collection[str], *, is_held: bool = False) -> dict[WarningId, Warning]:
        """Return warnings by id, locked after the incidents that lead them.

        With ``is_held`` the latest warnings of their chains are locked already, and no incident is.
        """

    def follower_of(self, warning: str) -> Warning | None:
        """Return the newest draft that is to replace a warning, locked; the warning itself is locked before it."""

    def save_warnings(self, warnings: Sequence[Warning]) -> None:
        """Insert or replace warnings by id, in the order given."""

    def save_cap_documents(self, documents: Sequence[CapDocument]) -> None:
        """Keep messages as they leave, for ever."""

    def contacts_in(self, divisions: Collection[str], *, groups: Collection[str] = (), world: World) -> list[Contact]:
        """Return the contacts of one world in line with any of some divisions, or in any of some groups, by id."""

    def contacts_for(self, division: str, *, world: World) -> list[Contact]:
        """Return who is told about warnings of one world in a division."""

    def told_of(self, warnings: Collection[str]) -> dict[WarningId, list[Delivery]]:
        """Return the deliveries of warnings, whatever became of them; every one of the warnings has its list."""

    def save_deliveries(self, deliveries: Sequence[Delivery]) -> None:
        """Insert or replace deliveries by id."""

    def policies(self) -> list[ReleasePolicy]:
        """Return every release policy that somebody wrote, in its newest version."""

    def templates(self) -> list[Template]:
        """Return every template that somebody wrote, in its newest version."""

    def person(self, name: str) -> User | None:
        """Return a person as he is now, not locked; None for one who is not there."""

    def dangers(self, *, hazard: str, within: str) -> list[Incident]:
        """Return the incidents of a hazard that stand now in divisions whose codes begin so, not locked."""

    def journal(self, entries: Sequence[Entry]) -> None:
        """Append entries to the journal when the transaction ends."""
