"""The silence table: which datastreams each station's silence is heard on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rules.column import ENDLESS, Links
from rules.silence.condition import Silence
from rules.silence.look import Look, look_of
from rules.silence.substitute import substitutes_of
from rules.sources import trusted, trusts
from rules.transition import Target
from sensing.instant import span_micros

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rules.feature.plan import Plan
    from rules.rule import Rule
    from rules.sources import Sources
    from rules.threshold.table import ThresholdTable
    from sensing.batch import BoolArray, Int32Array, IntArray, SmallArray
    from sensing.quality import Quality


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceTable:
    """One row per silence rule and station."""

    rule: Int32Array
    target: tuple[Target, ...]
    #: ``Level`` while silent, int8, shape (n,).
    level: SmallArray
    #: µs, int64, shape (n,).
    after: IntArray
    #: Whether the rule trusts each ``Quality``, shape (n, 3).
    trusts: BoolArray
    #: Datastreams of each slot; any of them is enough to be heard.
    members: Links
    #: Slots of each datastream.
    slots: Links
    #: The different sets of qualities that rules trust.
    policies: tuple[tuple[Quality, ...], ...]
    #: Shortest ``after`` by policy on each datastream, µs, int64, shape (policies, size); ENDLESS where there is none.
    gap: IntArray
    #: ``Level`` when it falls silent while rising, 0 where that makes no difference, int8, shape (n,).
    rising: SmallArray
    #: What is looked back on to tell whether it rose; ``looks`` of slots that do not ask is None, length n.
    looks: tuple[Look | None, ...]
    #: Slots of the ladders at the station of each slot that asks for its rising.
    companions: Links
    #: Whom to look at meanwhile, station ids by kind, length n.
    substitutes: tuple[dict[str, str], ...]


def compile_table(rules: tuple[Rule, ...], sources: Sources, *, plan: Plan, thresholds: ThresholdTable) -> SilenceTable:
    """Return the slots of the silence rules.

    Args:
        rules: The rules that judge.
        sources: Stations and fences.
        plan: Takes what must be remembered to tell a rise.
        thresholds: The slots of the ladders.

    Raises:
        RuleError: If a rule names what is not there.
    """
    rows: list[tuple[int, Silence, str, list[int]]] = []
    for place, rule in enumerate(rules):
        when = rule.when
        if isinstance(when, Silence):
            rows += [(place, when, target, members) for target, members in _listened(rule, when, sources)]
    slot = np.repeat(np.arange(len(rows)), [len(row[3]) for row in rows]).astype(np.int64)
    member = np.array([number for row in rows for number in row[3]], dtype=np.int64)
    after = np.array([span_micros(row[1].after) for row in rows], dtype=np.int64)
    rule_of = np.array([row[0] for row in rows], dtype=np.int32)
    policies = tuple(dict.fromkeys(trusted(rules[row[0]]) for row in rows))
    policy = np.array([policies.index(trusted(rules[row[0]])) for row in rows], dtype=np.int64)
    gap = np.full((len(policies), sources.size), ENDLESS, dtype=np.int64)
    np.minimum.at(gap, (policy[slot], member), after[slot])
    return SilenceTable(
        rule=rule_of,
        target=tuple(Target(row[2]) for row in rows),
        level=np.array([row[1].level for row in rows], dtype=np.int8),
        after=after,
        trusts=trusts(rules)[rule_of],
        members=Links.between(slot, member, rows=len(rows)),
        slots=Links.between(member, slot, rows=sources.size),
        policies=policies,
        gap=gap,
        rising=np.array([row[1].rising.level if row[1].rising else 0 for row in rows], dtype=np.int8),
        looks=tuple(look_of(rules[row[0]], row[1], row[2], sources=sources, plan=plan) for row in rows),
        companions=_companions(rows, thresholds),
        substitutes=substitutes_of([(row[1], row[2]) for row in rows], sources),
    )


def _companions(rows: list[tuple[int, Silence, str, list[int]]], thresholds: ThresholdTable) -> Links:
    asking: dict[str, list[int]] = {}
    for slot, (_, when, target, _) in enumerate(rows):
        if when.rising:
            asking.setdefault(target, []).append(slot)
    pairs = [
        (slot, other)
        for other, target in enumerate(thresholds.target if asking else ())
        for slot in asking.get(str(target), ())
    ]
    return Links.between([pair[0] for pair in pairs], [pair[1] for pair in pairs], rows=len(rows))


def _listened(rule: Rule, when: Silence, sources: Sources) -> Iterable[tuple[str, list[int]]]:
    """Yield each station of a silence rule with the datastreams that are listened to."""
    if when.property:
        for channel in sources.channels(rule, when.property):
            yield channel.station, [channel.number]
        return
    for station in sources.stations(rule):
        channels = sources.registry.channels_of(station.id) or {}
        if channels:
            yield station.id, [channel.number for channel in channels.values()]
