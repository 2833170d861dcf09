"""Ports: what the API needs of a store to make an after-action report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from incidents.incident import Incident
    from incidents.journal import Row
    from incidents.situation import Situation


class ReportSource(Protocol):
    """The journal, and what a report may be about; ``within``: digits of a subtree."""

    def journal(self, *, since: int = 0, limit: int = 1000, within: str = "") -> list[Row]:
        """Return rows of a subtree after a sequence number, ascending."""

    def journal_head(self) -> int:
        """Return the newest sequence number, 0 for an empty journal."""

    def situation(self, id: str) -> Situation | None:  # noqa: A002 -- the record's own word
        """Return one situation."""

    def member_counts(self, situation: str, *, within: str = "") -> tuple[int, tuple[int, ...], list[str]]:
        """Return the members there, those not closed by level, and their divisions."""

    def incident(self, id: str) -> Incident | None:  # noqa: A002 -- the record's own word
        """Return one incident."""
