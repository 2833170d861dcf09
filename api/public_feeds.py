"""Public feeds: the warnings in force as Atom and GeoJSON, written once and answered from memory.

What was issued never changes, so a list is the same as long as the same warnings are on it. The journal's head says
whether anything may have changed, the ids of the warnings in force whether anything did. An answer is kept whole,
plain and compressed, with its tags; a thousand readers cost one rendering.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

import msgspec

from alerts.atom import atom_feed
from alerts.geojson import warnings_geojson
from alerts.marks import mark
from alerts.validity import is_in_force
from geo.division import covers

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.warning import CapStatus, Warning  # noqa: A004 -- the field's word
    from api.parts import ApiParts

#: Rendered answers that are kept; of different divisions, languages, statuses and host names.
MOST_PAGES = 64
#: An empty list is looked up again after this, whatever the journal says.
_LONG = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a reader asks for."""

    #: ``atom`` or ``geojson``.
    form: str
    status: CapStatus
    #: Division code; empty: everywhere.
    division: str
    #: ``zh`` or ``en``.
    language: str
    #: Where the system is reached, without a slash at the end.
    base_url: str
    #: Path and query of the feed.
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One answer, whole."""

    body: bytes
    compressed: bytes
    #: Without quotation marks.
    tag: str
    #: When this process saw the list change last, whole seconds.
    modified: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Snapshot:
    """The warnings of one status that were in force at one time."""

    #: The journal's head when they were looked up.
    head: int
    warnings: tuple[Warning, ...]
    #: When the first of them runs out.
    until: datetime
    #: When this process saw the list change last, whole seconds.
    seen: datetime


class PublicFeeds:
    """The feeds of one process; safe to share between threads."""

    def __init__(self, parts: ApiParts) -> None:
        self._parts = parts
        self._lock = threading.Lock()
        self._snapshots: dict[CapStatus, _Snapshot] = {}
        #: With the list that each was rendered from.
        self._pages: OrderedDict[Asked, tuple[tuple[Warning, ...], Page]] = OrderedDict()

    def page(self, asked: Asked) -> Page:
        """Return the answer to a reader."""
        with self._lock:
            snapshot = self._snapshot(asked.status)
            known = self._pages.get(asked)
            if known is not None and known[0] is snapshot.warnings:
                self._pages.move_to_end(asked)
                return known[1]
            page = self._rendered(asked, snapshot)
            self._pages[asked] = (snapshot.warnings, page)
            self._pages.move_to_end(asked)
            if len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)
            return page

    def _snapshot(self, status: CapStatus) -> _Snapshot:
        store, now = self._parts.store, self._parts.clock()
        # The head first: what is written in between is looked up again next time.
        head = store.journal_head()
        known = self._snapshots.get(status)
        if known is not None and known.head == head and now < known.until:
            return known
        ids = store.in_feed(now=now, status=status, must_be_signed=self._parts.must_sign)
        is_same = known is not None and [warning.id for warning in known.warnings] == ids
        warnings = known.warnings if known is not None and is_same else tuple(store.warnings_by_id(ids))
        fresh = _Snapshot(
            head=head,
            warnings=warnings,
            until=min((warning.expires for warning in warnings), default=now + _LONG),
            seen=known.seen if known is not None and is_same else now.replace(microsecond=0),
        )
        self._snapshots[status] = fresh
        return fresh

    def _rendered(self, asked: Asked, snapshot: _Snapshot) -> Page:
        listed = [warning for warning in snapshot.warnings if _concerns(warning, asked.division)]
        body = self._atom(asked, listed, snapshot) if asked.form == "atom" else self._geojson(listed)
        return Page(
            body=body,
            compressed=gzip.compress(body, compresslevel=6, mtime=0),
            tag=hashlib.sha256(body).hexdigest()[:32],
            modified=snapshot.seen,
        )

    def _atom(self, asked: Asked, listed: list[Warning], snapshot: _Snapshot) -> bytes:
        parts = self._parts
        return atom_feed(
            listed,
            base_url=asked.base_url,
            title=mark(asked.status, asked.language) + parts.name,
            author=parts.issuer.sender_name,
            # Told by a feed without entries: the day, so that all processes say the same.
            now=snapshot.seen.replace(hour=0, minute=0, second=0),
            path=asked.path,
            language=asked.language,
        )

    def _geojson(self, listed: list[Warning]) -> bytes:
        now = self._parts.clock()
        return msgspec.json.encode(warnings_geojson(each for each in listed if is_in_force(each, now=now)))


def _concerns(warning: Warning, division: str) -> bool:
    """Return whether a warning holds in a division, in part of it, or all around it."""
    if not division:
        return True
    codes = warning.area.geocodes or (warning.division,)
    return any(covers(division, code) or covers(code, division) for code in codes)


def http_date(instant: datetime) -> str:
    """Return an instant as HTTP writes it."""
    return format_datetime(instant.astimezone(UTC), usegmt=True)
