"""What can be asked of the twin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sensing.stored import QuarantineRow
from store.buckets import check_width
from store.memory import casework, readings

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import timedelta

    from alerts.delivery import Contact, Delivery
    from alerts.warning import Stage, Warning  # noqa: A004 - the field's word
    from geo.fence import Fence
    from incidents.incident import Incident
    from incidents.journal import Row
    from incidents.people import Credential, User
    from rules.rule import Rule
    from sensing.batch import Batch, FloatArray, IntArray
    from sensing.event import SensedEvent
    from sensing.instant import Micros
    from sensing.station import Station
    from sensing.stored import LatestReading
    from store.memory.tables import Tables


class Reader:
    """The reading half of the twin."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    # Time series.

    def latest(self, station: str | None = None, *, since: Micros | None = None) -> list[LatestReading]:
        """Return the newest reading of each registered datastream, by datastream number.

        No reading is newer than its arrival: one with a time in the future gives way to what arrives after it.

        Args:
            station: Only this station's.
            since: Only readings that arrived (result time) after this instant. Another writer may commit an
                earlier arrival later: pollers look back a little further than their last look.
        """
        with self._tables.lock:
            return readings.latest(self._tables, station=station, since=since)

    def observations(
        self, number: int, *, start: Micros, end: Micros, after: Micros | None = None, limit: int = 10_000
    ) -> Batch:
        """Return a datastream's readings with start ≤ phenomenon time < end, ascending.

        Args:
            number: Datastream number.
            start: First instant, inclusive.
            end: Last instant, exclusive.
            after: Only readings after this instant: the cursor.
            limit: At most this many.
        """
        with self._tables.lock:
            found = readings.span(self._tables, number, start=start, end=end)
        rows = [(number, reading) for reading in found if after is None or reading.phenomenon_time > after]
        return readings.columns(rows[:limit])

    def aggregate(
        self, number: int, *, start: Micros, end: Micros, every: timedelta, how: str
    ) -> tuple[IntArray, FloatArray]:
        """Return bucket starts (µs) and one value per bucket that holds a reading that is not unreliable, ascending.

        Unreliable readings, a gauge's 999.9 say, are stored and listed, but no reduction counts them.

        Args:
            number: Datastream number.
            start: First instant, inclusive.
            end: Last instant, exclusive.
            every: Width of a bucket; buckets are counted from midnight in Beijing.
            how: ``min``, ``max``, ``mean``, ``sum``, ``count`` or ``last``.

        Raises:
            StoreError: If ``how`` is none of these or the width is not above 0.
        """
        check_width(every)
        with self._tables.lock:
            found = readings.span(self._tables, number, start=start, end=end)
        return readings.aggregate(found, every=every, how=how)

    def tail(self, *, since: Micros) -> Batch:
        """Return what a recovery replays, by phenomenon time.

        That is every reading since an instant, and the last one before it of each registered datastream.
        """
        with self._tables.lock:
            return readings.tail(self._tables, since=since)

    def count_observations(self) -> int:
        """Return how many readings are stored."""
        with self._tables.lock:
            return sum(map(len, self._tables.observations.values()))

    # Registry, rules, people.

    def stations(self) -> list[Station]:
        """Return every station with its datastreams, by id."""
        with self._tables.lock:
            return [self._tables.stations[key] for key in sorted(self._tables.stations)]

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

    def rules(self) -> list[Rule]:
        """Return every rule in its newest version, disabled ones included, by id."""
        with self._tables.lock:
            return [self._tables.rules[key][-1] for key in sorted(self._tables.rules)]

    def fences(self) -> list[Fence]:
        """Return every fence in its newest version, by id."""
        with self._tables.lock:
            return [self._tables.fences[key][-1] for key in sorted(self._tables.fences)]

    def contacts(self) -> list[Contact]:
        """Return every contact, by id."""
        with self._tables.lock:
            return [self._tables.contacts[key] for key in sorted(self._tables.contacts)]

    def user(self, name: str) -> User | None:
        """Return a user by name."""
        with self._tables.lock:
            return self._tables.users.get(name)

    def users(self) -> list[User]:
        """Return every user, by name."""
        with self._tables.lock:
            return [self._tables.users[key] for key in sorted(self._tables.users)]

    def credential(self, token_hash: bytes) -> Credential | None:
        """Return a credential, ended or not, by the hash of its token."""
        with self._tables.lock:
            return self._tables.credentials.get(token_hash)

    # The chain of evidence.

    def incidents(self, *, is_open: bool | None = None, before: str | None = None, limit: int = 100) -> list[Incident]:
        """Return incidents newest first by id, older than ``before``."""
        with self._tables.lock:
            return casework.newest(
                self._tables.incidents,
                before=before,
                limit=limit,
                where=lambda incident: is_open is None or incident.is_open is is_open,
            )

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
    ) -> list[Warning]:
        """Return warnings newest first by id, older than ``before``, of one incident or some stages only."""
        with self._tables.lock:
            return casework.newest(
                self._tables.warnings,
                before=before,
                limit=limit,
                where=lambda warning: (
                    (incident is None or warning.incident == incident) and (stages is None or warning.stage in stages)
                ),
            )

    def warning(self, id: str) -> Warning | None:  # noqa: A002 - the record's own word
        """Return one warning."""
        with self._tables.lock:
            return self._tables.warnings.get(id)

    def deliveries(self, *, warning: str | None = None, before: str | None = None, limit: int = 1000) -> list[Delivery]:
        """Return deliveries newest first by id, older than ``before``, of one warning only."""
        with self._tables.lock:
            return casework.newest(
                self._tables.deliveries,
                before=before,
                limit=limit,
                where=lambda delivery: warning is None or delivery.warning == warning,
            )

    def events(self, *, before: tuple[Micros, str, str] | None = None, limit: int = 100) -> list[SensedEvent]:
        """Return events newest first by phenomenon time, then by station and id, after the three ``before``."""
        with self._tables.lock:
            found = sorted((-e.phenomenon_time, e.station, e.id, e) for e in self._tables.events.values())
        last = None if before is None else (-before[0], *before[1:])
        return [event for *place, event in found if last is None or tuple(place) > last][:limit]

    def quarantine(self, *, before: int | None = None, limit: int = 100) -> list[QuarantineRow]:
        """Return rejected messages newest first, with an id below ``before``."""
        with self._tables.lock:
            ids = sorted((id_ for id_ in self._tables.quarantine if before is None or id_ < before), reverse=True)
            return [QuarantineRow(id=id_, reject=self._tables.quarantine[id_]) for id_ in ids[:limit]]

    def journal(self, *, since: int = 0, limit: int = 1000) -> list[Row]:
        """Return journal rows with a sequence number above ``since``, ascending."""
        with self._tables.lock:
            last = min(since + limit, len(self._tables.journal))
            return [self._tables.journal[seq] for seq in range(since + 1, last + 1)]

    def chain_heads(self) -> dict[str, bytes]:
        """Return the last hash of each division's chain, as kept apart from the rows."""
        with self._tables.lock:
            return dict(self._tables.heads)

    def journal_head(self) -> int:
        """Return the sequence number of the last journal row, 0 for none."""
        with self._tables.lock:
            return len(self._tables.journal)
