"""Roll: a roll call as it stands, and the places it calls. Holds no telephone number: contacts are named by id."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

from alerts.rollcall.answer import GRAVITY, Answer, Source, Standing

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.rollcall.plan import CallPace
    from alerts.warning import CapStatus
    from sensing.level import Level

RollId = NewType("RollId", str)


class RollState(StrEnum):
    """Whether a roll call goes on; the table of moves is in ``machine.MOVES``."""

    ACTIVE = "active"
    #: A person stopped it.
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class PlaceKind(StrEnum):
    """What is called."""

    VILLAGE = "village"
    #: A must-reach site.
    SITE = "site"


class PlaceState(StrEnum):
    """What the board shows of a place."""

    #: Enough persons have answered.
    ANSWERED = "answered"
    #: The deadline is not over.
    WAITING = "waiting"
    UNANSWERED = "unanswered"
    #: Unanswered, nobody was heard, and no device speaks from there.
    DARK = "dark"
    #: The danger ended, or ended there, before anybody answered.
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One way to a person."""

    contact: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who may be called, and how often that was done since the level rose last."""

    id: str
    name: str
    duty: str
    lines: tuple[Line, ...]
    #: Whether called only after the others.
    is_deputy: bool = False
    tries: int = 0
    called: datetime | None = None


def _is_unclear(standing: Standing) -> bool:
    return standing is Standing.UNCLEAR


def _is_heard(standing: Standing) -> bool:
    return standing is Standing.HEARD


def _is_told(standing: Standing) -> bool:
    return standing not in {Standing.UNCLEAR, Standing.HEARD}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A village or a must-reach site, and how far calling it has come."""

    #: Division code of a village; ``site:`` and the id of a site.
    id: str
    kind: PlaceKind
    name: str
    division: str
    #: When it was called first since the level rose last.
    since: datetime
    persons: tuple[Person, ...]
    #: Told when it does not answer.
    superiors: tuple[Person, ...] = ()
    #: Ids of the nearest places, the nearest first.
    neighbours: tuple[str, ...] = ()
    #: People who live or stay there; 0: not known.
    people: int = 0
    lon: float | None = None
    lat: float | None = None
    answers: tuple[Answer, ...] = ()
    #: Answers before this one were about a lower level.
    from_answer: int = 0
    #: When the superior was told, neighbours were asked, somebody was sent to the door, it was found dark.
    told_up: datetime | None = None
    asked: tuple[str, ...] = ()
    knocked: datetime | None = None
    dark: datetime | None = None
    #: Door-knock task that stands open for it; empty: none.
    task: str = ""
    #: When a rise found it outside the area; nobody there is called any more, and the Update tells them why.
    outside: datetime | None = None

    @property
    def current(self) -> dict[str, Answer]:
        """Return what each person says since the level rose last: the newest word on how it stands.

        What nobody could read hides no other, and who only heard takes nothing back, least of all a cry for help.
        """
        recent = self.answers[self.from_answer :]
        unclear, heard, told = (
            {answer.person: answer for answer in recent if says(answer.standing)}
            for says in (_is_unclear, _is_heard, _is_told)
        )
        return unclear | heard | told

    @property
    def respondents(self) -> frozenset[str]:
        """Return who has answered so that it could be read, since the level rose last.

        A neighbour who heard that he should knock there has not answered for it yet; an officer who was told by
        telephone has.
        """
        if not self.is_heard:
            return frozenset()
        own = {person.id for person in self.persons}
        return frozenset(
            key
            for key, answer in self.current.items()
            if _is_told(answer.standing)
            or (_is_heard(answer.standing) and (key in own or answer.source is Source.CONSOLE))
        )

    @property
    def unread(self) -> tuple[Answer, ...]:
        """Return what was said since the level rose last and waits for somebody to make sense of it."""
        recent = self.answers[self.from_answer :]
        last = {answer.person: answer for answer in recent}
        return tuple(answer for answer in last.values() if answer.standing is Standing.UNCLEAR)

    @property
    def is_heard(self) -> bool:
        """Return whether anybody said anything, since the level rose last."""
        return len(self.answers) > self.from_answer

    def has_quorum(self, quorum: int) -> bool:
        """Return whether enough persons have answered; a place with fewer persons needs no more than it has."""
        return self.is_heard and len(self.respondents) >= max(1, min(quorum, len(self.persons)))

    @property
    def standing(self) -> Standing | None:
        """Return the worst of what its persons say now; None while nobody was heard."""
        return max((answer.standing for answer in self.current.values()), key=GRAVITY.__getitem__, default=None)

    @property
    def headcounts(self) -> tuple[int, ...]:
        """Return every number that its persons say now, ascending."""
        return tuple(sorted({each.headcount for each in self.current.values() if each.headcount is not None}))

    @property
    def headcount(self) -> int | None:
        """Return the worst number of those who give the worst word: most to be rescued, fewest in safety."""
        worst = self.standing
        found = [
            each.headcount for each in self.current.values() if each.standing is worst and each.headcount is not None
        ]
        if not found:
            return None
        return max(found) if worst is Standing.HELP else min(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """One roll call: of a warning and what updates it."""

    #: Id of the warning with which it began.
    id: RollId
    #: Warning in force now.
    warning: str
    #: Its CAP identifier, for people.
    identifier: str
    #: Live or drill; fixed.
    status: CapStatus
    level: Level
    hazard: str
    division: str
    pace: CallPace
    state: RollState
    started: datetime
    changed: datetime
    expires: datetime
    #: Who started it; ``policy`` when nobody was asked.
    actor: str
    places: tuple[Place, ...] = field(default=())
    #: Lowest divisions of the area in which nobody can be called.
    uncovered: tuple[str, ...] = ()
    #: How often the level has risen.
    round: int = 0
    ended: datetime | None = None

    @property
    def divisions(self) -> tuple[str, ...]:
        """Return every division that it is about, ascending."""
        return tuple(sorted({self.division, *(place.division for place in self.places)}))

    def place(self, id: str) -> Place | None:  # noqa: A002 -- the record's own word
        """Return a place by its id."""
        return next((place for place in self.places if place.id == id), None)

    def state_of(self, place: Place, *, now: datetime) -> PlaceState:
        """Return what the board shows of a place."""
        if place.has_quorum(self.pace.quorum):
            return PlaceState.ANSWERED
        if self.state is RollState.CANCELLED or place.outside is not None:
            return PlaceState.CANCELLED
        if place.dark is not None and not place.is_heard:
            return PlaceState.DARK
        return PlaceState.WAITING if now < place.since + self.pace.deadline else PlaceState.UNANSWERED
