"""Calling: who is due to be called, when what is due next, over which of a person's lines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from alerts.rollcall.news import Call, CallKind
from alerts.rollcall.plan import CallPace, Manner

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from alerts.rollcall.roll import Line, Person, Place, Roll

_AT_ONCE = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """When what is done about a place that does not answer."""

    deadline: datetime
    sideways: datetime
    knock: datetime

    @classmethod
    def of(cls, place: Place, pace: CallPace) -> Reach:
        """Return the instants of a place; one in which nobody can be called is not waited for."""
        spans = (pace.deadline, pace.sideways_after, pace.knock_after) if place.persons else (_AT_ONCE,) * 3
        deadline, sideways, knock = (place.since + span for span in spans)
        return cls(deadline=deadline, sideways=sideways, knock=knock)


def _try_at(place: Place, person: Person, *, pace: CallPace) -> datetime:
    """Return when a person who has not answered is to be called next."""
    if person.called is not None:
        return person.called + (pace.retry if place.knocked is None else pace.again)
    has_heads = not all(each.is_deputy for each in place.persons)
    return place.since + (pace.deputies_after if person.is_deputy and has_heads else _AT_ONCE)


def asked_now(place: Place, *, pace: CallPace, now: datetime) -> frozenset[str]:
    """Return the persons of a place without its quorum who are due to be called."""
    respondents = place.respondents
    silent = (person for person in place.persons if person.id not in respondents)
    return frozenset(person.id for person in silent if _try_at(place, person, pace=pace) <= now)


def next_instant(roll: Roll, *, now: datetime) -> datetime:
    """Return when an active roll call, of which all that was due by now is done, has something to do next."""
    dues = (next_of(place, roll, now=now) for place in roll.places)
    return min((at for at in dues if at is not None), default=roll.expires)


def next_of(place: Place, roll: Roll, *, now: datetime) -> datetime | None:
    """Return when there is something to do about a place of which all that was due by now is done; None: never."""
    if place.has_quorum(roll.pace.quorum) or place.outside is not None:
        return None
    return min((at for at in _dues(place, roll.pace, now=now) if at > now), default=None)


def _dues(place: Place, pace: CallPace, *, now: datetime) -> Iterator[datetime]:
    respondents = place.respondents
    for person in place.persons:
        if person.id not in respondents:
            yield _try_at(place, person, pace=pace)
    reach = Reach.of(place, pace)
    yield from (reach.deadline, reach.sideways, reach.knock)
    if now >= reach.deadline and place.dark is None and not place.is_heard:
        # A device speaks there, and may fall silent.
        yield now + pace.retry


def lines_for(person: Person, *, pace: CallPace) -> tuple[Line, ...]:
    """Return the lines of a person's next try."""
    if pace.manner is Manner.AT_ONCE or not person.lines:
        return person.lines
    return (person.lines[person.tries % len(person.lines)],)


def asked(place: Place, chosen: Collection[str], *, roll: Roll, now: datetime) -> tuple[Place, list[Call]]:
    """Return a place with the tries of these persons counted, and the calls."""
    calls: list[Call] = []
    persons = []
    for person in place.persons:
        after = person
        if person.id in chosen:
            after = replace(person, tries=person.tries + 1, called=now)
            lines = lines_for(person, pace=roll.pace)
            calls.append(call(CallKind.ASK, after, place=place, roll=roll, lines=lines))
        persons.append(after)
    return replace(place, persons=tuple(persons)), calls


def call(kind: CallKind, person: Person, *, place: Place, roll: Roll, lines: tuple[Line, ...] | None = None) -> Call:
    """Return the call of a person about a place, by all of the lines unless some are given."""
    return Call(
        kind=kind,
        place=place.id,
        person=person.id,
        name=person.name,
        lines=person.lines if lines is None else lines,
        attempt=person.tries if kind is CallKind.ASK else 1,
        round=roll.round,
    )


def knockers(neighbour: Place) -> list[Person]:
    """Return who of a village that has answered can go and knock: those who answered themselves."""
    said = neighbour.respondents
    return [person for person in neighbour.persons if person.id in said] or list(neighbour.persons[:1])
