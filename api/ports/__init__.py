"""Ports: what the API needs of a store; PostgreSQL and the in-memory twin both have it.

Every method is synchronous, thread-safe and short; ``begin`` gives a transaction that commits when its block ends
without an exception.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from alerts.door import ForeignBook
from alerts.issuing import WarningBook
from alerts.roll_book import RollBook
from api.ports.channels import ChannelBook, ChannelStates
from api.ports.dispatch import Deliveries, DispatchActs
from api.ports.incidents import CaseActs, Cases
from api.ports.messages import DocumentBook, Messages
from api.ports.people import People, PeopleBook, Roster, TryBook
from api.ports.personal import PersonalBook
from api.ports.rollcalls import RollCalls, Sites
from api.ports.series import SeriesReads
from api.ports.writings import Writings
from incidents.gauge import GaugeBook

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from alerts.delivery import Contact
    from alerts.warning import Stage, Warning  # noqa: A004 -- the field's word
    from geo.division import Division
    from geo.fence import Fence
    from geo.river import River
    from incidents.journal import Row
    from rules.record import BacktestRecord, RuleRecord, Signature, Stamp, Terms
    from rules.rule import Rule
    from sensing.adoption import Adopted, Waiting
    from sensing.device import Device
    from sensing.event import SensedEvent
    from sensing.evidence import Evidence
    from sensing.instant import Micros
    from sensing.link import Link
    from sensing.mark import Correction, Mark
    from sensing.station import Station
    from sensing.stored import LatestReading, QuarantineRow


class DivisionVersion(Protocol):
    """A division as somebody left it."""

    @property
    def version(self) -> int:
        """Which one, from 1."""

    @property
    def author(self) -> str:
        """Who put it there."""

    @property
    def at(self) -> datetime:
        """When."""

    @property
    def division(self) -> Division:
        """What it says."""

    @property
    def is_ended(self) -> bool:
        """Whether the division is no more from this version on."""


class Transaction(
    CaseActs,
    WarningBook,
    GaugeBook,
    PeopleBook,
    ForeignBook,
    DocumentBook,
    RollBook,
    DispatchActs,
    ChannelBook,
    PersonalBook,
    Protocol,
):
    """What a person's act on an incident or a warning needs, in one commit."""


class Readings(SeriesReads, Protocol):
    """Stations and what they measured."""

    def stations(self, *, within: str = "") -> list[Station]:
        """Return every station of a subtree, datastreams numbered."""

    def put_stations(self, stations: Sequence[Station], *, actor: str, at: datetime, within: str = "") -> list[Station]:
        """Insert or replace stations and journal what changed; return them with their datastreams numbered.

        Raises:
            BeyondReachError: If one lies outside the subtree, or would.
        """

    def statuses(self) -> dict[str, bool]:
        """Return whether each station that ever sent a status is online."""

    def links(self) -> dict[str, Link]:
        """Return what is known of the way to each station that was ever heard."""

    def latest(
        self, station: str | None = None, *, since: Micros | None = None, within: str = ""
    ) -> list[LatestReading]:
        """Return the newest reading of each datastream of a subtree, of those that arrived after ``since``."""

    def events(
        self, *, before: tuple[Micros, str, str] | None = None, limit: int = 100, within: str = "", station: str = ""
    ) -> list[SensedEvent]:
        """Return what was seen in a subtree, or by one station there, newest first, after ``before``."""

    def events_since(self, since: Micros) -> list[SensedEvent]:
        """Return what cameras and people saw since an instant, oldest first."""

    def evidence(self, events: Collection[tuple[str, str]]) -> dict[tuple[str, str], Evidence]:
        """Return what is known of the pictures of these (station, event id)."""

    def is_picture_shown(self, sha256: str, *, within: str) -> bool:
        """Return whether an event of a subtree refers to a picture."""

    def quarantine(self, *, before: int | None = None, limit: int = 100, within: str = "") -> list[QuarantineRow]:
        """Return what was not understood of a subtree, newest first."""


