"""Exchange at the edge: what an uploaded file holds, the plan of importing it, and the answer that tells it.

The work is pure and lies below (``sensing.exchange``, ``rules.threshold_row``, ``alerts.contact_document``); this
module joins it with what the store knows and carries it out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from alerts.contact_document import CONTACT_NAMES, read_contact_rows
from alerts.site_table import SITE_NAMES, read_site_rows
from api.dependents import dependents
from api.place import place
from api.problem import unprocessable
from api.rule_sight import sight_of
from rules.compiler import compile_rules
from rules.errors import RuleError
from rules.threshold_row import THRESHOLD_NAMES, read_threshold_rows
from sensing.exchange.column import STATION_NAMES, columns_of
from sensing.exchange.comma import decoded, read_csv
from sensing.exchange.feature import read_features
from sensing.exchange.plan import Change, Outcome, settle
from sensing.exchange.station_row import read_rows
from sensing.exchange.workbook import SIGNATURE, read_workbook
from sensing.station import Registry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from alerts.delivery import Contact
    from alerts.site import Site
    from api.ports import Store
    from api.rule_sight import RuleSight
    from rules.rule import Rule
    from sensing.exchange.table import Table
    from sensing.station import Station

#: Kinds of rows in the order in which they are stored: a threshold may need a station of the same file.
KINDS = ("stations", "thresholds", "contacts", "sites")
#: Names of sheets that say what their rows are.
_SHEETS = {
    "stations": ("stations", "站点", "测站", "站点信息", "datastreams"),
    "thresholds": ("thresholds", "阈值", "预警阈值", "规则"),
    "contacts": ("contacts", "联系人", "责任人"),
    "sites": ("sites", "场所", "重点场所", "必达场所"),
}
#: Fields of each kind of row, with the headers that mean them.
FIELDS = {"stations": STATION_NAMES, "thresholds": THRESHOLD_NAMES, "contacts": CONTACT_NAMES, "sites": SITE_NAMES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the caller wants a file read."""

    #: Header by field; comes before what is recognised.
    mapping: Mapping[str, str]
    #: What coordinates are in where no column says it.
    datum: str = ""
    #: What the rows are; empty: told by the sheet or the header.
    kind: str = ""
    #: Digits of the caller's subtree: rows about what lies elsewhere are refused.
    within: str = ""


@dataclass(slots=True, kw_only=True)
class Intent:
    """What an import would do."""

    #: Kind and outcome of each row.
    outcomes: list[tuple[str, Outcome]]
    stations: list[Station]
    thresholds: list[Rule]
    contacts: list[Contact]
    sites: list[Site] = field(default_factory=list)
    #: Headers that were not understood.
    ignored: list[str] = field(default_factory=list)
    #: What the text was encoded in; empty for a workbook.
    encoding: str = ""


def tables_of(data: bytes) -> tuple[list[Table], str]:
    """Return the tables of a file, told by its first bytes, and the encoding of its text.

    Raises:
        TableError: If it is no file that can be read.
    """
    if data.startswith(SIGNATURE):
        return read_workbook(data), ""
    text, encoding = decoded(data)
    is_json = text.lstrip().startswith(("{", "["))
    return [read_features(text) if is_json else read_csv(text)], encoding


def plan_of(tables: Sequence[Table], *, reading: Reading, store: Store, at: datetime) -> Intent:
    """Return what importing these tables would do.

    Raises:
        TableError: If a table lacks a column that its rows need, or the mapping does not fit.
        ApiError: If the datum is unknown, or two tables are of one kind.
    """
    try:
        place(reading.datum, 0.0, 0.0)
    except ValueError as error:
        raise unprocessable("bad_datum", f"datum: {error}") from None
    intent = Intent(outcomes=[], stations=[], thresholds=[], contacts=[], ignored=[])
    by_kind: dict[str, Table] = {}
    for table in tables:
        kind = reading.kind or kind_of(table, is_alone=len(tables) == 1)
        if not kind:
            intent.ignored.append(f"sheet {table.name}")
            continue
        if kind in by_kind:
            names = f"{by_kind[kind].name!r} and {table.name!r}"
            raise unprocessable("bad_table", f"workbook: expected one sheet of {kind}, got {names}")
        by_kind[kind] = table
    for kind in KINDS:
        if kind in by_kind:
            is_alone = len(by_kind) == 1
            _add(intent, kind, by_kind[kind], reading=reading, store=store, at=at, is_alone=is_alone)
    return intent


