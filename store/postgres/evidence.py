"""Pictures of events: which are to be fetched, how far each has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sensing.evidence import Evidence, EvidenceState, WantedPicture
from sensing.instant import from_micros, to_micros
from store.codec import clean
from store.queries import named_queries

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sensing.instant import Micros
    from store.postgres.session import Session

_SQL = named_queries("evidence")


def wanted(session: Session, *, now: Micros, since: Micros, limit: int) -> list[WantedPicture]:
    """Return pictures of events that arrived since then and whose fetching is due, oldest first."""
    rows = session.rows(_SQL["wanted"], now=from_micros(now), since=from_micros(since), limit=limit)
    return [
        WantedPicture(station=station, event=event, url=url, sha256=sha256, tries=tries)
        for station, event, url, sha256, tries in rows
    ]


def put(session: Session, records: Sequence[Evidence]) -> None:
    """Insert or replace what is known of pictures, by event."""
    session.run(
        _SQL["put_evidence"],
        station=[record.station for record in records],
        event=[record.event for record in records],
        url=[record.url for record in records],
        sha256=[record.sha256 for record in records],
        state=[record.state.value for record in records],
        tries=[record.tries for record in records],
        due=[from_micros(record.due) for record in records],
        why=[clean(record.why) for record in records],
    )


def evidence(session: Session, events: Collection[tuple[str, str]]) -> dict[tuple[str, str], Evidence]:
    """Return what is known of the pictures of these (station, event id)."""
    asked = sorted(set(events))
    rows = session.rows(_SQL["evidence"], stations=[key[0] for key in asked], events=[key[1] for key in asked])
    return {
        (station, event): Evidence(
            station=station,
            event=event,
            url=url,
            sha256=sha256,
            state=EvidenceState(state),
            tries=tries,
            due=to_micros(due),
            why=why,
        )
        for station, event, url, sha256, state, tries, due, why in rows
    }


def is_shown(session: Session, sha256: str, *, within: str) -> bool:
    """Return whether an event of a subtree refers to a picture."""
    ((found,),) = session.rows(_SQL["is_shown"], sha256=sha256, within=within)
    return bool(found)


def referenced(session: Session, hashes: Collection[str]) -> set[str]:
    """Return which of these pictures an event refers to."""
    return {sha256 for (sha256,) in session.rows(_SQL["referenced"], hashes=list(hashes))}
