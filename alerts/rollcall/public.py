"""Public: a roll call as the API, the board and the journal show it. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from alerts.public import masked
from alerts.rollcall.answer import Standing
from alerts.rollcall.roll import PlaceKind, PlaceState
from sensing.instant import format_instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from alerts.rollcall.answer import Answer
    from alerts.rollcall.placed import PlacedCall
    from alerts.rollcall.roll import Person, Place, Roll


def scoped(roll: Roll, within: str) -> Roll:
    """Return a roll call with the places of a subtree only."""
    return replace(
        roll,
        places=tuple(place for place in roll.places if place.division.startswith(within)),
        uncovered=tuple(code for code in roll.uncovered if code.startswith(within)),
    )


def roll_json(roll: Roll, *, now: datetime, has_places: bool = True) -> dict[str, Any]:
    """Return the board of a roll call as plain JSON values."""
    states = {place.id: roll.state_of(place, now=now) for place in roll.places}
    shown: dict[str, Any] = {
        "id": roll.id,
        "warning": roll.warning,
        "identifier": roll.identifier,
        "status": roll.status.value,
        "level": roll.level.key,
        "hazard": roll.hazard,
        "division": roll.division,
        "state": roll.state.value,
        "round": roll.round,
        "actor": roll.actor,
        "started": format_instant(roll.started),
        "changed": format_instant(roll.changed),
        "expires": format_instant(roll.expires),
        "ended": _instant(roll.ended),
        "deadline_s": roll.pace.deadline.total_seconds(),
        "quorum": roll.pace.quorum,
        "counts": _counts(roll, states, PlaceKind.VILLAGE),
        "site_counts": _counts(roll, states, PlaceKind.SITE),
        "people": _people(roll.places),
        "uncovered": list(roll.uncovered),
    }
    if has_places:
        shown["places"] = [_place(place, roll, state=states[place.id]) for place in roll.places]
    return shown


def _counts(roll: Roll, states: Mapping[str, PlaceState], kind: PlaceKind) -> dict[str, int]:
    chosen = [place for place in roll.places if place.kind is kind]
    counts = Counter(states[place.id] for place in chosen)
    return {
        "total": len(chosen),
        **{state.value: counts[state] for state in PlaceState},
        "unread": sum(bool(place.unread) for place in chosen),
        "help": sum(place.standing is Standing.HELP for place in chosen),
        "knocked": sum(place.knocked is not None for place in chosen if states[place.id] is not PlaceState.ANSWERED),
    }


def _people(places: Iterable[Place]) -> dict[str, int]:
    """Return how many people are said to be how, over villages; a site's people live in one."""
    sums: Counter[str] = Counter()
    for place in places:
        if place.kind is PlaceKind.VILLAGE and place.standing is not None and place.headcount is not None:
            sums[place.standing.value] += place.headcount
    return {standing.value: sums[standing.value] for standing in Standing}


def _place(place: Place, roll: Roll, *, state: PlaceState) -> dict[str, Any]:
    deadline = place.since + roll.pace.deadline
    return {
        "id": place.id,
        "kind": place.kind.value,
        "name": place.name,
        "division": place.division,
        "lon": place.lon,
        "lat": place.lat,
        "people": place.people,
        "state": state.value,
        "since": format_instant(place.since),
        "deadline": format_instant(deadline),
        "standing": None if place.standing is None else place.standing.value,
        "headcount": place.headcount,
        "headcounts": list(place.headcounts),
        "is_contradictory": len(place.headcounts) > 1,
        "unread": len(place.unread),
        "told_up": _instant(place.told_up),
        "asked": list(place.asked),
        "knocked": _instant(place.knocked),
        "dark": _instant(place.dark),
        "tries": sum(person.tries for person in place.persons),
        "answers": [answer_json(answer) for answer in place.answers],
    }


def people_json(roll: Roll, calls: Sequence[PlacedCall]) -> list[dict[str, Any]]:
    """Return everybody who is called, place by place, with each call; no address."""
    by_person: dict[tuple[str, str], list[PlacedCall]] = {}
    for call in calls:
        by_person.setdefault((call.place, call.person), []).append(call)
    rows = []
    for place in roll.places:
        own = {person.id for person in place.persons}
        others = [person for person in place.superiors if person.id not in own]
        rows += [
            _person(person, place, by_person.get((place.id, person.id), ())) for person in (*place.persons, *others)
        ]
    return rows


def _person(person: Person, place: Place, calls: Sequence[PlacedCall]) -> dict[str, Any]:
    answer = place.current.get(person.id)
    return {
        "id": person.id,
        "name": person.name,
        "duty": person.duty,
        "is_deputy": person.is_deputy,
        "place": place.id,
        "place_name": place.name,
        "division": place.division,
        "channels": [line.channel for line in person.lines],
        "tries": person.tries,
        "called": _instant(person.called),
        "answer": None if answer is None else answer_json(answer),
        "calls": [
            {"id": call.id, "kind": call.kind.value, "channel": call.channel, "at": format_instant(call.at)}
            for call in calls
        ],
    }


def answer_json(answer: Answer) -> dict[str, Any]:
    """Return an answer as plain JSON values; a number is masked."""
    return {
        "id": answer.id,
        "rollcall": answer.rollcall or None,
        "place": answer.place or None,
        "division": answer.division or None,
        "person": answer.person,
        "source": answer.source.value,
        "standing": answer.standing.value,
        "headcount": answer.headcount,
        "words": answer.words,
        "at": format_instant(answer.at),
        "by": answer.by,
        "is_trusted": answer.is_trusted,
        "address": masked(answer.address),
    }


def _instant(instant: datetime | None) -> str | None:
    return None if instant is None else format_instant(instant)
