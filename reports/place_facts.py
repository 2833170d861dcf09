"""Place facts: which village answered, when, by whom, and which never did. Pure.

The journal does not say how long a place had to answer; it says when its superior was told, its neighbours were asked
and somebody was sent to its door. An answer after the first of these is late.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from alerts.rollcall.answer import GRAVITY, Standing
from reports.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from incidents.journal import Row

#: Acts of a roll call that say a place had not answered when it should have.
_LATE_ACTS = frozenset({"told_up", "asked_neighbours", "dark", "door_knock"})
#: Acts that name places.
_PLACE_ACTS = _LATE_ACTS | {"called", "reached", "help"}


class AnswerEnd(StrEnum):
    """Whether a place answered."""

    IN_TIME = "in_time"
    LATE = "late"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFact:
    """One answer."""

    at: datetime
    #: As the roll call knows persons, or who wrote it down.
    who: str
    source: str
    standing: str
    headcount: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VillageFact:
    """One place of one roll call."""

    rollcall: str
    warning: str
    id: str
    name: str
    division: str
    called: datetime | None
    #: First escalation: superior, neighbours, door or dark.
    overdue: datetime | None
    dark: datetime | None
    knocked: datetime | None
    answers: tuple[AnswerFact, ...]
    end: AnswerEnd

    @property
    def answered(self) -> datetime | None:
        """Return when it answered first, so that it could be understood."""
        return next((each.at for each in self.answers if each.standing != Standing.UNCLEAR.value), None)

    @property
    def standing(self) -> str:
        """Return the worst of what was said; empty while nobody was heard."""
        known = {each.value: weight for each, weight in GRAVITY.items()}
        return max((each.standing for each in self.answers), key=lambda each: known.get(each, 0), default="")

    @property
    def headcount(self) -> int | None:
        """Return the newest number of people that was said."""
        return next((each.headcount for each in reversed(self.answers) if each.headcount is not None), None)


def village_facts(rows: Iterable[Row]) -> tuple[tuple[VillageFact, ...], int, int]:
    """Return the places of every roll call, how many more were called unnamed, and how many divisions had nobody."""
    book = _Book()
    for row in rows:
        data = Record(row.entry.data)
        if row.entry.kind == "rollcall":
            book.take_step(data, row.entry.at, division=row.entry.division)
        elif row.entry.kind == "answer" and data.text("rollcall") and data.text("place"):
            book.take_answer(data, row.entry.at, division=row.entry.division)
    return tuple(each.fact() for each in book.found.values()), book.unnamed, book.uncovered


@dataclass(slots=True, kw_only=True)
class _Place:
    rollcall: str
    id: str
    division: str
    warning: str = ""
    name: str = ""
    called: datetime | None = None
    overdue: datetime | None = None
    dark: datetime | None = None
    knocked: datetime | None = None
    answers: list[AnswerFact] = field(default_factory=list)

    def took(self, act: str, at: datetime) -> None:
        if act == "called" and self.called is None:
            self.called = at
        if act in _LATE_ACTS and self.overdue is None:
            self.overdue = at
        if act == "dark" and self.dark is None:
            self.dark = at
        if act == "door_knock" and self.knocked is None:
            self.knocked = at

    def fact(self) -> VillageFact:
        answers = tuple(sorted(self.answers, key=lambda each: each.at))
        # What nobody understood is no answer yet; it is shown all the same.
        heard = [each.at for each in answers if each.standing != Standing.UNCLEAR.value]
        if not heard:
            end = AnswerEnd.NEVER
        else:
            end = AnswerEnd.LATE if self.overdue is not None and heard[0] > self.overdue else AnswerEnd.IN_TIME
        return VillageFact(
            rollcall=self.rollcall,
            warning=self.warning,
            id=self.id,
            name=self.name or self.id,
            division=self.division,
            called=self.called,
            overdue=self.overdue,
            dark=self.dark,
            knocked=self.knocked,
            answers=answers,
            end=end,
        )


@dataclass(slots=True)
class _Book:
    found: dict[tuple[str, str], _Place] = field(default_factory=dict)
    warnings: dict[str, str] = field(default_factory=dict)
    unnamed: int = 0
    uncovered: int = 0

    def place(self, rollcall: str, id_: str, division: str) -> _Place:
        known = self.found.setdefault((rollcall, id_), _Place(rollcall=rollcall, id=id_, division=division))
        known.warning = known.warning or self.warnings.get(rollcall, "")
        return known

    def take_step(self, data: Record, at: datetime, *, division: str) -> None:
        act, rollcall = data.text("act"), data.text("rollcall")
        self.warnings.setdefault(rollcall, data.text("warning"))
        if act == "uncovered":
            self.uncovered += data.count("count") or 0
        if act not in _PLACE_ACTS:
            return
        named = data.parts("places") or [Record({"id": data.text("place"), "name": data.text("name")})]
        for each in named:
            if id_ := each.text("id"):
                place = self.place(rollcall, id_, id_ if id_.isdigit() else division)
                place.name = place.name or each.text("name")
                place.took(act, at)
        if act == "called":
            self.unnamed += max(0, (data.count("count") or 0) - len(named))

    def take_answer(self, data: Record, at: datetime, *, division: str) -> None:
        place = self.place(data.text("rollcall"), data.text("place"), division)
        place.answers.append(
            AnswerFact(
                at=at,
                who=data.text("person") or data.text("actor"),
                source=data.text("source"),
                standing=data.text("standing"),
                headcount=data.count("headcount"),
            )
        )
