"""Knocking: what a roll call leaves on the board: dark villages as incidents, silent doors as tasks.

A task needs an incident to belong to: that of the dark village, else the warning's own; a warning written by hand has
none, and the silence of the place is an incident then.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from alerts.duty import GRID
from alerts.rollcall.roll import PlaceKind
from incidents.incident import IncidentKind
from incidents.plan import Item, Verb, Who, WhoKind
from incidents.system import clear_system_incident, open_system_incident
from incidents.task import TaskMove
from incidents.tasking import answer_task, open_task

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.roll_book import RollBook
    from alerts.rollcall.news import Step
    from alerts.rollcall.roll import Place, Roll
    from alerts.warning import Warning  # noqa: A004 -- the field's word
    from incidents.incident import Incident

#: Who opens the tasks, and closes them when somebody answers.
ORIGIN: Final = "rollcall"
#: Somebody should stand at the door this long after being sent.
KNOCK_WITHIN: Final = timedelta(minutes=30)


def follow_step(book: RollBook, step: Step, *, warning: Warning, now: datetime) -> Roll:
    """Open and close incidents and tasks as a step asks, and return the roll call that knows its tasks."""
    places = {place.id: place for place in step.roll.places}
    for id_ in step.darks:
        if places[id_].kind is PlaceKind.VILLAGE:
            _silent(book, places[id_], roll=step.roll, now=now)
    for id_ in step.knocks:
        places[id_] = _send_somebody(book, places[id_], roll=step.roll, warning=warning, now=now)
    for id_ in step.reached:
        places[id_] = _settle(book, places[id_], now=now)
    return replace(step.roll, places=tuple(places.values()))


def _silent(book: RollBook, place: Place, *, roll: Roll, now: datetime) -> Incident:
    """Open the incident that a place is silent, or find it open."""
    return open_system_incident(
        book,
        IncidentKind.DARK_VILLAGE,
        place.id,
        name=place.name,
        division=place.division,
        level=roll.level,
        now=now,
        facts={"lon": place.lon or 0.0, "lat": place.lat or 0.0, "rollcall": roll.id, "warning": roll.identifier},
    )


def _send_somebody(book: RollBook, place: Place, *, roll: Roll, warning: Warning, now: datetime) -> Place:
    standing = book.task(place.task) if place.task else None
    if standing is not None and not standing.is_over:
        # Somebody is on the way since a lower level; he is not sent twice.
        return place
    incident = None
    if warning.incident and (place.dark is None or place.kind is PlaceKind.SITE):
        incident = book.incident(warning.incident)
    if incident is None or not incident.is_open:
        incident = _silent(book, place, roll=roll, now=now)
    item = Item(
        id=f"{roll.id}/{roll.round}/{place.id}",
        verb=Verb.KNOCK,
        who=Who(kind=WhoKind.DUTY, name=GRID),
        what_zh=f"{place.name}叫应无人应答,请派人上门核实",
        what_en=f"Nobody in {place.name} answers the roll call: go there and find out",
        by=KNOCK_WITHIN,
    )
    task = open_task(book, incident, item, origin=ORIGIN, now=now, place={"zh": place.name, "en": place.name})
    return place if task is None else replace(place, task=task.id)


def _settle(book: RollBook, place: Place, *, now: datetime) -> Place:
    """A place has answered: it is dark no more, and nobody need go there."""
    clear_system_incident(book, IncidentKind.DARK_VILLAGE, place.id, now=now)
    task = book.task(place.task) if place.task else None
    if task is not None and not task.is_over:
        answer_task(book, task.id, TaskMove.DONE, actor=ORIGIN, now=now, note=f"{place.name}已应答")
    return replace(place, task="")
