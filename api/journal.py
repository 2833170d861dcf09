"""Journal rows as they are given out.

The stored row is whole. Some of what it holds is for administrators, and some would only weigh the feed down; what is
left out is named in ``withheld``, because the hash of such a row cannot be checked by who was not given all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from incidents.people import Role
from incidents.people_journal import KIND, PERSONAL
from sensing.instant import format_instant

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from incidents.journal import Entry, Row

#: Logins at the broker are shown to administrators only, as ``GET /devices`` is; so is who came in from where.
#: What is true in a drill, and what is expected of those who take part, is not for them.
_FOR_ADMINISTRATORS: Mapping[str, Collection[str]] = {
    "device": ("device",),
    KIND: PERSONAL,
    "drill": ("truth", "expect", "never", "source"),
}
#: From where somebody acted, and the hashes of what was changed: of interest to who looks after the system.
_PROVENANCE = ("from", "sha256")
#: Ids of everything that a large import touched; the feed's clients read the stations anew.
_HEAVY = {"station": ("stations",)}


def row_json(row: Row, *, role: Role) -> dict[str, Any]:
    """Return a row as a caller of that role is shown it."""
    entry = row.entry
    return {
        "seq": row.seq,
        "t": format_instant(entry.at),
        "kind": entry.kind,
        "division": entry.division,
        "data": entry.data if role is Role.ADMINISTRATOR else _without(entry, _withheld(entry)),
        "hash": row.hash.hex(),
        "previous": row.previous.hex(),
    }


def feed_data(entry: Entry) -> dict[str, Any]:
    """Return what every client of the feed is told of an entry, whatever its role."""
    return _without(entry, (*_withheld(entry), *_HEAVY.get(entry.kind, ())))


def _withheld(entry: Entry) -> Collection[str]:
    """Return what of an entry is for administrators."""
    return (*_FOR_ADMINISTRATORS.get(entry.kind, ()), *_PROVENANCE)


def _without(entry: Entry, keys: Collection[str]) -> dict[str, Any]:
    withheld = [key for key in keys if key in entry.data]
    if not withheld:
        return entry.data
    return {key: value for key, value in entry.data.items() if key not in withheld} | {"withheld": withheld}
