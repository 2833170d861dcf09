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
from geo.division import prefix_of
from incidents.incident import IncidentKind
from incidents.plan import Item, Verb, Who, WhoKind
from incidents.system import Finding, clear_system_incidents, open_system_incident, open_system_incidents
from incidents.task import TaskMove
from incidents.tasking import Errand, answer_task, open_task, open_tasks

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
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
    villages = [places[id_] for id_ in step.darks if places[id_].kind is PlaceKind.VILLAGE]
    _silent(book, villages, roll=step.roll, now=now)
    for after in _send_somebody(book, [places[id_] for id_ in step.knocks], roll=step.roll, warning=warning, now=now):
        places[after.id] = after
    for after in _settle(book, [places[id_] for id_ in step.reached], now=now):
        places[after.id] = after
    return replace(step.roll, places=tuple(places.values()))


def _silent(book: RollBook, places: Sequence[Place], *, roll: Roll, now: datetime) -> dict[str, Incident]:
    """Open the incidents that places are silent, or find them open; by place."""
    findings = [
        Finding(
            key=place.id,
            name=place.name,
            division=place.division,
            level=roll.level,
            facts={"lon": place.lon or 0.0, "lat": place.lat or 0.0, "rollcall": roll.id, "warning": roll.identifier},
        )
        for place in places
    ]
    found = open_system_incidents(book, IncidentKind.DARK_VILLAGE, findings, now=now)
    return {place.id: incident for place, incident in zip(places, found, strict=True)}


def _send_somebody(
    book: RollBook, places: Sequence[Place], *, roll: Roll, warning: Warning, now: datetime
) -> list[Place]:
    """Send somebody to the doors of places to which nobody is on the way; return them as they know their tasks."""
    standing = {place.id: book.task(place.task) for place in places if place.task}
    # Somebody is on the way since a lower level; he is not sent twice.
    silent = [place for place in places if (task := standing.get(place.id)) is None or task.is_over]
    if not silent:
        return []
    own = book.incident(warning.incident) if warning.incident else None
    is_own = own is not None and own.is_open
    apart = [place for place in silent if not is_own or not (place.dark is None or place.kind is PlaceKind.SITE)]
    incidents = _silent(book, apart, roll=roll, now=now)
    if own is not None and is_own:
        incidents |= {place.id: own for place in silent if place.id not in incidents}
    duties = duties_in_line(book, {place.division for place in silent}, roll=roll)
    errands = [_errand(place, incidents[place.id], who=_who(duties[place.division]), roll=roll) for place in silent]
    tasks = open_tasks(book, errands, origin=ORIGIN, now=now)
    return [replace(place, task=task.id) for place, task in zip(silent, tasks, strict=True) if task is not None]


def _errand(place: Place, incident: Incident, *, who: Who, roll: Roll) -> Errand:
    item = Item(
        id=f"{roll.id}/{roll.round}/{place.id}",
        verb=Verb.KNOCK,
        who=who,
        what_zh=f"{place.name}叫应无人应答,请派人上门核实",
        what_en=f"Nobody in {place.name} answers the roll call: go there and find out",
        by=KNOCK_WITHIN,
    )
    # The warning's incident may be about a whole county, and this is the work of whoever is near.
    return Errand(incident=incident, item=item, place={"zh": place.name, "en": place.name}, division=place.division)


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
    duties = duties_in_line(book, townships, roll=roll)
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
            who=_who(duties[township]),
            what_zh=f"{told}{more_zh}没有可叫应的联系人,请派人上门通知并核实",
            what_en=f"Nobody can be called in {told}{more_en}: go and tell them",
            by=KNOCK_WITHIN,
        )
        open_task(book, incident, item, origin=ORIGIN, now=now, place={"zh": name, "en": name}, division=township)
    book.journal(uncovered_entries(roll, codes, names=names, now=now))


def duties_in_line(book: RollBook, divisions: Collection[str], *, roll: Roll) -> dict[str, set[str]]:
    """Return the duties of whoever is in line with divisions, by division."""
    found = book.contacts_in(divisions, world=world_of(roll.status))
    own: dict[str, set[str]] = {}
    above: dict[str, set[str]] = {}
    for contact in found:
        prefix = prefix_of(contact.division)
        own.setdefault(prefix, set()).add(contact.duty)
        for length in range(len(prefix)):
            above.setdefault(prefix[:length], set()).add(contact.duty)
    return {
        division: set().union(
            above.get(prefix_of(division), ()),
            *(own.get(prefix_of(division)[:length], ()) for length in range(len(prefix_of(division)) + 1)),
        )
        for division in divisions
    }


def _who(duties: Collection[str]) -> Who:
    """Return whose task it is: grid workers, where there are none who stands above, else the heads."""
    return Who(kind=WhoKind.DUTY, name=next((duty for duty in (GRID, SUPERIOR, HEAD) if duty in duties), GRID))


def _settle(book: RollBook, places: Sequence[Place], *, now: datetime) -> list[Place]:
    """Places have answered: they are dark no more, and nobody need go there. Return them without their tasks."""
    clear_system_incidents(book, IncidentKind.DARK_VILLAGE, [place.id for place in places], now=now)
    for place in places:
        task = book.task(place.task) if place.task else None
        if task is not None and not task.is_over:
            answer_task(book, task.id, TaskMove.DONE, actor=ORIGIN, now=now, note=f"{place.name}已应答")
    return [replace(place, task="") for place in places if place.task]