class Gauges(Protocol):
    """What people say of gauges and readings."""

    def marks(self, station: str | None = None, *, within: str = "") -> list[Mark]:
        """Return marks of a subtree, of one station only if asked, oldest first."""

    def corrections(
        self,
        *,
        number: int | None = None,
        time: Micros | None = None,
        before: str | None = None,
        limit: int = 100,
        within: str = "",
    ) -> list[Correction]:
        """Return corrections of a subtree newest first by id, older than ``before``, of a datastream or reading."""


class Governance(Protocol):
    """Rules and fences."""

    def rules(self) -> list[Rule]:
        """Return every rule in its newest version, removed ones left out."""

    def rule_records(self, *, at: datetime) -> list[RuleRecord]:
        """Return the versions that count at an instant or may later, and the newest of each rule."""

    def rule_versions(self, rule: str) -> list[RuleRecord]:
        """Return every version of a rule, ascending."""

    def put_rule(self, rule: Rule, *, author: str, at: datetime, terms: Terms = ...) -> Rule:
        """Store a rule as a new version if it changed; return what is stored."""

    def put_rules(
        self,
        rules: Sequence[tuple[Rule, Terms]],
        *,
        author: str,
        at: datetime,
        known: Mapping[str, Stamp] | None = None,
    ) -> list[Rule]:
        """Store rules as new versions in one transaction, those that changed; return what is stored.

        Raises:
            RecordError: If the stamp of one is not the one in ``known``.
        """

    def sign_rule(
        self, rule: str, *, version: int, signer: str, at: datetime, sha256: str = "", note: str = ""
    ) -> Signature:
        """Store the signature of a second person under a rule's newest version."""

    def put_backtest(self, summary: Mapping[str, Any], *, actor: str, at: datetime) -> str:
        """Keep what a rule would have said; return its id."""

    def backtest(self, id: str) -> BacktestRecord | None:  # noqa: A002 -- the record's own word
        """Return a kept back-test."""

    def fences(self, *, within: str = "") -> list[Fence]:
        """Return every fence of a subtree."""

    def put_fence(self, fence: Fence, *, author: str, at: datetime, within: str = "") -> Fence:
        """Insert or replace a fence.

        Raises:
            BeyondReachError: If it lies outside the subtree, or would.
        """

    def put_fences(self, fences: Sequence[Fence], *, author: str, at: datetime, within: str = "") -> list[str]:
        """Insert or replace fences, all or none; return the ids of those that changed.

        Raises:
            BeyondReachError: If one lies outside the subtree, or would.
        """


class Places(Protocol):
    """Divisions and rivers."""

    def divisions(self, *, within: str = "") -> list[Division]:
        """Return every division of a subtree with its area, by code."""

    def division_names(self, *, within: str = "") -> list[tuple[Division, bool]]:
        """Return every division of a subtree without its area, and whether it has one, by code."""

    def division_versions(self, code: str) -> Sequence[DivisionVersion]:
        """Return every version of a division, ascending; none for an unknown one."""

    def put_divisions(self, divisions: Sequence[Division], *, author: str, at: datetime, within: str = "") -> list[str]:
        """Insert or replace divisions by code and journal them; return the codes of those that changed.

        Raises:
            BeyondReachError: If one lies outside the subtree.
        """

    def rivers(self) -> list[River]:
        """Return every river, by id."""

    def put_river(self, river: River, *, author: str, at: datetime) -> River:
        """Insert or replace a river and journal it.

        Raises:
            RiverError: If it contradicts the other rivers.
        """

    def end_division(self, code: str, *, author: str, at: datetime) -> Division | None:
        """End a division and journal it; its versions stay. Return it; None for one that is not there.

        Raises:
            DivisionInUseError: If a station, a contact or a division stands in it.
        """

    def end_river(self, id_: str, *, author: str, at: datetime) -> River | None:
        """Take a river away and journal it; its versions stay. Return it; None for one that is not there.

        Raises:
            RiverError: If the others contradict each other without it.
        """


class Addressees(Protocol):
    """Who is told about warnings."""

    def contacts(self, *, within: str = "") -> list[Contact]:
        """Return every contact of a subtree, by id."""

    def put_contacts(self, contacts: Sequence[Contact], *, actor: str, at: datetime, within: str = "") -> None:
        """Insert or replace contacts by id and journal which changed.

        Raises:
            BeyondReachError: If one lies outside the subtree, or would.
        """


