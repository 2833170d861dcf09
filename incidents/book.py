"""Book: what incidents need of a transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from incidents.incident import Incident
    from incidents.inhibition import Around
    from incidents.journal import Entry
    from incidents.procedure import Procedure
    from incidents.silence import Matcher, Silence
    from incidents.situation import Situation, SituationId
    from incidents.task import Task
    from rules.transition import RuleId, Target
    from sensing.level import Level


class IncidentBook(Protocol):
    """What the board needs of a transaction. Incidents are locked before situations, those before tasks."""

    def open_incidents(self, keys: Collection[tuple[RuleId, Target]]) -> dict[tuple[RuleId, Target], Incident]:
        """Return the incidents of these (rule, target) that are not closed, locked."""

    def incident(self, id: str) -> Incident | None:  # noqa: A002 -- the record's own word
        """Return one incident, locked; None when there is none."""

    def save_incidents(self, incidents: Sequence[Incident]) -> None:
        """Insert or replace incidents by id, in the order given."""

    def incidents_around(self, around: Around) -> list[Incident]:
        """Return the incidents at these stations or in these divisions that are not closed, locked, by id."""

    def incidents_meant(self, matcher: Matcher) -> list[Incident]:
        """Return the incidents that are not closed and that a matcher means at some level, locked, by id."""

    def lapsed_incidents(self, before: Mapping[Level, datetime]) -> list[Incident]:
        """Return what was acknowledged before these instants and not begun since, by level; locked, held ones left."""

    def situations_near(self, families: Collection[str], *, since: datetime) -> list[Situation]:
        """Return the situations of some families with news since then, locked; nobody else opens one meanwhile."""

    def situations(self, ids: Collection[str]) -> dict[SituationId, Situation]:
        """Return situations by id, locked."""

    def save_situations(self, situations: Sequence[Situation]) -> None:
        """Insert or replace situations by id."""

    def move_members(self, source: str, target: str) -> None:
        """Let the members of one situation belong to another, remembering where they were."""

    def return_members(self, source: str, target: str) -> None:
        """Let those members of one situation that were in another before belong to that again."""

    def member_counts(self, situation: str) -> tuple[int, tuple[int, ...], list[str]]:
        """Return the members of a situation, those not closed by level from none to red, and their divisions."""

    def silences_in_force(self, now: datetime) -> list[Silence]:
        """Return the silences that hold, by id."""

    def silences_due(self, now: datetime, *, limit: int) -> list[Silence]:
        """Return silences of which something is due, by id, locked, those held by others left."""

    def silence(self, id: str) -> Silence | None:  # noqa: A002
        """Return one silence, locked."""

    def save_silences(self, silences: Sequence[Silence]) -> None:
        """Insert or replace silences by id."""

    def procedures(self) -> list[Procedure]:
        """Return the newest version of each response plan and rule of inhibition, by kind and id."""

    def task(self, id: str) -> Task | None:  # noqa: A002
        """Return one task, locked."""

    def late_tasks(self, now: datetime, *, limit: int) -> list[Task]:
        """Return tasks whose time has run out and that are not marked so, locked, those held by others left."""

    def unsent_tasks(self, *, limit: int) -> list[Task]:
        """Return tasks that nobody was sent yet, worst level first, locked, those held by others left."""

    def save_tasks(self, tasks: Sequence[Task]) -> None:
        """Insert or replace tasks by id."""

    def journal(self, entries: Sequence[Entry]) -> None:
        """Append entries to the journal when the transaction ends."""
