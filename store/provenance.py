"""Provenance: from where an act came, and the hashes of what it changed, put into its journal entries.

One place for every act of every store: an entry says what was meant, the hashes say what was written. An entry about
one thing carries the hashes of that; one about many carries a hash over all that its transaction changed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from incidents.origin import current_origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from incidents.journal import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A record that a transaction wrote."""

    #: As the journal names the kind; ``*`` for many of different kinds.
    kind: str
    #: As the journal names the record; ``*`` for many.
    id: str
    #: SHA-256, hexadecimal, of the record as it was stored; None: there was none, or is none any more.
    before: str | None
    after: str | None


def marked(entries: Sequence[Entry], changes: Iterable[Change]) -> list[Entry]:
    """Return entries with the origin of the act, and the hashes of what it changed; as they are without an origin.

    Args:
        entries: What is journalled.
        changes: What the transaction wrote, each record as often as it was written, in order.
    """
    origin = current_origin()
    if origin is None:
        return list(entries)
    whole = _first_to_last(changes)
    by_subject = {(change.kind, change.id): change for change in whole}
    rest = _together(whole)
    found = []
    for entry in entries:
        change = by_subject.get((entry.kind, _subject(entry)), rest)
        hashes = {} if change is None else {"sha256": {"before": change.before, "after": change.after}}
        found.append(replace(entry, data={**entry.data, "from": origin.told(), **hashes}))
    return found


def _subject(entry: Entry) -> str:
    """Return the id of what an entry is about, empty where it names none."""
    subject = entry.data.get(entry.kind)
    if isinstance(subject, dict):
        subject = subject.get("id", subject.get("name"))
    return "" if subject is None else str(subject)


def _first_to_last(changes: Iterable[Change]) -> list[Change]:
    """Return each record once: as it was before the first change and after the last."""
    found: dict[tuple[str, str], Change] = {}
    for change in changes:
        key = (change.kind, change.id)
        known = found.get(key)
        found[key] = change if known is None else replace(known, after=change.after)
    return list(found.values())


def _together(changes: Sequence[Change]) -> Change | None:
    """Return the change of many records as one: a hash over the sorted lines ``kind id hash``."""
    if len(changes) <= 1:
        return changes[0] if changes else None
    return Change(
        kind="*",
        id="*",
        before=_digest((change.kind, change.id, change.before) for change in changes),
        after=_digest((change.kind, change.id, change.after) for change in changes),
    )


def _digest(lines: Iterable[tuple[str, str, Any]]) -> str | None:
    told = sorted(f"{kind} {id_} {hash_}\n" for kind, id_, hash_ in lines if hash_ is not None)
    return hashlib.sha256("".join(told).encode()).hexdigest() if told else None
