"""Knocking: what a roll call leaves on the board: dark villages as incidents, silent doors as tasks.

A task needs an incident to belong to: that of the dark village, else the warning's own; a warning written by hand has
none, and the silence of the place is an incident then.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from alerts.duty import GRID, HEAD, SUPERIOR
from alerts.rollcall.roll import PlaceKind
from alerts.rollcall.telling import uncovered_entries
from alerts.world import world_of
from incidents.incident import IncidentKind
from incidents.plan import Item, Verb, Who, WhoKind
from incidents.system import clear_system_incident, open_system_incident
from incidents.task import TaskMove
from incidents.tasking import answer_task, open_task

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
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
#: Places named in one task.
MOST_TOLD: Final = 30
_TOWNSHIP_DIGITS: Final = 9


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
        who=_who(book, place.division, roll=roll),
        what_zh=f"{place.name}叫应无人应答,请派人上门核实",
        what_en=f"Nobody in {place.name} answers the roll call: go there and find out",
        by=KNOCK_WITHIN,
    )
    task = open_task(
        book,
        incident,
        item,
        origin=ORIGIN,
        now=now,
        place={"zh": place.name, "en": place.name},
        # The warning's incident may be about a whole county, and this is the work of whoever is near.
        division=place.division,
    )
    return place if task is None else replace(place, task=task.id)


def send_to_uncovered(
    book: RollBook,
    roll: Roll,
    codes: Sequence[str],
    *,
    names: Mapping[str, str],
    warning: Warning,
    now: datetime,
) -> None:
    """Send somebody, township by township, to where nobody can be called, and say so aloud."""
    if not codes or roll.ended is not None:
        return
    townships: dict[str, list[str]] = {}
    for code in codes:
        townships.setdefault(code[:_TOWNSHIP_DIGITS].ljust(len(code), "0"), []).append(code)
    for township, members in townships.items():
        incident = book.incident(warning.incident) if warning.incident else None
        name = names.get(township, township)
        if incident is None or not incident.is_open:
            incident = open_system_incident(
                book,
                IncidentKind.DARK_VILLAGE,
                township,
                name=name,
                division=township,
                level=roll.level,
                now=now,
                facts={"rollcall": roll.id, "warning": roll.identifier, "uncovered": len(members)},
            )
        told = "、".join(names.get(code, code) for code in members[:MOST_TOLD])
        is_more = len(members) > MOST_TOLD
        more_zh, more_en = (f"等{len(members)}处", f" and others, {len(members)} places") if is_more else ("", "")
        item = Item(
            id=f"{roll.id}/{roll.warning}/{township}",
            verb=Verb.KNOCK,
            who=_who(book, township, roll=roll),
            what_zh=f"{told}{more_zh}没有可叫应的联系人,请派人上门通知并核实",
            what_en=f"Nobody can be called in {told}{more_en}: go and tell them",
            by=KNOCK_WITHIN,
        )
        open_task(book, incident, item, origin=ORIGIN, now=now, place={"zh": name, "en": name}, division=township)
    book.journal(uncovered_entries(roll, codes, names=names, now=now))


def _who(book: RollBook, division: str, *, roll: Roll) -> Who:
    """Return whose task it is: grid workers, where there are none who stands above, else the heads."""
    duties = {contact.duty for contact in book.contacts_for(division, world=world_of(roll.status))}
    return Who(kind=WhoKind.DUTY, name=next((duty for duty in (GRID, SUPERIOR, HEAD) if duty in duties), GRID))


def _settle(book: RollBook, place: Place, *, now: datetime) -> Place:
    """A place has answered: it is dark no more, and nobody need go there."""
    clear_system_incident(book, IncidentKind.DARK_VILLAGE, place.id, now=now)
    task = book.task(place.task) if place.task else None
    if task is not None and not task.is_over:
        answer_task(book, task.id, TaskMove.DONE, actor=ORIGIN, now=now, note=f"{place.name}已应答")
    return replace(place, task="")
