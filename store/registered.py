"""What putting stations and contacts means: which of them really change, and what the journal says of it. Pure.

A large import would bury the feed, so above ``MOST_TOLD`` changes one row speaks for all, and stations have a row of
their own only where they are judged otherwise from now on. Telephone numbers stay out: the journal cannot forget.
"""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import msgspec

from alerts.delivery import Contact
from incidents.journal import Entry
from sensing.exchange.difference import differences
from store.codec import clean, json_text
from store.governance import WHOLE_CITY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sensing.station import Station

#: Changes of one call that are told one by one.
MOST_TOLD = 200
#: Characters of JSON that a value is told with.
LONGEST_VALUE = 200

#: Facts of a station by which rules and quality control judge; ``datastreams`` with all below it.
_JUDGED = {"division", "kind", "lon", "lat", "datastreams"}
#: A number in an id: enough digits in a row to be called.
_NUMBER = re.compile(r"[0-9]{7,}")
_LAST_DIGITS = 4


def station_entries(
    stations: Sequence[Station], *, known: Mapping[str, Station], actor: str, at: datetime
) -> list[Entry]:
    """Return what the journal says of stations that are put.

    Args:
        stations: As they will be, datastreams numbered.
        known: Those of them that are stored already, by id.
        actor: Who puts them.
        at: When.
    """
    created = [station for station in stations if station.id not in known]
    changes = {
        station.id: changed
        for station in stations
        if (before := known.get(station.id)) is not None
        and before != station
        and (changed := differences(before, station))
    }
    is_large = len(created) + len(changes) > MOST_TOLD
    entries = []
    if is_large:
        ids = [str(station.id) for station in stations if station.id in changes or station.id not in known]
        entries.append(_imported("station", created, changes, actor=actor, at=at, stations=ids))
    for station in stations:
        data: dict[str, Any] = {"actor": actor, "station": station.id}
        changed = changes.get(station.id, {})
        if station.id not in known and not is_large:
            data |= {"act": "created", "name": clean(station.name), "kind": station.kind.value}
        elif changed and (not is_large or _is_judged_otherwise(changed)):
            data |= {"act": "changed", "changes": {path: [*map(_short, pair)] for path, pair in changed.items()}}
        if "act" in data:
            entries.append(Entry(kind="station", division=station.division, at=at, data=data))
    return entries


def contact_entries(
    contacts: Sequence[Contact], *, known: Mapping[str, Contact], actor: str, at: datetime
) -> list[Entry]:
    """Return what the journal says of contacts that are put, each given once; never a number, old or new."""
    created = [contact for contact in contacts if contact.id not in known]
    changes = {contact.id: changed for contact in contacts if (changed := _changed_fields(contact, known=known))}
    if len(created) + len(changes) > MOST_TOLD:
        return [_imported("contact", created, changes, actor=actor, at=at)]
    entries = []
    for contact in contacts:
        data: dict[str, Any] = {"actor": actor, "contact": _discreet_id(contact)}
        if contact.id not in known:
            data["act"] = "created"
        elif contact.id in changes:
            data |= {"act": "changed", "fields": changes[contact.id]}
        if "act" in data:
            entries.append(Entry(kind="contact", division=contact.division, at=at, data=data))
    return entries


def _imported(
    kind: str, created: Sequence[object], changes: Mapping[Any, Any], *, actor: str, at: datetime, **more: Any
) -> Entry:
    data = {"act": "imported", "actor": actor, "created": len(created), "changed": len(changes), **more}
    return Entry(kind=kind, division=WHOLE_CITY, at=at, data=data)


def _is_judged_otherwise(changed: Mapping[str, Any]) -> bool:
    return any(path.partition(".")[0] in _JUDGED for path in changed)


def _short(value: Any) -> Any:
    """Return a value as plain JSON, or the beginning of its text when that is long."""
    text = json_text(value)
    return f"{text[:LONGEST_VALUE]}…" if len(text) > LONGEST_VALUE else msgspec.json.decode(text)


def _changed_fields(contact: Contact, *, known: Mapping[str, Contact]) -> list[str]:
    before = known.get(contact.id)
    if before is None:
        return []
    return [field.name for field in fields(Contact) if getattr(before, field.name) != getattr(contact, field.name)]


def _discreet_id(contact: Contact) -> str:
    """Return an id with the end only of a number in it; ids without one are often made of the number."""
    is_number = contact.id.startswith("tel-") or contact.address[-8:] in contact.id
    return _NUMBER.sub(lambda found: f"…{found[0][-_LAST_DIGITS:]}", contact.id) if is_number else contact.id
