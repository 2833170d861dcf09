"""Warning book: what issuing needs of a transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from alerts.cap_document import CapDocument
    from alerts.delivery import Contact, Delivery
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

    def warning(self, id: str) -> Warning | None:  # noqa: A002
        """Return one warning, locked after the incident it is about; None when there is none."""

    def warnings(self, ids: Collection[str]) -> dict[WarningId, Warning]:
        """Return warnings by id, locked after the incidents they are about."""

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
