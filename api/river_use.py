"""River use: the rules that would judge otherwise, or not at all, if rivers changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from geo.river_network import RiverNetwork
from rules.compiler import compile_rules
from rules.errors import RuleError
from rules.feature.trend import Trend
from rules.guard.table import asks
from rules.scope import stations_of
from sensing.station import Registry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.fence import Fence
    from geo.river import River
    from rules.rule import Rule
    from sensing.station import Station


class Judged(Protocol):
    """What is asked of a store."""

    def stations(self) -> list[Station]:
        """Return every station."""

    def rules(self) -> list[Rule]:
        """Return every rule."""

    def fences(self) -> list[Fence]:
        """Return every fence."""

    def rivers(self) -> list[River]:
        """Return every river."""


def broken_by(store: Judged, rivers: Sequence[River]) -> str:
    """Return why the rivers may not become these: a rule that works now would not; empty where none would.

    A rule that does not work as it is blames no change, which may be its cure.
    """
    registry, fences, rules = Registry(store.stations()), store.fences(), store.rules()

    def trouble(those: Sequence[River]) -> str:
        try:
            compile_rules(rules, registry=registry, fences=fences, rivers=those)
        except RuleError as error:
            return str(error)
        return ""

    why = trouble(rivers)
    return f"a rule needs what this change takes away: {why}" if why and not trouble(store.rivers()) else ""


def judged_from(store: Judged, river: River) -> list[str]:
    """Return the enabled rules that look along a river, by id.

    Those that reckon from a station of it what comes downstream, and those that stand no station of it down while
    danger stands upstream: without the river they would step down at once.
    """
    nodes = set(river.stations())
    registry = Registry(store.stations())
    network = RiverNetwork(store.rivers(), stations=registry.stations.values())
    fences = {str(fence.id): fence for fence in store.fences()}

    def judges(rule: Rule) -> bool:
        when = rule.when
        if isinstance(when, Trend) and when.upstream and when.upstream.station in nodes:
            return True
        if not asks(when):
            return False
        try:
            return any(
                str(each.id) in nodes for each in stations_of(rule, registry=registry, fences=fences, network=network)
            )
        except RuleError:
            # It judges nothing as it is.
            return False

    return sorted(str(rule.id) for rule in store.rules() if rule.is_enabled and judges(rule))