def kind_of(table: Table, *, is_alone: bool) -> str:
    """Return what the rows of a table are; empty for a sheet beside others of which no header means anything."""
    named = next((kind for kind, names in _SHEETS.items() if table.name.strip().casefold() in names), "")
    if named:
        return named
    # The kind whose words explain most of the header; stations where it is a draw.
    scores = {kind: len(taken_for(table.header, kind=kind)) for kind in KINDS}
    return max(KINDS, key=scores.__getitem__) if is_alone or any(scores.values()) else ""


def taken_for(header: Sequence[str], *, kind: str) -> dict[int, str]:
    """Return what each column of a header was taken for, by its place.

    Where two columns mean the same field, the first one has it until a person chooses.
    """
    from sensing.exchange.table import TableError

    names = FIELDS[kind]
    try:
        places, _ = columns_of(header, names=names, mapping={})
    except TableError:
        places = {}
        for at, text in enumerate(header):
            for name in columns_of([text], names=names, mapping={})[0]:
                places.setdefault(name, at)
    return {place: name for name, place in places.items()}


def _add(
    intent: Intent, kind: str, table: Table, *, reading: Reading, store: Store, at: datetime, is_alone: bool
) -> None:
    names = FIELDS[kind]
    # One mapping serves all sheets of a workbook: each takes what it has.
    others = {field for other in FIELDS.values() if other is not names for field in other}
    mapping = {
        field: header
        for field, header in reading.mapping.items()
        if header in table.header or (is_alone and field not in others - names.keys())
    }
    places, ignored = columns_of(table.header, names=names, mapping=mapping, where=table.name or "table")
    intent.ignored += ignored
    if kind == "stations":
        known = {str(station.id): station for station in store.stations(within=reading.within)}
        outcomes, given = read_rows(table, places, known=known, datum=reading.datum, place=place)
        _settle(intent, outcomes, given=given, store=store, at=at, within=reading.within)
    elif kind == "thresholds":
        sight = sight_of(store, reading.within)
        rules = {str(rule.id): rule for rule in store.rules() if sight.sees(rule)}
        outcomes, found = read_threshold_rows(table, places, known=rules)
        _add_thresholds(intent, outcomes, found, store=store, sight=sight)
    elif kind == "sites":
        sites = {str(site.id): site for site in store.sites(within=reading.within)}
        outcomes, intent.sites = read_site_rows(table, places, known=sites)
        _add_sites(intent, outcomes, store=store, within=reading.within)
    else:
        contacts = {contact.id: contact for contact in store.contacts(within=reading.within)}
        outcomes, intent.contacts = read_contact_rows(table, places, known=contacts)
        _add_contacts(intent, outcomes, store=store, within=reading.within)


def plan_stations(
    outcomes: Sequence[Outcome], *, given: Mapping[str, Station], store: Store, at: datetime, within: str = ""
) -> Intent:
    """Return what storing these stations would do, for rows that are no table."""
    intent = Intent(outcomes=[], stations=[], thresholds=[], contacts=[], ignored=[])
    _settle(intent, outcomes, given=given, store=store, at=at, within=within)
    return intent


def _settle(
    intent: Intent,
    outcomes: Sequence[Outcome],
    *,
    given: Mapping[str, Station],
    store: Store,
    at: datetime,
    within: str,
) -> None:
    everything = store.stations()
    known = {str(station.id): station for station in everything if station.division.startswith(within)}
    taken = {str(station.id) for station in everything} - known.keys()
    beyond = {key for key, station in given.items() if key in taken or not station.division.startswith(within)}
    outcomes = [refused_beyond(one, within=within) if one.id in beyond else one for one in outcomes]
    own = {key: station for key, station in given.items() if key not in beyond}
    plan = settle(outcomes, given=own, known=known, judge=lambda stations: dependents(store, stations, at=at))
    intent.outcomes += (("stations", one) for one in plan.outcomes)
    intent.stations = list(plan.stations)


