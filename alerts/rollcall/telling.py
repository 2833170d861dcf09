"""Telling: what the journal says of a step of a roll call. Pure.

Every screen gets every row, so what happens to many places at once is one row per county, not one per village.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alerts.rollcall.news import CallKind
from alerts.rollcall.roll import RollState
from geo.division import prefix_of
from incidents.journal import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from alerts.rollcall.news import Step
    from alerts.rollcall.roll import Place, Roll

#: Places named in one row.
MOST_NAMED = 100
#: Digits of a county.
COUNTY = 6


def step_entries(
    before: Roll, step: Step, *, now: datetime, actor: str = "", withdrawn: int = 0, started: int | None = None
) -> list[Entry]:
    """Return the journal entries of a step.

    Args:
        before: The roll call before it.
        step: What came of it.
        now: When.
        actor: Who asked for it; empty: nobody, it was due.
        withdrawn: How many calls that had not left were withdrawn.
        started: Of how many places, if it begins.
    """
    after = step.roll
    entries = []
    act = _act(before, after) if started is None else "started"
    if act:
        counts = {
            "places": len(after.places) if started is None else started,
            "uncovered": len(after.uncovered),
            "round": after.round,
        }
        who = {"actor": actor} if actor else {}
        entries.append(_entry(after, act, after.division, now=now, **counts, **who))
    if withdrawn:
        entries.append(_entry(after, "withdrawn", after.division, now=now, count=withdrawn))
    places = {place.id: place for place in after.places}
    told: list[tuple[str, list[str]]] = [
        ("called", [call.place for call in step.calls if call.kind is CallKind.ASK]),
        ("told_up", [call.place for call in step.calls if call.kind is CallKind.TELL]),
        ("asked_neighbours", [call.place for call in step.calls if call.kind is CallKind.KNOCK]),
        ("dark", list(step.darks)),
        ("door_knock", list(step.knocks)),
        ("reached", list(step.reached)),
    ]
    for what, ids in told:
        who = {"actor": actor} if actor and what == "called" else {}
        entries += _by_county(after, what, [places[id_] for id_ in dict.fromkeys(ids)], now=now, **who)
    for answer in step.helps:
        place = places[answer.place]
        more = {"place": place.id, "name": place.name, "person": answer.person, "headcount": answer.headcount}
        entries.append(_entry(after, "help", place.division, now=now, **more))
    return entries


def uncovered_entries(roll: Roll, codes: Sequence[str], *, names: Mapping[str, str], now: datetime) -> list[Entry]:
    """Return the journal entries that say, county by county, where nobody can be called."""
    counties: dict[str, list[str]] = {}
    for code in codes:
        counties.setdefault(prefix_of(code)[:COUNTY], []).append(code)
    return [
        _entry(
            roll,
            "uncovered",
            county.ljust(12, "0"),
            now=now,
            count=len(members),
            places=[{"id": code, "name": names.get(code, code)} for code in members[:MOST_NAMED]],
        )
        for county, members in counties.items()
    ]


def _act(before: Roll, after: Roll) -> str:
    if before.state is not after.state:
        return "resumed" if after.state is RollState.ACTIVE else after.state.value
    if after.round != before.round:
        return "raised"
    return "revised" if after.warning != before.warning else ""


def _by_county(roll: Roll, act: str, places: Iterable[Place], *, now: datetime, **more: str) -> Iterator[Entry]:
    counties: dict[str, list[Place]] = {}
    for place in places:
        counties.setdefault(prefix_of(place.division)[:COUNTY], []).append(place)
    for county, members in counties.items():
        division = members[0].division if len(members) == 1 else county.ljust(12, "0")
        named = [{"id": place.id, "name": place.name} for place in members[:MOST_NAMED]]
        yield _entry(roll, act, division, now=now, count=len(members), places=named, **more)


def _entry(roll: Roll, act: str, division: str, *, now: datetime, **more: Any) -> Entry:
    data = {
        "act": act,
        "actor": roll.actor if act == "started" else "rollcall",
        "rollcall": roll.id,
        "warning": roll.warning,
        "identifier": roll.identifier,
        "level": "red" if act == "help" else roll.level.key,
        "state": roll.state.value,
        **more,
    }
    return Entry(kind="rollcall", division=division, at=now, data=data)
