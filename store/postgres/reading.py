"""What can be asked of PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.postgres import arrivals, casework, evidence, fellowship, governance, journal, links, registry
from store.postgres.channels import ChannelReader
from store.postgres.dispatching import OutboxReader
from store.postgres.gauges import GaugeReader
from store.postgres.incidents import IncidentReader
from store.postgres.messages import MessageReader
from store.postgres.people import PeopleReader
from store.postgres.places import PlaceReader
from store.postgres.rollcalls import RollReader
from store.postgres.roster import RosterReader
from store.postgres.rule_records import RuleReader
from store.postgres.series import Series
from store.postgres.signing_in import SigningInReader
from store.postgres.written import WrittenReader

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from alerts.delivery import Contact
    from alerts.fellows import Fellow
    from alerts.warning import Stage, Warning, WarningId  # noqa: A004 - the field's word
    from geo.fence import Fence
    from incidents.incident import Incident
    from incidents.journal import Row
    from sensing.event import SensedEvent, StatusReport
    from sensing.evidence import Evidence, WantedPicture
    from sensing.instant import Micros
    from sensing.link import Link
    from sensing.station import Station
    from sensing.stored import QuarantineRow


class Reader(
    ChannelReader,
    WrittenReader,
    IncidentReader,
    OutboxReader,
    RollReader,
    PeopleReader,
    MessageReader,
    SigningInReader,
    RosterReader,
    GaugeReader,
    PlaceReader,
    RuleReader,
    Series,
):
    """The reading half of the store; every call is a short transaction of its own."""

    # Registry, fences, contacts.

    def stations(self, *, within: str = "") -> list[Station]:
        """Return every station of a subtree with its datastreams, by id."""
        with self._database.session() as session:
            return registry.stations(session, within=within)

    def listed(self, stations: Collection[str]) -> dict[str, frozenset[str]]:
        """Return the properties that each of these stations lists; unknown stations are left out."""
        with self._database.session() as session:
            return registry.listed(session, stations)

    def statuses(self) -> dict[str, bool]:
        """Return whether each station that ever reported a status is online."""
        with self._database.session() as session:
            return registry.statuses(session)

    def links(self) -> dict[str, Link]:
        """Return what is known of the way to each station that was ever heard."""
        with self._database.session() as session:
            return links.links(session)

    def fences(self, *, within: str = "") -> list[Fence]:
        """Return every fence of a subtree in its newest version, by id."""
        with self._database.session() as session:
            return governance.fences(session, within=within)

    def contacts(self, *, within: str = "") -> list[Contact]:
        """Return every contact of a subtree, by id."""
        with self._database.session() as session:
            return casework.contacts(session, within=within)

    # The chain of evidence.

    def closed_standing(self) -> list[Incident]:
        """Return the newest incident of each (rule, target), where it was closed while its danger stood, by id."""
        with self._database.session() as session:
            return casework.closed_standing(session)

    def incident(self, id: str) -> Incident | None:  # noqa: A002 - the record's own word
        """Return one incident."""
        with self._database.session() as session:
            return casework.incident(session, id)

    def warnings(
        self,
        *,
        before: str | None = None,
        limit: int = 100,
        incident: str | None = None,
        stages: Collection[Stage] | None = None,
        within: str = "",
        is_waiting: bool = False,
    ) -> list[Warning]:
        """Return warnings of a subtree newest first by id, of one incident, some stages or those that wait only."""
        with self._database.session() as session:
            return casework.warnings(
                session,
                before=before,
                limit=limit,
                incident=incident,
                stages=stages,
                within=within,
                is_waiting=is_waiting,
            )

    def run_out(self, *, now: datetime, limit: int = 1000) -> list[WarningId]:
        """Return issued warnings whose time is over, the longest over first."""
        with self._database.session() as session:
            return casework.run_out(session, now=now, limit=limit)

    def fellows_of(self, leads: Collection[str], *, most: int) -> list[Fellow]:
        """Return the highest of those that are told with some incidents and stand, of each lead the highest first."""
        with self._database.session() as session:
            return fellowship.fellows_of(session, leads, most=most) if leads else []

    def warning(self, id: str) -> Warning | None:  # noqa: A002 - the record's own word
        """Return one warning."""
        with self._database.session() as session:
            return casework.warning(session, id)

    def events(
        self, *, before: tuple[Micros, str, str] | None = None, limit: int = 100, within: str = "", station: str = ""
    ) -> list[SensedEvent]:
        """Return events of a subtree newest first by time, then by station and id, after the three ``before``.

        ``station``: only what this one saw.
        """
        with self._database.session() as session:
            return arrivals.events(session, before=before, limit=limit, within=within, only=station)

    def events_since(self, since: Micros) -> list[SensedEvent]:
        """Return events seen since an instant, oldest first, those of one instant by station and id."""
        with self._database.session() as session:
            return arrivals.events_since(session, since=since)

    def presence(self) -> list[StatusReport]:
        """Return the report that made the present state of each station that ever reported one, by station."""
        with self._database.session() as session:
            return arrivals.presence(session)

    def wanted_pictures(self, *, now: Micros, since: Micros, limit: int = 100) -> list[WantedPicture]:
        """Return pictures of events that arrived since then and whose fetching is due, oldest first."""
        with self._database.session() as session:
            return evidence.wanted(session, now=now, since=since, limit=limit)

    def evidence(self, events: Collection[tuple[str, str]]) -> dict[tuple[str, str], Evidence]:
        """Return what is known of the pictures of these (station, event id)."""
        with self._database.session() as session:
            return evidence.evidence(session, events)

    def referenced_pictures(self, hashes: Collection[str]) -> set[str]:
        """Return which of these pictures an event refers to."""
        with self._database.session() as session:
            return evidence.referenced(session, hashes)

    def is_picture_shown(self, sha256: str, *, within: str) -> bool:
        """Return whether an event of a subtree refers to a picture."""
        with self._database.session() as session:
            return evidence.is_shown(session, sha256, within=within)

    def quarantine(self, *, before: int | None = None, limit: int = 100, within: str = "") -> list[QuarantineRow]:
        """Return rejected messages of a subtree newest first, with an id below ``before``."""
        with self._database.session() as session:
            return arrivals.quarantine(session, before=before, limit=limit, within=within)

    def journal(self, *, since: int = 0, limit: int = 1000, within: str = "") -> list[Row]:
        """Return journal rows of a subtree with a sequence number above ``since``, ascending."""
        with self._database.session() as session:
            return journal.read(session, since=since, limit=limit, within=within)

    def journal_before(self, *, before: int, limit: int = 1000, within: str = "", kind: str = "") -> list[Row]:
        """Return journal rows of a subtree and of a kind with a sequence number below ``before``, descending."""
        with self._database.session() as session:
            return journal.read_before(session, before=before, limit=limit, within=within, kind=kind)

    def chain_heads(self) -> dict[str, bytes]:
        """Return the last hash of each division's chain, as kept apart from the rows."""
        with self._database.session() as session:
            return journal.chain_heads(session)

    def journal_standing(self) -> tuple[int, dict[str, bytes]]:
        """Return the sequence number of the last journal row and the last hash of every chain, of one instant."""
        with self._database.session() as session:
            return journal.standing(session)

    def journal_head(self) -> int:
        """Return the sequence number of the last journal row, 0 for none."""
        with self._database.session() as session:
            return journal.head(session)
