"""Situating: the shell that lets people merge and split situations, and take that back. All of it is journalled."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from incidents import notices
from incidents.errors import SituationError, UnknownSituationError
from incidents.gathering import joined
from incidents.grouping import Ground, Reach, ground_of
from incidents.identity import new_id
from incidents.situation import COUNTY, Situation, SituationId, common_division, counted, settled

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from incidents.book import IncidentBook

#: Incidents that one act may split off by their ids.
MOST_SPLIT = 1000


def merge(book: IncidentBook, id: str, other_id: str, *, actor: str, now: datetime) -> Situation:  # noqa: A002
    """Let the members of another situation belong to one; ``unmerge`` takes it back.

    Returns:
        The situation that both are now.

    Raises:
        UnknownSituationError: If one of them is not there.
        SituationError: If they are one, of different families, or one was merged into another already.
    """
    if id == other_id:
        raise SituationError("same_situation", f"other: expected another situation than {id}, got the same")
    home, other = _known(book, id, other_id)
    for each in (home, other):
        if each.merged_into:
            raise SituationError("merged_already", f"situation {each.id} was merged into {each.merged_into} already")
    if home.family != other.family:
        message = f"other: expected a situation of the family {home.family}, got {other.family}"
        raise SituationError("other_family", message)
    # Situations first, or a member that joins meanwhile would be left behind; a deadlock with the stream is retried.
    book.move_members(other.id, home.id)
    both, left = joined(home, other, now=now)
    book.save_situations([both, left])
    book.journal([notices.situation_entry(left, "merged", actor=actor, now=now, other=both.id)])
    return both


def unmerge(book: IncidentBook, id: str, other_id: str, *, actor: str, now: datetime) -> Situation:  # noqa: A002
    """Let those members that came from another situation belong to that again, whoever merged the two.

    Returns:
        The other situation, which stands for itself again and is kept apart.

    Raises:
        UnknownSituationError: If one of them is not there.
        SituationError: If the other was not merged into this one.
    """
    home, other = _known(book, id, other_id)
    if other.merged_into != home.id:
        raise SituationError("not_merged", f"situation {other.id} was not merged into {home.id}")
    book.return_members(home.id, other.id)
    home = _recounted(book, home, now=now)
    # Kept apart, or the next incident between them would join them again.
    back = _recounted(book, replace(other, merged_into="", is_apart=True), now=now)
    book.save_situations([home, back])
    book.journal([notices.situation_entry(back, "returned", actor=actor, now=now, other=home.id)])
    return back


def split(book: IncidentBook, id: str, incidents: Sequence[str], *, actor: str, now: datetime) -> Situation:  # noqa: A002
    """Split members off into a new situation, which takes in nothing by itself; ``merge`` takes it back.

    Returns:
        The new situation.

    Raises:
        UnknownSituationError: If the situation is not there.
        SituationError: If an incident is no member, or none would be left.
    """
    wanted = sorted(set(incidents))
    members = [incident for each in wanted if (incident := book.incident(each)) is not None]
    (home,) = _known(book, id)
    strange = set(wanted) - {incident.id for incident in members if incident.situation == home.id}
    if strange or not members:
        raise SituationError("no_members", f"incidents: expected members of situation {id}, got {sorted(strange)[:3]}")
    if len(members) == home.members:
        raise SituationError("all_members", f"incidents: all {len(members)} members of situation {id} are named")
    ground = Ground()
    for incident in members:
        ground = ground.with_(ground_of(incident, basin="", reach=Reach()))
    apart = Situation(
        id=SituationId(new_id(now)),
        family=home.family,
        division=common_division({incident.division for incident in members}),
        opened=min(incident.opened for incident in members),
        changed=now,
        counties=tuple(sorted({incident.division[:COUNTY] for incident in members})),
        cells=tuple(sorted(ground.cells)),
        is_apart=True,
    )
    for incident in members:
        home, apart = counted(home, incident, None, now=now), counted(apart, None, incident, now=now)
    moved = [replace(each, situation=apart.id, was_in=(*each.was_in, home.id)) for each in members]
    book.save_incidents(moved)
    book.save_situations([home, apart])
    book.journal([notices.situation_entry(apart, "split", actor=actor, now=now, other=home.id)])
    return apart


def _known(book: IncidentBook, *ids: str) -> list[Situation]:
    found = book.situations(ids)
    missing = next((each for each in ids if each not in found), None)
    if missing is not None:
        raise UnknownSituationError(f"no situation has the id {missing!r}")
    return [found[SituationId(each)] for each in ids]


def _recounted(book: IncidentBook, situation: Situation, *, now: datetime) -> Situation:
    """Return a situation with its members counted anew."""
    members, standing, divisions = book.member_counts(situation.id)
    counties = tuple(sorted({code[:COUNTY] for code in divisions}))
    found = replace(situation, members=members, standing=standing, counties=counties)
    return settled(replace(found, division=common_division(divisions) if divisions else found.division), now=now)
