"""The twin's tables: plain dicts, one lock, and an undo list per transaction.

A transaction holds the lock from begin to end, so what others read is always committed. A thread that reads
through the store inside its own transaction sees its own changes, which PostgreSQL would not show.
"""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from store.bell import Bell
from store.errors import ConflictError
from store.provenance import Change

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.cap_document import CapDocument, Form
    from alerts.delivery import Contact, Delivery
    from alerts.foreign import ForeignMessage, ForeignPoll, ForeignRefusal
    from alerts.link import ChannelLink
    from alerts.outgoing import Inbound, Receipt
    from alerts.pacing import Gate
    from alerts.rollcall.answer import Answer
    from alerts.rollcall.placed import PlacedCall
    from alerts.rollcall.portion import DuePlace
    from alerts.rollcall.roll import Roll
    from alerts.screen import Screen
    from alerts.site import Site
    from alerts.task_link import TaskLink
    from alerts.warning import Warning  # noqa: A004 - the field's word
    from geo.fence import Fence
    from geo.river import River
    from incidents.incident import Incident
    from incidents.journal import Row
    from incidents.people import Credential, SecondFactor, SignOn, User
    from incidents.procedure import Procedure
    from incidents.roster import Shift
    from incidents.silence import Silence
    from incidents.situation import Situation
    from incidents.task import Task
    from incidents.tries import Tries
    from rules.record import BacktestRecord, RuleRecord
    from sensing.device import Device
    from sensing.event import Reject, SensedEvent, StatusReport
    from sensing.evidence import Evidence
    from sensing.instant import Micros
    from sensing.link import Link
    from sensing.mark import Correction, Due, Mark
    from sensing.station import Station
    from store.memory.outbox import Message
    from store.ownership import Owner
    from store.places import DivisionVersion
    from store.revisions import Reading
    from store.rollups import Buckets
    from store.told import Told
    from store.written import WrittenVersion

K = TypeVar("K")
V = TypeVar("V")

_ABSENT: Any = object()

#: What the journal calls the records of a table.
_KINDS = {
    "incidents": "incident", "situations": "situation", "silences": "silence", "tasks": "task",
    "procedures": "procedure", "warnings": "warning", "deliveries": "delivery", "gates": "channel",
    "screens": "screen", "contacts": "contact", "sites": "site", "rollcalls": "rollcall", "answers": "answer",
    "rollcall_places": "rollcall",
    "users": "user", "credentials": "credential", "second_factors": "second_factor", "shifts": "roster",
    "devices": "device", "written": "written", "marks": "quality", "corrections": "quality", "rules": "rule",
    "rule_backtests": "rule_backtest", "fences": "fence", "divisions": "division", "rivers": "river",
    "stations": "station", "adopted": "quarantine", "inbound": "inbound", "foreign_messages": "cap",
}  # fmt: skip


def _key(key: Any) -> str:
    """Return a key as the journal names it."""
    last = key[-1] if isinstance(key, tuple) else key
    return last.hex() if isinstance(last, bytes) else str(last)


