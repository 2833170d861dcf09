"""River use: the rules that would judge otherwise, or not at all, if rivers changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from rules.compiler import compile_rules
from rules.errors import RuleError
from rules.feature.trend import Trend
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
    """Return the enabled rules that judge by a station of a river what will come downstream, by id."""
    nodes = set(river.stations())
    trends = ((str(rule.id), rule.when) for rule in store.rules() if rule.is_enabled and isinstance(rule.when, Trend))
    return sorted(id_ for id_, when in trends if when.upstream and when.upstream.station in nodes)
