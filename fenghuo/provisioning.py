"""Provisioning: objects kept as YAML documents in a folder, and brought to the store.

Documents name themselves (``apiVersion: fenghuo/v1``, ``kind: Station | River | Rule | Fence | Contact | Policy |
Template``). Applying a folder twice changes nothing the second time. A document that does not fit is told with file and
line and never keeps another one from being applied, not even one of the same file. What no document names is left
alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from api.dependents import dependents
from fenghuo.provisioning_files import KINDS, Outcome, Read, places, read_files
from fenghuo.provisioning_writings import Writings, apply_policies, apply_templates
from geo.errors import RiverError
from geo.river_network import RiverNetwork
from rules.compiler import compile_rules
from rules.document import rule_to_document
from rules.record import Terms, grouped, in_force
from rules.signing import SigningPolicy, checked_terms
from sensing.errors import DocumentError, FenghuoError, RegistryError
from sensing.exchange.plan import Change, settle
from sensing.exchange.plan import Outcome as Row
from sensing.station import Registry
from store.codec import dump

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from alerts.delivery import Contact
    from alerts.site import Site
    from geo.fence import Fence
    from geo.river import River
    from rules.record import RuleRecord
    from rules.rule import Rule
    from sensing.station import Station

#: Author of what a folder brings.
AUTHOR = "provisioning"
SUFFIXES = {".yaml", ".yml"}


class Shelf(Writings, Protocol):
    """What this module needs of the store."""

    def stations(self) -> list[Station]:
        """Return every station."""

    def put_stations(self, stations: Sequence[Station], *, actor: str, at: datetime) -> list[Station]:
        """Insert or replace stations."""

    def rules(self) -> list[Rule]:
        """Return every rule."""

    def rule_records(self, *, at: datetime) -> list[RuleRecord]:
        """Return the versions of rules that count or may count later."""

    def put_rules(self, rules: Sequence[tuple[Rule, Terms]], *, author: str, at: datetime) -> list[Rule]:
        """Store rules in one transaction."""

    def fences(self) -> list[Fence]:
        """Return every fence."""

    def put_fences(self, fences: Sequence[Fence], *, author: str, at: datetime) -> list[str]:
        """Store fences in one transaction."""

    def rivers(self) -> list[River]:
        """Return every river."""

    def put_river(self, river: River, *, author: str, at: datetime) -> River:
        """Store a river."""

    def contacts(self) -> list[Contact]:
        """Return every contact."""

    def put_contacts(self, contacts: Sequence[Contact], *, actor: str, at: datetime) -> None:
        """Insert or replace contacts."""

    def sites(self) -> list[Site]:
        """Return every must-reach site."""

    def put_sites(self, sites: Sequence[Site], *, actor: str, at: datetime) -> None:
        """Insert or replace must-reach sites."""


@dataclass(slots=True)
class _Run:
    """One application of a folder."""

    store: Shelf
    at: datetime
    is_dry: bool
    #: What it takes to change a rule.
    signing: SigningPolicy
    outcomes: list[Outcome] = field(default_factory=list)
    #: What would be there after what was applied so far.
    stations: dict[str, Station] = field(default_factory=dict)
    fences: dict[str, Fence] = field(default_factory=dict)
    rivers: dict[str, River] = field(default_factory=dict)


def provision(
    folder: Path,
    *,
    store: Shelf,
    at: datetime,
    is_dry: bool = False,
    is_whole: bool = False,
    signing: SigningPolicy | None = None,
) -> list[Outcome]:
    """Apply every document of a folder and return what became of each, in the order of the files.

    Args:
        folder: The folder.
        store: Where the objects go.
        at: When.
        is_dry: Whether nothing is stored.
        is_whole: Whether one document that does not fit keeps every other one out.
        signing: What it takes to change a rule.

    Raises:
        FenghuoError: If the folder is not there.
    """
    if not folder.is_dir():
        raise FenghuoError(f"{folder}: expected a folder of YAML documents")
    files = documents_of(folder)
    # Read once: what is judged is what is applied, whatever becomes of the files meanwhile.
    read, refused = read_files(files)
    found: list[Outcome] = []
    for dry in {False: (is_dry,), True: (True, is_dry)}[is_whole]:
        if any(one.change is Change.REFUSED for one in found):
            break
        run = _Run(store=store, at=at, is_dry=dry, signing=signing or SigningPolicy(), outcomes=[*refused])
        found = _applied(run, read)
    order = {place: number for number, place in enumerate(places(files, found))}
    return sorted(found, key=lambda one: order[one.place])


def _applied(run: _Run, read: list[Read]) -> list[Outcome]:
    store = run.store
    run.stations = {str(station.id): station for station in store.stations()}
    run.fences = {str(fence.id): fence for fence in store.fences()}
    run.rivers = {str(river.id): river for river in store.rivers()}
    appliers: Mapping[str, Callable[[_Run, list[Read]], None]] = {
        "Fence": _apply_fences,
        "Station": _apply_stations,
        "River": _apply_rivers,
        "Rule": _apply_rules,
        "Contact": _apply_contacts,
        "Site": _apply_sites,
        "Policy": _apply_policies,
        "Template": _apply_templates,
    }
    for kind in KINDS:
        appliers[kind](run, [one for one in read if one.kind == kind])
    return run.outcomes


def documents_of(folder: Path) -> list[Path]:
    """Return the files of a folder that are read, in the order in which they are."""
    return sorted(path for path in folder.rglob("*") if _is_document(path.relative_to(folder)) and path.is_file())


def _is_document(path: Path) -> bool:
    """Return whether a path is read; hidden ones are not: where a folder is mounted, they hold the same files again."""
    return path.suffix in SUFFIXES and not any(part.startswith(".") for part in path.parts)


def _apply_fences(run: _Run, read: list[Read]) -> None:
    news: list[Fence] = []
    for one in read:
        fence: Fence = one.record
        known = run.fences.get(str(fence.id))
        if known is not None and dump(known) == dump(fence):
            run.outcomes.append(one.outcome(Change.UNCHANGED))
            continue
        news.append(fence)
        run.fences[str(fence.id)] = fence
        run.outcomes.append(one.outcome(Change.CHANGED if known else Change.NEW))
    if news and not run.is_dry:
        run.store.put_fences(news, author=AUTHOR, at=run.at)


def _apply_stations(run: _Run, read: list[Read]) -> None:
    given: dict[str, Station] = {}
    for one in read:
        try:
            Registry([one.record])
            given[str(one.record.id)] = one.record
        except RegistryError as error:
            run.outcomes.append(one.outcome(Change.REFUSED, str(error)))
    good = [one for one in read if str(one.record.id) in given]
    rows = [Row(row=one.line, id=str(one.record.id)) for one in good]
    settled = settle(
        rows,
        given=given,
        known=run.stations,
        judge=lambda stations: dependents(run.store, stations, at=run.at, fences=list(run.fences.values())),
    )
    if settled.stations and not run.is_dry:
        run.store.put_stations(settled.stations, actor=AUTHOR, at=run.at)
    run.stations |= {str(station.id): station for station in settled.stations}
    for one, outcome in zip(good, settled.outcomes, strict=True):
        why = outcome.detail.removeprefix(f"row {outcome.row}: ")
        run.outcomes.append(one.outcome(outcome.change, why))


def _apply_rivers(run: _Run, read: list[Read]) -> None:
    stations = set(run.stations)
    for one in read:
        river: River = one.record
        known = run.rivers.get(str(river.id))
        if known == river:
            run.outcomes.append(one.outcome(Change.UNCHANGED))
            continue
        try:
            river.check_stations(stations)
            RiverNetwork((run.rivers | {str(river.id): river}).values())
        except RiverError as error:
            run.outcomes.append(one.outcome(Change.REFUSED, str(error)))
            continue
        if not run.is_dry:
            run.store.put_river(river, author=AUTHOR, at=run.at)
        run.rivers[str(river.id)] = river
        run.outcomes.append(one.outcome(Change.CHANGED if known else Change.NEW))


def _apply_rules(run: _Run, read: list[Read]) -> None:
    known = {str(rule.id): rule for rule in run.store.rules()}
    registry, fences = Registry(run.stations.values()), list(run.fences.values())
    rivers = list(run.rivers.values())
    versions = grouped(run.store.rule_records(at=run.at))
    beside = [*known.values(), *(one.record for one in read)]
    good: list[tuple[Rule, Terms]] = []
    for one in read:
        rule: Rule = one.record
        before = known.get(str(rule.id))
        known_versions = versions.get(str(rule.id), [])
        if _is_there(rule, known_versions, at=run.at):
            run.outcomes.append(one.outcome(Change.UNCHANGED))
            continue
        try:
            compile_rules(
                [replace(rule, is_enabled=True)],
                registry=registry,
                fences=fences,
                rivers=rivers,
                beside=beside,
            )
            terms = checked_terms(
                Terms(reason=f"provisioned from {one.place}"),
                policy=run.signing,
                versions=known_versions,
                after=rule,
                now=run.at,
            )
        except DocumentError as error:
            run.outcomes.append(one.outcome(Change.REFUSED, error.detail))
            continue
        good.append((rule, terms))
        run.outcomes.append(one.outcome(Change.CHANGED if before else Change.NEW))
    # In one transaction, so that the engine goes over to all of them at once.
    if good and not run.is_dry:
        run.store.put_rules(good, author=AUTHOR, at=run.at)


def _is_there(rule: Rule, versions: Sequence[RuleRecord], *, at: datetime) -> bool:
    """Return whether a rule says what the newest version does, or the one in force.

    The folder takes nothing back that a person has proposed or put for a later day, only what it brought itself.
    """
    # The text may be laid out anew; what it says is what counts.
    same = {
        record.version
        for record in versions
        if not record.terms.is_removal and rule_to_document(record.rule) == rule_to_document(rule)
    }
    if not versions or not same:
        return False
    newest, current = versions[-1], in_force(versions, at=at)
    if newest.version in same and not newest.has_ended(at):
        return True
    return current is not None and current.version in same and newest.author != AUTHOR


def _apply_contacts(run: _Run, read: list[Read]) -> None:
    known = {contact.id: contact for contact in run.store.contacts()}
    for one in read:
        before = known.get(one.record.id)
        if before == one.record:
            run.outcomes.append(one.outcome(Change.UNCHANGED))
            continue
        if not run.is_dry:
            run.store.put_contacts([one.record], actor=AUTHOR, at=run.at)
        run.outcomes.append(one.outcome(Change.CHANGED if before else Change.NEW))


def _apply_policies(run: _Run, read: list[Read]) -> None:
    run.outcomes += apply_policies(run.store, read, author=AUTHOR, at=run.at, is_dry=run.is_dry)


def _apply_templates(run: _Run, read: list[Read]) -> None:
    run.outcomes += apply_templates(run.store, read, author=AUTHOR, at=run.at, is_dry=run.is_dry)


def _apply_sites(run: _Run, read: list[Read]) -> None:
    known = {site.id: site for site in run.store.sites()}
    for one in read:
        before = known.get(one.record.id)
        if before == one.record:
            run.outcomes.append(one.outcome(Change.UNCHANGED))
            continue
        if not run.is_dry:
            run.store.put_sites([one.record], actor=AUTHOR, at=run.at)
        run.outcomes.append(one.outcome(Change.CHANGED if before else Change.NEW))