def _hash(record: Any) -> str | None:
    """Return the SHA-256 of a record, of the newest of its versions; None for one that is not there."""
    newest = record[-1] if isinstance(record, tuple) and record else record
    return None if newest is _ABSENT else hashlib.sha256(repr(newest).encode()).hexdigest()


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
    #: Revision by datastream number and phenomenon time, of readings that were corrected.
    revisions: dict[tuple[int, int], int] = field(default_factory=dict)
    #: Readings that are not kept, by datastream number, phenomenon time, revision and value.
    beside: dict[tuple[int, int, int, float], Reading] = field(default_factory=dict)
    #: Hours of readings that were dropped, and since when (µs) readings are kept, by datastream number.
    rolled: dict[int, Buckets] = field(default_factory=dict)
    kept_since: dict[int, int] = field(default_factory=dict)
    #: Newest reading by datastream number.
    latest: dict[int, Reading] = field(default_factory=dict)
    #: The report that made the present state, by station.
    statuses: dict[str, StatusReport] = field(default_factory=dict)
    #: What is known of the way to each station.
    links: dict[str, Link] = field(default_factory=dict)
    #: By (station, event id).
    events: dict[tuple[str, str], SensedEvent] = field(default_factory=dict)
    #: Who may write to each partition of the readings stream.
    owners: dict[int, Owner] = field(default_factory=dict)
    #: What the rules of the partitions said, by number.
    told: dict[int, Told] = field(default_factory=dict)
    #: By (station, event id).
    evidence: dict[tuple[str, str], Evidence] = field(default_factory=dict)
    quarantine: dict[int, Reject] = field(default_factory=dict)
    #: When a row of quarantine was read again, µs since the epoch.
    adopted: dict[int, Micros] = field(default_factory=dict)
    #: Every version, oldest first, by id.
    rules: dict[str, tuple[RuleRecord, ...]] = field(default_factory=dict)
    #: Kept back-tests, by id.
    rule_backtests: dict[str, BacktestRecord] = field(default_factory=dict)
    fences: dict[str, tuple[Fence, ...]] = field(default_factory=dict)
    divisions: dict[str, tuple[DivisionVersion, ...]] = field(default_factory=dict)
    #: Every version, oldest first, by id; None where one ended.
    rivers: dict[str, tuple[River | None, ...]] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    situations: dict[str, Situation] = field(default_factory=dict)
    silences: dict[str, Silence] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    #: Every version, oldest first, by kind and id.
    procedures: dict[tuple[str, str], tuple[Procedure, ...]] = field(default_factory=dict)
    warnings: dict[str, Warning] = field(default_factory=dict)
    #: With which incident each is told, by id.
    told_with: dict[str, str] = field(default_factory=dict)
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    #: Deliveries that may be queued: every one that is, so that nobody looks through all that ever were.
    queued: dict[str, None] = field(default_factory=dict)
    #: Delivery id by idempotency key.
    delivery_keys: dict[str, str] = field(default_factory=dict)
    #: Until when a dispatcher may have a delivery on the way, by id.
    leases: dict[str, datetime] = field(default_factory=dict)
    #: Message ids of gateways, by account and id.
    messages: dict[tuple[str, str], Message] = field(default_factory=dict)
    #: What people sent back, and when somebody read it, by number.
    inbound: dict[int, Inbound] = field(default_factory=dict)
    heard: dict[int, datetime] = field(default_factory=dict)
    #: What is left of a channel's limits, by name.
    gates: dict[str, Gate] = field(default_factory=dict)
    #: How each channel is, by name.
    channel_links: dict[str, ChannelLink] = field(default_factory=dict)
    #: What gateways and screens said to another process, by number.
    pushed: dict[int, Receipt] = field(default_factory=dict)
    screens: dict[str, Screen] = field(default_factory=dict)
    #: Deliveries held by transactions that are not over.
    claimed: set[str] = field(default_factory=set)
    contacts: dict[str, Contact] = field(default_factory=dict)
    #: Must-reach sites, by id.
    sites: dict[str, Site] = field(default_factory=dict)
    rollcalls: dict[str, Roll] = field(default_factory=dict)
    #: When each roll call is due.
    rollcall_dues: dict[str, datetime | None] = field(default_factory=dict)
    #: Places in their order, by roll call and id.
    rollcall_places: dict[tuple[str, str], DuePlace] = field(default_factory=dict)
    #: Roll call of each answer that it has yet to take in, by id.
    rollcall_news: dict[str, str] = field(default_factory=dict)
    #: Roll call of each warning that somebody has looked at; empty: it needs none.
    warning_rollcalls: dict[str, str] = field(default_factory=dict)
    placed_calls: dict[str, PlacedCall] = field(default_factory=dict)
    #: By the hash of their tokens.
    task_links: dict[str, TaskLink] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    #: Messages as they left, by warning and form.
    cap_documents: dict[tuple[str, Form], CapDocument] = field(default_factory=dict)
    #: Messages of other agencies with their bytes, by id.
    foreign_messages: dict[str, tuple[ForeignMessage, bytes]] = field(default_factory=dict)
    #: What was refused of them, by hash and code.
    foreign_refusals: dict[tuple[str, str], ForeignRefusal] = field(default_factory=dict)
    #: How far the reading of each feed has come, by URL.
    foreign_polls: dict[str, ForeignPoll] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    credentials: dict[bytes, Credential] = field(default_factory=dict)
    #: By user name.
    second_factors: dict[str, SecondFactor] = field(default_factory=dict)
    #: Sign-ins by a provider that are under way, by id.
    sign_ons: dict[bytes, SignOn] = field(default_factory=dict)
    #: What places have tried of late, by place.
    tries: dict[bytes, Tries] = field(default_factory=dict)
    #: Shifts in the order in which they were written down, by division.
    shifts: dict[str, tuple[Shift, ...]] = field(default_factory=dict)
    #: Logins at the broker, by name.
    devices: dict[str, Device] = field(default_factory=dict)
    #: Every version of release policies and templates, oldest first, by kind and id.
    written: dict[tuple[str, str], tuple[WrittenVersion[Any], ...]] = field(default_factory=dict)
    #: What people say of gauges, by id.
    marks: dict[str, Mark] = field(default_factory=dict)
    #: Values that people put in place of readings, by id.
    corrections: dict[str, Correction] = field(default_factory=dict)
    #: What must be reviewed, first and last instant, µs since the epoch, by datastream number.
    dues: dict[int, Due] = field(default_factory=dict)
    #: Digest of the limits under which each datastream was flagged last, by number.
    flagged_limits: dict[int, str] = field(default_factory=dict)
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

    def drop(self, table: dict[K, Any], key: K) -> None:
        """Remove one row."""
        self._undo.append((table, key, table.pop(key)))

    def touched(self, table: dict[Any, V]) -> list[V]:
        """Return the rows of a table that this transaction wrote."""
        return [table[key] for written, key, _ in self._undo if written is table]

    def changes(self) -> list[Change]:
        """Return what this transaction changed of what the journal speaks of, in order."""
        if not self._undo:
            # Most transactions of a drill look whether something is due, and nothing is.
            return []
        kinds = {id(getattr(self.tables, table)): kind for table, kind in _KINDS.items()}
        return [
            Change(kind=kind, id=_key(key), before=_hash(before), after=_hash(table.get(key, _ABSENT)))
            for table, key, before in self._undo
            if (kind := kinds.get(id(table))) is not None
        ]

    def refuse(self, message: str, *, retryable: bool = False) -> ConflictError:
        """Return the error to raise for a change that the tables forbid."""
        self.refusal = ConflictError(message, retryable=retryable)
        return self.refusal

    def take_back(self) -> None:
        """Undo everything, newest first."""
        for table, key, value in reversed(self._undo):
            if value is _ABSENT:
                table.pop(key, None)
            else:
                table[key] = value
        self._undo.clear()
