"""The twin's incidents, warnings and journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from alerts.delivery import Purpose
from alerts.warning import Stage
from geo.division import covers
from incidents.incident import IncidentId
from store.chain import link
from store.codec import dump, load
from store.freezing import thaw
from store.lines import is_in_line, lines_of
from store.provenance import marked

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from alerts.delivery import Contact
    from alerts.warning import Warning  # noqa: A004 - the field's word
    from alerts.world import World
    from incidents.incident import Incident
    from incidents.journal import Entry
    from store.memory.tables import Tables, Writer

RecordT = TypeVar("RecordT")

#: Purposes of deliveries that may belong to no warning.
_OF_NO_WARNING = frozenset({Purpose.TASK, Purpose.LINKTEST})
#: Stages of a warning that an incident still works with.
CURRENT_STAGES = frozenset({Stage.DRAFT, Stage.REVIEWED, Stage.ISSUED})
#: Stages of a warning that nobody has released or refused yet.
WAITING_STAGES = frozenset({Stage.DRAFT, Stage.REVIEWED})


def kept(record: RecordT) -> RecordT:
    """Return a record as the database would give it back: its own copy, numbers and instants made plain."""
    return load(type(record), dump(record))


def newest(
    table: Mapping[str, RecordT], *, before: str | None, limit: int, where: Callable[[RecordT], bool]
) -> list[RecordT]:
    """Return records newest first by id, older than ``before``."""
    found: list[RecordT] = []
    for key in sorted(table, reverse=True):
        if len(found) == limit:
            break
        if (before is None or key < before) and where(table[key]):
            found.append(table[key])
    return found


def open_incidents(tables: Tables, keys: Collection[tuple[Any, Any]]) -> dict[tuple[Any, Any], Incident]:
    """Return the incidents of these (rule, target) that are not closed."""
    wanted = set(keys)
    found = ((incident.rule, incident.target, incident) for incident in tables.incidents.values() if incident.is_open)
    return {(rule, target): incident for rule, target, incident in found if (rule, target) in wanted}


def closed_standing(tables: Tables) -> list[Incident]:
    """Return the newest incident of each (rule, target), where it was closed while its danger stood, by id."""
    last = {(each.rule, each.target): each for each in sorted(tables.incidents.values(), key=lambda each: each.id)}
    found = [incident for incident in last.values() if not incident.is_open and incident.level]
    return sorted(found, key=lambda incident: incident.id)


def save_incidents(writer: Writer, incidents: Sequence[Incident]) -> None:
    """Insert or replace incidents by id; of one given twice the last counts."""
    for incident in incidents:
        writer.put(writer.tables.incidents, incident.id, kept(incident))
    taken: dict[tuple[str, str], str] = {}
    for incident in writer.tables.incidents.values():
        key = (incident.rule, incident.target)
        if incident.is_open and taken.setdefault(key, incident.id) != incident.id:
            message = f"rule {key[0]!r} has an incident at {key[1]!r} already that is not closed"
            raise writer.refuse(message, retryable=True)


def latest_warnings(tables: Tables, incidents: Collection[str]) -> dict[IncidentId, Warning]:
    """Return the newest warning of each incident that is draft, reviewed or issued."""
    asked = frozenset(incidents)
    found = [
        warning for warning in tables.warnings.values() if warning.incident in asked and warning.stage in CURRENT_STAGES
    ]
    return {IncidentId(str(warning.incident)): warning for warning in sorted(found, key=lambda warning: warning.id)}


def follower_of(tables: Tables, warning: str) -> Warning | None:
    """Return the newest draft that is to replace a warning."""
    waiting = (each for each in tables.warnings.values() if each.replaces == warning and each.stage in WAITING_STAGES)
    return max(waiting, key=lambda each: each.id, default=None)


def save_warnings(writer: Writer, warnings: Iterable[Warning]) -> None:
    """Insert or replace warnings by id; of one given twice the last counts."""
    for warning in warnings:
        before = writer.tables.warnings.get(warning.id)
        wrong = thaw(before, kept(warning)) if before is not None else ""
        if wrong:
            raise writer.refuse(f"an issued warning is frozen: {wrong}")
        writer.put(writer.tables.warnings, warning.id, kept(warning))


def contacts_for(tables: Tables, division: str, *, world: World) -> list[Contact]:
    """Return the contacts of one world in line with a division, by id."""
    contacts = sorted((each for each in tables.contacts.values() if each.world is world), key=lambda each: each.id)
    return [each for each in contacts if covers(each.division, division) or covers(division, each.division)]


def contacts_in(
    tables: Tables, divisions: Collection[str], *, groups: Collection[str] = (), world: World
) -> list[Contact]:
    """Return the contacts of one world in line with any of some divisions, or in any of some groups, by id."""
    prefixes, above = lines_of(divisions)
    contacts = sorted((each for each in tables.contacts.values() if each.world is world), key=lambda each: each.id)
    return [
        each
        for each in contacts
        if is_in_line(each.division, prefixes, above) or not set(groups).isdisjoint(each.groups)
    ]


def write_journal(writer: Writer, entries: Sequence[Entry]) -> None:
    """Append entries to the journal."""
    changes = writer.changes()
    if not entries and not changes:
        return
    heads = dict(writer.tables.heads)
    rows, _ = link(marked(entries, changes), heads=heads, last=len(writer.tables.journal))
    for row in rows:
        writer.put(writer.tables.journal, row.seq, row)
        writer.put(writer.tables.heads, row.entry.division, row.hash)
    if rows:
        writer.topics.add("journal")


def check(writer: Writer) -> None:
    """Refuse a commit after a refusal, or one that would leave a reference to nothing."""
    if writer.refusal is not None:
        raise writer.refusal
    tables = writer.tables
    for warning in writer.touched(tables.warnings):
        if warning.incident and warning.incident not in tables.incidents:
            raise writer.refuse(f"warning {warning.id!r} refers to incident {warning.incident!r}, which is not stored")
    for delivery in writer.touched(tables.deliveries):
        if delivery.warning not in tables.warnings and (delivery.warning or delivery.purpose not in _OF_NO_WARNING):
            raise writer.refuse(f"delivery {delivery.id!r} refers to warning {delivery.warning!r}, which is not stored")
    for roll in writer.touched(tables.rollcalls):
        if roll.warning not in tables.warnings:
            raise writer.refuse(f"roll call {roll.id!r} refers to warning {roll.warning!r}, which is not stored")
    for credential in writer.touched(tables.credentials):
        if credential.user not in tables.users:
            raise writer.refuse(f"credential refers to user {credential.user!r}, who is not stored")
