"""Ports: what the API needs of a store to show and change what incidents belong to and what follows from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from incidents.book import IncidentBook

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from incidents.incident import Incident
    from incidents.journal import Row
    from incidents.procedure import Procedure, ProcedureKind
    from incidents.silence import Silence
    from incidents.situation import Situation
    from incidents.task import Task, TaskState


class CaseActs(IncidentBook, Protocol):
    """What a person's act on an incident, a situation, a silence, a task or a plan needs."""

    def put_procedure(
        self,
        kind: ProcedureKind,
        id: str,  # noqa: A002 -- the record's own word
        *,
        source: str,
        author: str,
        at: datetime,
        is_ended: bool = False,
    ) -> Procedure:
        """Store the next version of a document."""


class Cases(Protocol):
    """Incidents, situations, silences, tasks and the documents that say how; ``within``: digits of a subtree."""

    def incidents(
        self,
        *,
        is_open: bool | None = None,
        before: str | None = None,
        limit: int = 100,
        within: str = "",
        situation: str | None = None,
        reasons: int | None = None,
    ) -> list[Incident]:
        """Return incidents, newest first, older than the id ``before``, of one situation only.

        Of their transitions only the newest ``reasons`` are read, where that is given.
        """

    def incidents_at(self, at: datetime, *, limit: int = ..., within: str = "") -> list[Incident]:
        """Return incidents of a subtree that were open at an instant, newest first, as they are today."""

    def incident(self, id: str) -> Incident | None:  # noqa: A002
        """Return one incident."""

    def situations(
        self, *, is_open: bool | None = None, before: str | None = None, limit: int = 100, within: str = ""
    ) -> list[Situation]:
        """Return situations with a member there, newest first; those merged into others left out."""

    def situation(self, id: str) -> Situation | None:  # noqa: A002
        """Return one situation."""

    def situation_parts(self, id: str, *, since: datetime) -> list[str]:  # noqa: A002
        """Return the ids of the situations that were merged into one since then."""

    def member_counts(self, situation: str, *, within: str = "") -> tuple[int, tuple[int, ...], list[str]]:
        """Return the members there, those not closed by level from none to red, and their divisions."""

    def silences(
        self,
        *,
        now: datetime,
        is_over: bool | None = None,
        before: str | None = None,
        limit: int = 100,
        within: str = "",
    ) -> list[Silence]:
        """Return silences, newest first, those that are over or those that are not."""

    def silence(self, id: str) -> Silence | None:  # noqa: A002
        """Return one silence."""

    def tasks(
        self,
        *,
        incident: str | None = None,
        states: Collection[TaskState] | None = None,
        before: str | None = None,
        limit: int = 100,
        within: str = "",
    ) -> list[Task]:
        """Return tasks, newest first, of one incident or some states only."""

    def task(self, id: str) -> Task | None:  # noqa: A002
        """Return one task."""

    def procedures(self) -> list[Procedure]:
        """Return the newest version of each response plan and rule of inhibition."""

    def procedure_versions(self, kind: ProcedureKind, id: str) -> list[Procedure]:  # noqa: A002
        """Return every version of one document, oldest first."""

    def story_of_incident(self, id: str, *, limit: int = 1000) -> list[Row]:  # noqa: A002
        """Return the journal rows about an incident, ascending."""

    def story_of_situation(self, id: str, *, limit: int = 1000) -> list[Row]:  # noqa: A002
        """Return the journal rows about a situation, ascending."""