def refused_beyond(outcome: Outcome, *, within: str) -> Outcome:
    """Return a row that is refused because it is about something outside the caller's subtree."""
    if outcome.change is Change.REFUSED:
        return outcome
    why = f"row {outcome.row}: expected something within {within}, under an id that is free"
    return replace(outcome, change=Change.REFUSED, changes=None, detail=why)


def _add_contacts(intent: Intent, outcomes: Sequence[Outcome], *, store: Store, within: str) -> None:
    """Add the contacts of the caller's subtree; the others are refused one by one."""
    taken = {contact.id for contact in store.contacts() if not contact.division.startswith(within)}
    beyond = {each.id for each in intent.contacts if each.id in taken or not each.division.startswith(within)}
    intent.contacts = [each for each in intent.contacts if each.id not in beyond]
    told = (refused_beyond(one, within=within) if one.id in beyond else one for one in outcomes)
    intent.outcomes += (("contacts", one) for one in told)


def _add_sites(intent: Intent, outcomes: Sequence[Outcome], *, store: Store, within: str) -> None:
    """Add the must-reach sites of the caller's subtree; the others are refused one by one."""
    taken = {str(site.id) for site in store.sites() if not site.division.startswith(within)}
    beyond = {str(each.id) for each in intent.sites if each.id in taken or not each.division.startswith(within)}
    intent.sites = [each for each in intent.sites if each.id not in beyond]
    told = (refused_beyond(one, within=within) if one.id in beyond else one for one in outcomes)
    intent.outcomes += (("sites", one) for one in told)


def _add_thresholds(
    intent: Intent, outcomes: Sequence[Outcome], found: Mapping[str, Rule], *, store: Store, sight: RuleSight
) -> None:
    """Add the rules that work with the stations as they will be; the others are refused one by one."""
    stations = {str(station.id): station for station in store.stations(within=sight.within)}
    both = stations | {str(station.id): station for station in intent.stations}
    registry, sight = Registry(both.values()), replace(sight, inside=frozenset(both))
    fences, rivers = store.fences(within=sight.within), store.rivers()
    taken = {str(rule.id) for rule in store.rules() if not sight.holds(rule)}
    for one in outcomes:
        outcome = one
        if one.change in {Change.NEW, Change.CHANGED}:
            rule = found[one.id]
            if one.id in taken or not sight.holds(rule):
                intent.outcomes.append(("thresholds", refused_beyond(one, within=sight.within)))
                continue
            try:
                compile_rules([replace(rule, is_enabled=True)], registry=registry, fences=fences, rivers=rivers)
                intent.thresholds.append(rule)
            except RuleError as error:
                outcome = replace(one, change=Change.REFUSED, detail=f"row {one.row}: {error.detail}")
        intent.outcomes.append(("thresholds", outcome))


_RESULTS = {
    Change.NEW: "created",
    Change.CHANGED: "updated",
    Change.UNCHANGED: "unchanged",
    Change.REFUSED: "failed",
}


def answer_of(intent: Intent, *, is_dry: bool) -> dict[str, Any]:
    """Return what the caller is told: each row, and how many of each kind."""
    items = [
        {
            "row": one.row,
            "id": one.id,
            "kind": kind,
            "result": _RESULTS[one.change],
            "change": one.change.value,
            "changes": {path: {"from": old, "to": new} for path, (old, new) in (one.changes or {}).items()},
            "detail": one.detail,
        }
        for kind, one in intent.outcomes
    ]
    counts = Counter(one.change for _, one in intent.outcomes)
    refused = counts[Change.REFUSED]
    stored = {(kind, one.id) for kind, one in intent.outcomes if one.change in {Change.NEW, Change.CHANGED}}
    return {
        "items": items,
        "next": None,
        "dry_run": is_dry,
        "stored": 0 if is_dry else len(stored),
        "failed": refused,
        "summary": {change.value: counts[change] for change in Change},
        "ignored": intent.ignored,
        "encoding": intent.encoding,
    }
