"""Dependents: the rules that would lose what they judge by if a station changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from rules.compiler import compile_rules
from rules.errors import RuleError
from rules.record import rules_in_force
from sensing.station import Registry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from geo.fence import Fence
    from geo.river import River
    from rules.record import RuleRecord
    from rules.rule import Rule
    from sensing.station import Station


class Judged(Protocol):
    """What ``dependents`` needs of a store."""

    def stations(self) -> list[Station]:
        """Return every station."""

    def rules(self) -> list[Rule]:
        """Return every rule in its newest version."""

    def rule_records(self, *, at: datetime) -> list[RuleRecord]:
        """Return the versions of rules that count at an instant or may count later."""

    def fences(self) -> list[Fence]:
        """Return every fence."""

    def rivers(self) -> list[River]:
        """Return every river."""


def dependents(
    store: Judged, changed: Sequence[Station], *, at: datetime, fences: Sequence[Fence] | None = None
) -> dict[str, str]:
    """Return why stations may not be changed: a rule that works now would lose what it judges by.

    Detection would stop at the next reload. A rule that does not work as it is blames no change, which may be its cure.

    Args:
        store: What is stored.
        changed: Stations as they would be.
        at: When; the rules in force count, and the newest versions, which may come into force.
        fences: Fences as they would be; left out: as stored.
    """
    stations = {str(station.id): station for station in store.stations()}
    fences = store.fences() if fences is None else fences
    rivers, newest = store.rivers(), store.rules()
    in_force = rules_in_force(store.rule_records(at=at), at=at)
    counted = {(rule.id, rule.version) for rule in in_force}
    coming = [rule for rule in newest if (rule.id, rule.version) not in counted]

    def trouble(those: Sequence[Station], rules: Sequence[Rule]) -> str:
        after = Registry((stations | {str(station.id): station for station in those}).values())
        try:
            compile_rules(rules, registry=after, fences=fences, rivers=rivers, beside=[*newest, *in_force])
        except RuleError as error:
            return f"a rule needs what this change takes away: {error}"
        return ""

    relied = [
        rules if not trouble((), rules) else [rule for rule in rules if not trouble((), [rule])]
        for rules in (in_force, coming)
    ]

    def taken(those: Sequence[Station]) -> str:
        return next((why for rules in relied if (why := trouble(those, rules))), "")

    if not taken(changed):
        return {}
    lessened = [one for one in changed if str(one.id) in stations and _is_lessened(stations[str(one.id)], one)]
    found = {str(one.id): why for one in lessened if (why := taken([one]))}
    rest = [one for one in changed if str(one.id) not in found]
    # Several changes that only together take something away are refused together.
    return found if not (why := taken(rest)) else {str(one.id): why for one in changed}


def _is_lessened(old: Station, new: Station) -> bool:
    """Return whether a change may take something away that a rule is written for."""
    gone = {stream.property for stream in old.datastreams} - {stream.property for stream in new.datastreams}
    return bool(gone) or (old.kind, old.division) != (new.kind, new.division)
