"""Rule sight: which rules the people of a subtree see, and which of them they may change.

A rule is seen by whoever has a station that it judges: what decides about a gauge is no secret from those who answer
for it. It is changed only by those whose subtree holds all that it can ever judge, so its scope must name stations
or divisions there; a composite is theirs when all of its members are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from api.problem import ApiError, not_found
from geo.division import prefix_of
from geo.river_network import RiverNetwork
from rules.composite.condition import Composite
from rules.errors import RuleError
from rules.feature.trend import Trend
from rules.scope import stations_of
from sensing.station import Registry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from api.ports import Store
    from geo.fence import Fence
    from rules.record import RuleRecord
    from rules.rule import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSight:
    """What of the rule book lies in a subtree."""

    #: Digits that every division code of the subtree begins with; empty: everything is seen and may be changed.
    within: str
    #: Ids of the stations there.
    inside: frozenset[str] = frozenset()
    registry: Registry | None = None
    fences: Mapping[str, Fence]
    network: RiverNetwork
    #: Every rule in its newest version, by id: composites speak of them.
    rules: Mapping[str, Rule]

    def sees(self, rule: Rule) -> bool:
        """Return whether the people of the subtree see a rule."""
        if not self.within or self.holds(rule):
            return True
        if isinstance(rule.when, Composite):
            return any(self.sees(member) for member in self._members(rule.when))
        return not self.inside.isdisjoint(self._judged(rule))

    def holds(self, rule: Rule) -> bool:
        """Return whether all that a rule can ever judge, and judge by, lies in the subtree."""
        if not self.within:
            return True
        if not self._is_bound(rule) or not self.fences_of(rule) <= self._own_fences():
            return False
        if isinstance(rule.when, Composite):
            members = self._members(rule.when)
            named = {member.rule for member in rule.when.need.members()}
            return len(members) == len(named) and all(self.holds(each) for each in members)
        upstream = rule.when.upstream if isinstance(rule.when, Trend) else None
        return upstream is None or upstream.station in self.inside

    def check_change(self, before: Sequence[RuleRecord], after: Rule | None) -> None:
        """Refuse a change of a rule that reaches, or would reach, beyond the subtree.

        Args:
            before: The versions of the rule; none for a new one.
            after: As it shall be; None where it is taken away.

        Raises:
            ApiError: ``not_found`` for a rule that is not seen, ``beyond_division`` for one that reaches further.
        """
        if after is not None and not self.holds(after):
            raise self._beyond()
        if before and not self.sees(before[-1].rule):
            raise not_found("rule", str(before[-1].rule.id))
        if before and not self.holds(before[-1].rule):
            raise self._beyond()

    def _beyond(self) -> ApiError:
        detail = f"expected a rule whose scope names stations or divisions within {self.within}, and nothing else"
        return ApiError("beyond_division", detail, status=403)

    def shown(self, versions: Iterable[RuleRecord]) -> list[RuleRecord]:
        """Return the versions that are seen."""
        return [each for each in versions if self.sees(each.rule)]

    def narrowed(self, rule: Rule) -> Rule:
        """Return a rule that names stations with those of the subtree only."""
        if not self.within or not rule.scope.stations:
            return rule
        own = tuple(each for each in rule.scope.stations if each in self.inside)
        return replace(rule, scope=replace(rule.scope, stations=own)) if own else rule

    def _is_bound(self, rule: Rule) -> bool:
        if isinstance(rule.when, Composite):
            return True
        scope = rule.scope
        is_named = bool(scope.stations) and self.inside.issuperset(scope.stations)
        prefixes = [prefix_of(code) for code in scope.divisions]
        return is_named or (bool(prefixes) and all(prefix.startswith(self.within) for prefix in prefixes))

    def _members(self, composite: Composite) -> list[Rule]:
        # A composite counts plain rules only, so this ends.
        named = {member.rule for member in composite.need.members()} & self.rules.keys()
        return [each for each in (self.rules[key] for key in sorted(named)) if not isinstance(each.when, Composite)]

    def _judged(self, rule: Rule) -> set[str]:
        registry = self.registry or Registry([])
        try:
            found = stations_of(rule, registry=registry, fences=self.fences, network=self.network)
        except RuleError:
            # It judges nothing as it is, and says so to whoever it names.
            return set(rule.scope.stations)
        return {str(station.id) for station in found}

    def fences_of(self, rule: Rule) -> set[str]:
        """Return the ids of the fences that a rule names."""
        when = rule.when
        named = (rule.scope.fence, getattr(when, "fence", ""), *getattr(when, "fences", ()))
        return {each for each in named if each}

    def _own_fences(self) -> set[str]:
        return {key for key, fence in self.fences.items() if fence.division.startswith(self.within)}


#: Of those who see everything.
WHOLE = RuleSight(within="", fences={}, network=RiverNetwork(()), rules={})


def sight_of(store: Store, within: str) -> RuleSight:
    """Return what the people of a subtree see of the rule book as it is."""
    if not within:
        return WHOLE
    registry = Registry(store.stations())
    stations = registry.stations.values()
    return RuleSight(
        within=within,
        inside=frozenset(str(each.id) for each in stations if each.division.startswith(within)),
        registry=registry,
        fences={str(fence.id): fence for fence in store.fences()},
        network=RiverNetwork(store.rivers(), stations=stations),
        rules={str(rule.id): rule for rule in store.rules()},
    )
