"""Revising: a place of the old warning under the new one. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.rollcall.roll import Place


def merged(place: Place, fresh: Place | None, *, is_rise: bool, now: datetime) -> Place:
    """Return a place of the old warning under the new one.

    A rise begins its calling anew; a place that is not in its area is not woken: what the Update says, everybody is
    told who was told before.
    """
    if fresh is None and is_rise:
        return replace(place, outside=place.outside or now)
    if fresh is not None:
        tried = {person.id: (person.tries, person.called) for person in place.persons}
        persons = tuple(
            replace(person, tries=tries, called=called)
            for person in fresh.persons
            for tries, called in [tried.get(person.id, (0, None))]
        )
        place = replace(place, persons=persons or place.persons, superiors=fresh.superiors, neighbours=fresh.neighbours)
        if place.outside is not None:
            place = anew(replace(place, outside=None), now=now)
    return anew(replace(place, from_answer=len(place.answers)), now=now) if is_rise else place


def anew(place: Place, *, now: datetime) -> Place:
    """Return a place whose calling begins anew; what was answered stays."""
    persons = tuple(replace(person, tries=0, called=None) for person in place.persons)
    return replace(place, since=now, persons=persons, told_up=None, asked=(), knocked=None, dark=None)
