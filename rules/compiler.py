"""The compiler: rules and the registry in, a Program out.

What a document alone cannot tell is checked here: stations, fences and properties that a rule names must
exist. A station that is only swept in by kind, division or fence and lacks the property is skipped.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.river_network import RiverNetwork
from rules.composite import table as composite
from rules.errors import RuleError
from rules.event import table as event
from rules.feature.plan import Plan
from rules.feature.table import feature_rows
from rules.fence import table as fence
from rules.guard import table as guard
from rules.place import placed_rows
from rules.program import Program
from rules.silence import table as silence
from rules.sources import Sources
from rules.threshold import table as threshold
from rules.threshold.reuse import joined, staying

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.fence import Fence
    from geo.index import FenceIndex
    from geo.river import River
    from rules.rule import Rule
    from sensing.station import Registry


def compile_rules(
    rules: Sequence[Rule],
    *,
    registry: Registry,
    fences: Sequence[Fence] = (),
    rivers: Sequence[River] = (),
    beside: Sequence[Rule] = (),
    known_fences: FenceIndex | None = None,
    before: Program | None = None,
) -> Program:
    """Return the program that judges with the enabled rules.

    Args:
        rules: The rules; the ids of all of them are distinct.
        registry: The stations.
        fences: The fences that rules may name.
        rivers: The rivers; together they make one network.
        known_fences: An index of an earlier program, to go on from; it costs what differs.
        beside: Further rules that composites may speak of; they do not judge here.
        before: An earlier program, to take over the slots of threshold rules that have not changed; it changes
            nothing but what this costs.

    Raises:
        RuleError: If two rules have the same id, or one names a station, fence or property that is not there.
        RiverError: If the rivers contradict each other.
    """
    size = max(registry.channels, default=-1) + 1
    network = RiverNetwork(rivers, stations=registry.stations.values())
    sources = Sources(
        registry=registry,
        fences={str(each.id): each for each in fences},
        size=size,
        network=network,
        known_fences=known_fences,
    )
    enabled = tuple(rule for rule in _distinct(rules) if rule.is_enabled)
    plan = Plan()
    places = staying(before, enabled, sources)
    known = frozenset(places[places >= 0].tolist())
    rows = [*threshold.threshold_rows(enabled, sources, known=known), *feature_rows(enabled, sources, plan)]
    thresholds = threshold.compile_rows(rows, enabled, sources)
    if before is not None and known:
        thresholds = joined(before.thresholds, thresholds, places=places, rules=len(enabled))
    silences = silence.compile_table(enabled, sources, plan=plan, thresholds=thresholds)
    insides = fence.compile_table(enabled, sources)
    events = event.compile_table(enabled, sources)
    return Program(
        rules=enabled,
        size=size,
        thresholds=thresholds,
        past=plan.table(size=size),
        silences=silences,
        fences=insides,
        events=events,
        guards=guard.compile_table(enabled, sources, thresholds=thresholds, others=(silences, insides, events)),
        sources=replace(sources, found={}),
        composites=composite.compile_table(
            enabled,
            sources,
            tables=(thresholds, silences, insides, events),
            known=(*beside, *rules),
            places={(enabled[row].id, target): place for row, target, place in placed_rows(events)},
        ),
    )


def _distinct(rules: Sequence[Rule]) -> Sequence[Rule]:
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise RuleError("two rules have this id", origin=f"rule {rule.id}")
        seen.add(rule.id)
    return rules
