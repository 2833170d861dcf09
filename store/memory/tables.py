"""The twin's tables: plain dicts, one lock, and an undo list per transaction.

A transaction holds the lock from begin to end, so what others read is always committed. A thread that reads
through the store inside its own transaction sees its own changes, which PostgreSQL would not show.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from store.bell import Bell
from store.errors import ConflictError

if TYPE_CHECKING:
    from alerts.delivery import Contact, Delivery
    from alerts.warning import Warning  # noqa: A004 - the field's word
    from geo.fence import Fence
    from incidents.incident import Incident
    from incidents.journal import Row
    from incidents.people import Credential, User
    from rules.rule import Rule
    from sensing.event import Reject, SensedEvent, StatusReport
    from sensing.station import Station

K = TypeVar("K")
V = TypeVar("V")

_ABSENT: Any = object()


class Reading(NamedTuple):
    """One stored reading of a datastream."""

    #: µs since the epoch.
    phenomenon_time: int
    #: µs since the epoch.
    result_time: int
    #: Canonical unit.
    value: float
    #: ``Quality`` and ``Check`` as numbers.
    quality: int
    why: int
    #: Degrees WGS-84, NaN for a fixed station.
    lon: float
    lat: float

    @property
    def recency(self) -> tuple[int, int]:
        """Return what grows the newer a reading is; none is newer than its arrival, whatever its clock says."""
        return min(self.phenomenon_time, self.result_time), self.phenomenon_time


@dataclass(slots=True, kw_only=True)
class Tables:
    """Everything the twin knows."""

    #: Held during every read and for the whole of a transaction.
    lock: threading.RLock = field(default_factory=threading.RLock)
    #: Rung after a commit.
    bell: Bell = field(default_factory=Bell)
    #: Station by id, datastreams numbered.
    stations: dict[str, Station] = field(default_factory=dict)
    #: Number by (station, property), removed datastreams included.
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    #: Reading by phenomenon time, by datastream number.
    observations: dict[int, dict[int, Reading]] = field(default_factory=dict)
    #: Newest reading by datastream number.
    latest: dict[int, Reading] = field(default_factory=dict)
    #: The report that made the present state, by station.
    statuses: dict[str, StatusReport] = field(default_factory=dict)
    #: By (station, event id).
    events: dict[tuple[str, str], SensedEvent] = field(default_factory=dict)
    quarantine: dict[int, Reject] = field(default_factory=dict)
    #: Every version, oldest first, by id.
    rules: dict[str, tuple[Rule, ...]] = field(default_factory=dict)
    fences: dict[str, tuple[Fence, ...]] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    warnings: dict[str, Warning] = field(default_factory=dict)
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    #: Delivery id by idempotency key.
    delivery_keys: dict[str, str] = field(default_factory=dict)
    #: Deliveries held by transactions that are not over.
    claimed: set[str] = field(default_factory=set)
    contacts: dict[str, Contact] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    credentials: dict[bytes, Credential] = field(default_factory=dict)
    #: Row by sequence number, from 1 without gaps.
    journal: dict[int, Row] = field(default_factory=dict)
    #: Last hash by division.
    heads: dict[str, bytes] = field(default_factory=dict)


class Writer:
    """Writes to the tables, remembering how to take everything back."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        #: Topics to ring after the commit.
        self.topics: set[str] = set()
        #: The first refusal; a transaction that was refused something cannot be committed.
        self.refusal: ConflictError | None = None
        self._undo: list[tuple[dict[Any, Any], Any, Any]] = []

    def put(self, table: dict[K, V], key: K, value: V) -> None:
        """Set one row."""
        self._undo.append((table, key, table.get(key, _ABSENT)))
        table[key] = value

    def touched(self, table: dict[Any, V]) -> list[V]:
        """Return the rows of a table that this transaction wrote."""
        return [table[key] for written, key, _ in self._undo if written is table]

    def refuse(self, message: str, *, retryable: bool = False) -> ConflictError:
        """Return the error to raise for a change that the tables forbid."""
        self.refusal = ConflictError(message, retryable=retryable)
        return self.refusal

    def take_back(self) -> None:
        """Undo everything, newest first."""
        for table, key, value in reversed(self._undo):
            if value is _ABSENT:
                del table[key]
            else:
                table[key] = value
        self._undo.clear()
