"""Incidents, warnings and contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, LiteralString, TypeVar

from alerts.asking import due, waits
from alerts.delivery import Contact
from alerts.warning import Warning, WarningId  # noqa: A004 - the field's word
from alerts.world import World
from geo.division import prefix_of
from incidents.incident import Incident, IncidentId
from store.codec import dump, load
from store.lines import lines_of
from store.postgres import journal
from store.queries import named_queries
from store.reach import check_reach
from store.registered import contact_entries

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from alerts.warning import Stage
    from store.postgres.session import Session
    from store.sealing import Seals

RecordT = TypeVar("RecordT", Incident, Warning)

_SQL = named_queries("casework")


def _last_of_each(records: Iterable[RecordT]) -> list[RecordT]:
    """Return the records without those that a later one of the same id replaces."""
    return list({record.id: record for record in records}.values())


def _load_all(session: Session, kind: type[RecordT], query: LiteralString, /, **values: Any) -> list[RecordT]:
    return [load(kind, document) for (document,) in session.rows(query, **values)]


def _load_one(session: Session, kind: type[RecordT], query: LiteralString, /, **values: Any) -> RecordT | None:
    row = session.row(query, **values)
    return load(kind, row[0]) if row else None


def open_incidents(session: Session, keys: Collection[tuple[Any, Any]]) -> dict[tuple[Any, Any], Incident]:
    """Return the incidents of these (rule, target) that are not closed, locked."""
    pairs = list(keys)
    found = _load_all(
        session,
        Incident,
        _SQL["open_incidents"],
        rules=[rule for rule, _ in pairs],
        targets=[target for _, target in pairs],
    )
    return {(incident.rule, incident.target): incident for incident in found}


def lock_incident(session: Session, id_: str) -> Incident | None:
    """Return one incident, locked."""
    return _load_one(session, Incident, _SQL["lock_incident"], id=id_)


def incident(session: Session, id_: str) -> Incident | None:
    """Return one incident."""
    return _load_one(session, Incident, _SQL["incident"], id=id_)


def closed_standing(session: Session) -> list[Incident]:
    """Return the newest incident of each (rule, target), where it was closed while its danger stood, by id."""
    return _load_all(session, Incident, _SQL["closed_standing"])


def save_incidents(session: Session, given: Sequence[Incident]) -> None:
    """Insert or replace incidents by id, closed ones first: they make room for a new one of the same key."""
    kept = sorted(_last_of_each(given), key=lambda each: each.is_open)
    session.run(
        _SQL["save_incidents"],
        id=[each.id for each in kept],
        rule=[each.rule for each in kept],
        target=[each.target for each in kept],
        division=[each.division for each in kept],
        level=[int(each.level) for each in kept],
        state=[each.state.value for each in kept],
        opened=[each.opened for each in kept],
        changed=[each.changed for each in kept],
        station=[each.station for each in kept],
        situation=[each.situation for each in kept],
        acknowledged=[each.acknowledged_at for each in kept],
        muted=[each.is_muted for each in kept],
        reason=[each.transitions[-1].reason.value if each.transitions else "" for each in kept],
        document=[dump(each) for each in kept],
    )


def latest_warnings(session: Session, incidents: Collection[str]) -> dict[IncidentId, Warning]:
    """Return the newest warning of each incident that is draft, reviewed or issued, locked."""
    found = dict(session.rows_after(_SQL["hold_chains"], _SQL["latest_warnings"], incidents=sorted(incidents)))
    return {IncidentId(incident): load(Warning, document) for incident, document in found.items()}


def lock_warnings(session: Session, ids: Collection[str], *, is_held: bool = False) -> dict[WarningId, Warning]:
    """Return warnings by id, locked after the incidents that lead them and after their chains, if not held already."""
    if not is_held:
        session.rows(_SQL["lock_incidents_of"], ids=list(ids))
        session.rows(_SQL["hold_replaced"], ids=list(ids))
    found = session.rows_after(_SQL["hold_chains_of"], _SQL["lock_warnings"], ids=list(ids))
    return {WarningId(id_): load(Warning, document) for id_, document in found}


def follower_of(session: Session, warning: str) -> Warning | None:
    """Return the newest draft that is to replace a warning, locked."""
    row = session.row(_SQL["follower_of"], warning=warning)
    return load(Warning, row[0]) if row else None


def warning(session: Session, id_: str) -> Warning | None:
    """Return one warning."""
    return _load_one(session, Warning, _SQL["warning"], id=id_)


def warnings(
    session: Session,
    *,
    before: str | None,
    limit: int,
    incident: str | None,
    stages: Collection[Stage] | None,
    within: str,
    is_waiting: bool,
) -> list[Warning]:
    """Return warnings of a subtree newest first by id, of one incident, some stages or those that wait only."""
    return _load_all(
        session,
        Warning,
        _SQL["warnings"],
        before=before,
        limit=limit,
        incident=incident,
        stages=None if stages is None else [stage.value for stage in stages],
        within=within,
        is_waiting=is_waiting,
    )


def run_out(session: Session, *, now: datetime, limit: int) -> list[WarningId]:
    """Return issued warnings whose time is over, the longest over first."""
    return [WarningId(id_) for (id_,) in session.rows(_SQL["run_out"], now=now, limit=limit)]


def save_warnings(session: Session, given: Sequence[Warning]) -> None:
    """Insert or replace warnings by id."""
    kept = _last_of_each(given)
    session.run(
        _SQL["save_warnings"],
        id=[each.id for each in kept],
        incident=[each.incident or None for each in kept],
        division=[each.division for each in kept],
        level=[int(each.level) for each in kept],
        stage=[each.stage.value for each in kept],
        expires=[each.expires for each in kept],
        due=[due(each) for each in kept],
        waits=[waits(each) for each in kept],
        # The database looks into these: no NUL, of a note or a device, may keep one from being found or changed.
        document=[dump(each).replace("\\u0000", "\\ufffd") for each in kept],
    )


def put_contacts(session: Session, given: Sequence[Contact], *, actor: str, at: datetime, within: str = "") -> None:
    """Insert or replace contacts by id and journal which changed."""
    kept = list({contact.id: contact for contact in given}.values())
    session.run(_SQL["lock_contacts"])
    known = {contact.id: contact for contact in contacts(session)}
    before = [known[each.id] for each in kept if each.id in known]
    check_reach("contact", ((each.id, each.division) for each in (*before, *kept)), within=within)
    session.run(
        _SQL["put_contacts"],
        id=[each.id for each in kept],
        name=[session.seals.seal(each.name, place="contact.name") for each in kept],
        division=[each.division for each in kept],
        prefix=[prefix_of(each.division) for each in kept],
        channel=[each.channel for each in kept],
        address=[session.seals.seal(each.address, place="contact.address") for each in kept],
        address_index=[session.seals.index(each.address) for each in kept],
        person=[each.person for each in kept],
        duty=[each.duty for each in kept],
        rank=[each.rank for each in kept],
        groups=[",".join(each.groups) for each in kept],
        site=[each.site for each in kept],
        language=[each.language for each in kept],
        world=[each.world.value for each in kept],
    )
    journal.write(session, contact_entries(kept, known=known, actor=actor, at=at))


def contacts(session: Session, *, within: str = "") -> list[Contact]:
    """Return every contact of a subtree, by id."""
    return [contact_of(row, session.seals) for row in session.rows(_SQL["contacts"], within=within)]


def contacts_for(session: Session, division: str, *, world: World) -> list[Contact]:
    """Return the contacts of one world in line with a division, by id."""
    rows = session.rows(_SQL["contacts_for"], division=division, prefix=prefix_of(division), world=world.value)
    return [contact_of(row, session.seals) for row in rows]


def contacts_in(
    session: Session, divisions: Collection[str], *, groups: Collection[str] = (), world: World
) -> list[Contact]:
    """Return the contacts of one world in line with any of some divisions, or in any of some groups, by id."""
    prefixes, above = lines_of(divisions)
    rows = session.rows(
        _SQL["contacts_in"], prefixes=sorted(prefixes), above=sorted(above), groups=sorted(groups), world=world.value
    )
    return [contact_of(row, session.seals) for row in rows]


def contact_of(row: tuple[Any, ...], seals: Seals) -> Contact:
    """Return the contact of a row."""
    id_, name, division, channel, address, person, duty, rank, groups, site, language, world = row
    return Contact(
        id=id_,
        name=seals.open(name, place="contact.name"),
        division=division,
        channel=channel,
        address=seals.open(address, place="contact.address"),
        person=person,
        duty=duty,
        rank=rank,
        groups=tuple(groups.split(",")) if groups else (),
        site=site,
        language=language,
        world=World(world),
    )
