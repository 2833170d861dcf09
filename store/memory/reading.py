"""What can be asked of the twin."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from alerts.asking import waits
from alerts.warning import Stage
from store.memory import casework, evidence, fellowship
from store.memory.channels import ChannelReader
from store.memory.devices import is_named, is_there, quarantine_row
from store.memory.dispatching import OutboxReader
from store.memory.gauges import GaugeReader
from store.memory.incidents import IncidentReader
from store.memory.messages import MessageReader
from store.memory.people import PeopleReader
from store.memory.places import PlaceReader
from store.memory.rollcalls import RollReader
from store.memory.roster import RosterReader
from store.memory.rule_records import RuleReader
from store.memory.series import Series
from store.memory.signing_in import SigningInReader
from store.memory.written import WrittenReader

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from alerts.delivery import Contact
    from alerts.fellows import Fellow
    from alerts.warning import Warning, WarningId  # noqa: A004 - the field's word
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
    """The reading half of the twin."""

    # Registry, fences, contacts.

    def stations(self, *, within: str = "") -> list[Station]:
        """Return every station of a subtree with its datastreams, by id."""
        with self._tables.lock:
            found = (self._tables.stations[key] for key in sorted(self._tables.stations))
            return [station for station in found if station.division.startswith(within)]

    def listed(self, stations: Collection[str]) -> dict[str, frozenset[str]]:
        """Return the properties that each of these stations lists; unknown stations are left out."""
        with self._tables.lock:
            asked = set(stations)
            return {
                station.id: frozenset(stream.property for stream in station.datastreams)
                for station in self._tables.stations.values()
                if station.id in asked
            }

    def statuses(self) -> dict[str, bool]:
        """Return whether each station that ever reported a status is online."""
        with self._tables.lock:
            return {station: report.is_online for station, report in self._tables.statuses.items()}

    def links(self) -> dict[str, Link]:
        """Return what is known of the way to each station that was ever heard."""
        with self._tables.lock:
            return dict(sorted(self._tables.links.items()))

    def fences(self, *, within: str = "") -> list[Fence]:
        """Return every fence of a subtree in its newest version, by id."""
        with self._tables.lock:
            newest = (self._tables.fences[key][-1] for key in sorted(self._tables.fences))
            return [fence for fence in newest if fence.division.startswith(within)]

    def contacts(self, *, within: str = "") -> list[Contact]:
        """Return every contact of a subtree, by id."""
        with self._tables.lock:
            found = (self._tables.contacts[key] for key in sorted(self._tables.contacts))
            return [contact for contact in found if contact.division.startswith(within)]

    # The chain of evidence.

    def closed_standing(self) -> list[Incident]:
        """Return the newest incident of each (rule, target), where it was closed while its danger stood, by id."""
        with self._tables.lock:
            return casework.closed_standing(self._tables)

    def incident(self, id: str) -> Incident | None:  # noqa: A002 - the record's own word
        """Return one incident."""
        with self._tables.lock:
            return self._tables.incidents.get(id)

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
        with self._tables.lock:
            return casework.newest(
                self._tables.warnings,
                before=before,
                limit=limit,
                where=lambda warning: (
                    (incident is None or warning.incident in {incident, self._tables.told_with.get(incident)} - {None})
                    and (stages is None or warning.stage in stages)
                    and warning.division.startswith(within)
                    and (not is_waiting or waits(warning))
                ),
            )

    def run_out(self, *, now: datetime, limit: int = 1000) -> list[WarningId]:
        """Return issued warnings whose time is over, the longest over first."""
        with self._tables.lock:
            over = [
                each for each in self._tables.warnings.values() if each.stage is Stage.ISSUED and each.expires <= now
            ]
        return [each.id for each in sorted(over, key=lambda each: (each.expires, each.id))[:limit]]

    def fellows_of(self, leads: Collection[str], *, most: int) -> list[Fellow]:
        """Return the highest of those that are told with some incidents and stand, of each lead the highest first."""
        with self._tables.lock:
            return fellowship.fellows_of(self._tables, leads, most=most)

    def warning(self, id: str) -> Warning | None:  # noqa: A002 - the record's own word
        """Return one warning."""
        with self._tables.lock:
            return self._tables.warnings.get(id)

    def events(
        self, *, before: tuple[Micros, str, str] | None = None, limit: int = 100, within: str = "", station: str = ""
    ) -> list[SensedEvent]:
        """Return events of a subtree newest first by time, then by station and id, after the three ``before``.

        ``station``: only what this one saw.
        """
        with self._tables.lock:
            told = (e for e in self._tables.events.values() if station in {"", e.station})
            events = (e for e in told if is_there(self._tables, e.station, within=within))
            found = sorted((-e.phenomenon_time, e.station, e.id, e) for e in events)
        last = None if before is None else (-before[0], *before[1:])
        return [event for *place, event in found if last is None or tuple(place) > last][:limit]

    def events_since(self, since: Micros) -> list[SensedEvent]:
        """Return events seen since an instant, oldest first, those of one instant by station and id."""
        with self._tables.lock:
            found = [event for event in self._tables.events.values() if event.phenomenon_time >= since]
        return sorted(found, key=lambda event: (event.phenomenon_time, event.station, event.id))

    def presence(self) -> list[StatusReport]:
        """Return the report that made the present state of each station that ever reported one, by station."""
        with self._tables.lock:
            return [self._tables.statuses[station] for station in sorted(self._tables.statuses)]

    def wanted_pictures(self, *, now: Micros, since: Micros, limit: int = 100) -> list[WantedPicture]:
        """Return pictures of events that arrived since then and whose fetching is due, oldest first."""
        with self._tables.lock:
            return evidence.wanted(self._tables, now=now, since=since, limit=limit)

    def evidence(self, events: Collection[tuple[str, str]]) -> dict[tuple[str, str], Evidence]:
        """Return what is known of the pictures of these (station, event id)."""
        with self._tables.lock:
            return {key: self._tables.evidence[key] for key in events if key in self._tables.evidence}

    def referenced_pictures(self, hashes: Collection[str]) -> set[str]:
        """Return which of these pictures an event refers to."""
        with self._tables.lock:
            return evidence.referenced(self._tables, hashes)

    def is_picture_shown(self, sha256: str, *, within: str) -> bool:
        """Return whether an event of a subtree refers to a picture."""
        with self._tables.lock:
            return evidence.is_shown(self._tables, sha256, within=within)

    def quarantine(self, *, before: int | None = None, limit: int = 100, within: str = "") -> list[QuarantineRow]:
        """Return rejected messages of a subtree newest first, with an id below ``before``."""
        with self._tables.lock:
            older = (id_ for id_ in self._tables.quarantine if before is None or id_ < before)
            found = (id_ for id_ in sorted(older, reverse=True) if is_named(self._tables, id_, within=within))
            return [quarantine_row(self._tables, id_) for id_ in islice(found, limit)]

    def journal(self, *, since: int = 0, limit: int = 1000, within: str = "") -> list[Row]:
        """Return journal rows of a subtree with a sequence number above ``since``, ascending."""
        with self._tables.lock:
            if within:
                rows = (self._tables.journal[seq] for seq in range(since + 1, len(self._tables.journal) + 1))
                return list(islice((row for row in rows if row.entry.division.startswith(within)), limit))
            last = min(since + limit, len(self._tables.journal))
            return [self._tables.journal[seq] for seq in range(since + 1, last + 1)]

    def journal_before(self, *, before: int, limit: int = 1000, within: str = "", kind: str = "") -> list[Row]:
        """Return journal rows of a subtree and of a kind with a sequence number below ``before``, descending."""
        with self._tables.lock:
            newest = min(before - 1, len(self._tables.journal))
            rows = (self._tables.journal[seq] for seq in range(newest, 0, -1))
            meant = (row for row in rows if row.entry.division.startswith(within) and kind in {"", row.entry.kind})
            return list(islice(meant, limit))

    def chain_heads(self) -> dict[str, bytes]:
        """Return the last hash of each division's chain, as kept apart from the rows."""
        with self._tables.lock:
            return dict(self._tables.heads)

    def journal_head(self) -> int:
        """Return the sequence number of the last journal row, 0 for none."""
        with self._tables.lock:
            return len(self._tables.journal)
