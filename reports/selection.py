"""Selection: which journal rows a report is about. Pure.

A situation is followed along its evidence: its incidents, their warnings, the roll calls and deliveries of those, the
answers and the tasks. What a drill says of itself belongs to every report of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reports.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from incidents.journal import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What a report is limited to; nothing given is everything."""

    #: Id of a situation.
    situation: str = ""
    #: Id of an incident.
    incident: str = ""
    #: From when, inclusive, until when, inclusive.
    start: datetime | None = None
    end: datetime | None = None
    #: Digits that division codes begin with.
    division: str = ""


def selected(rows: Sequence[Row], selection: Selection) -> list[Row]:
    """Return the rows of a selection, in order."""
    within = [row for row in rows if _is_within(row, selection)]
    if not (selection.situation or selection.incident):
        return within
    thread = _Thread(situation=selection.situation, incidents={selection.incident} - {""})
    thread.follow(within)
    return [row for row in within if thread.has(row)]


def _is_within(row: Row, selection: Selection) -> bool:
    entry = row.entry
    if entry.kind == "drill":
        return True
    if selection.start is not None and entry.at < selection.start:
        return False
    if selection.end is not None and entry.at > selection.end:
        return False
    return entry.division.startswith(selection.division)


@dataclass(slots=True, kw_only=True)
class _Thread:
    """What hangs together, found row by row: what refers stands after what it refers to."""

    situation: str
    incidents: set[str]
    warnings: set[str] = field(default_factory=set)
    rolls: set[str] = field(default_factory=set)
    tasks: set[str] = field(default_factory=set)

    def follow(self, rows: Iterable[Row]) -> None:
        """Find what hangs together."""
        found = [(row.entry.kind, Record(row.entry.data)) for row in rows]
        # An incident may be told before it is put into the situation, so members are known before anything else.
        for kind, data in found:
            if kind == "incident" and self.situation and data.text("incident", "situation") == self.situation:
                self.incidents.add(data.text("incident", "id"))
        for kind, data in found:
            if kind == "warning" and data.text("warning", "incident") in self.incidents:
                self.warnings.add(data.text("warning", "id"))
            elif kind == "rollcall" and data.text("warning") in self.warnings:
                self.rolls.add(data.text("rollcall"))
            elif kind == "task" and data.text("task", "incident") in self.incidents:
                self.tasks.add(data.text("task", "id"))

    def has(self, row: Row) -> bool:
        """Return whether a row belongs to it."""
        kind, data = row.entry.kind, Record(row.entry.data)
        match kind:
            case "situation":
                return bool(self.situation) and self.situation in {data.text("situation", "id"), data.text("other")}
            case "delivery":
                of = data.text("delivery", "warning") or data.text("warning")
                return of in self.warnings or data.text("delivery", "ref") in self.tasks
        known = {
            "incident": (self.incidents, data.text("incident", "id")),
            "warning": (self.warnings, data.text("warning", "id")),
            "rollcall": (self.rolls, data.text("rollcall")),
            "answer": (self.rolls, data.text("rollcall")),
            "task": (self.tasks, data.text("task", "id")),
        }
        ids, id_ = known.get(kind, (set(), ""))
        return kind == "drill" or id_ in ids