class Devices(Protocol):
    """Logins at the broker, and what is not registered yet."""

    def devices(self, *, within: str = "") -> list[Device]:
        """Return every login that is for stations of a subtree only, revoked ones included, by name."""

    def device(self, login: str) -> Device | None:
        """Return one login."""

    def put_device(self, device: Device, *, actor: str) -> None:
        """Insert or replace a login and journal it."""

    def add_device(self, device: Device, *, actor: str, within: str = "") -> bool:
        """Insert a login and journal it; return whether there was none of that name.

        Raises:
            BeyondReachError: If it is for a station outside the subtree.
        """


class Adoption(Protocol):
    """What waits in quarantine for its station to be registered."""

    def unknown(self, *, limit: int, within: str = "") -> list[Waiting]:
        """Return what publishes as a station that is not registered and names a subtree, the newest first."""

    def adopt(self, name: str, station: Station, *, actor: str, within: str = "") -> Adopted:
        """Store a station and read again what waits under a name.

        Raises:
            BeyondReachError: If the station lies outside the subtree, or what waits names another one.
            AdoptionError: If nothing waits under that name, or the station does not fit what waits.
        """


class Journal(Protocol):
    """The journal as a stream."""

    def journal(self, *, since: int = 0, limit: int = 1000, within: str = "") -> list[Row]:
        """Return rows of a subtree after ``since``, ascending, never skipping one that commits later."""

    def journal_before(self, *, before: int, limit: int = 1000, within: str = "", kind: str = "") -> list[Row]:
        """Return rows of a subtree before ``before``, descending; of one kind, empty: of every one."""

    def journal_head(self) -> int:
        """Return the newest sequence number, 0 for an empty journal."""

    def chain_heads(self) -> dict[str, bytes]:
        """Return the last hash of each division's chain, as kept apart from the rows."""

    def wait(self, timeout: float) -> set[str]:
        """Sleep until something changed, at most ``timeout`` seconds; return the topics that did."""


class Chain(Cases, Protocol):
    """Incidents, warnings and deliveries."""

    def warnings(
        self,
        *,
        before: str | None = None,
        limit: int = 100,
        incident: str | None = None,
        stages: Collection[Stage] | None = None,
        within: str = "",
        is_waiting: bool = False,
    ) -> list[Warning]:
        """Return warnings of a subtree, newest first, older than the id ``before``."""

    def warning(self, id: str) -> Warning | None:  # noqa: A002 -- the record's own word
        """Return one warning."""

    def begin(self) -> AbstractContextManager[Transaction]:
        """Open a transaction."""


class Store(
    Writings,
    People,
    TryBook,
    Roster,
    Readings,
    Gauges,
    Governance,
    Places,
    Addressees,
    Devices,
    Messages,
    Deliveries,
    ChannelStates,
    RollCalls,
    Sites,
    Journal,
    Chain,
    Protocol,
):
    """Everything the API asks of a store."""

    @property
    def edition(self) -> str:
        """Name what the store is, e.g. ``timescaledb (apache)``."""

    def ping(self) -> None:
        """Raise when the store is away."""


class KeptPicture(Protocol):
    """A picture of an event."""

    @property
    def data(self) -> bytes:
        """Return its bytes."""

    @property
    def media_type(self) -> str:
        """Return what it is, e.g. ``image/jpeg``."""


class Pictures(Protocol):
    """The pictures that are kept."""

    def has(self, sha256: str) -> bool:
        """Tell whether a picture is kept."""

    def get(self, sha256: str) -> KeptPicture | None:
        """Return a picture, None when it is not kept."""


class DeviceAnswer(Protocol):
    """What came of asking a device."""

    @property
    def outcome(self) -> str:
        """Return ``done``, ``refused``, ``failed``, ``timed_out`` or ``impossible``."""

    @property
    def detail(self) -> str:
        """Return one line for the operator."""

    @property
    def values(self) -> Mapping[str, str]:
        """Return what the device said, in the words of its protocol."""


class Switchboard(Protocol):
    """The devices that are connected."""

    def ask(self, station: str, command: str) -> DeviceAnswer:
        """Ask a station, and wait for what comes of it."""
