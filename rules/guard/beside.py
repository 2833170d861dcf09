"""Beside: the rules that may hold a guarded one, which must judge beside it where it is tried alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rules.composite.condition import Composite
from rules.guard.table import asks, holder_level
from rules.rule import Scope
from rules.threshold.ladder import Laddered

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from rules.rule import Rule
    from rules.sources import Sources


def with_holders(
    rules: Sequence[Rule],
    *,
    known: Iterable[Rule],
    sources: Sources,
) -> list[Rule]:
    """Return some rules, and those that may hold the guarded ones among them, cut down to the stations upstream.

    Args:
        rules: The rules.
        known: Every rule that may hold one.
        sources: Stations, fences and rivers.

    Raises:
        RuleError: If a rule names a station, fence or basin that is not there.
    """
    wanted: dict[str, set[str]] = {}
    for rule in rules:
        if asks(rule.when):
            stations = sources.stations(rule)
            above = {each.station for station in stations for each in sources.network.upstream(str(station.id))}
            wanted.setdefault(rule.hazard, set()).update(above)
    own = {rule.id for rule in rules}
    found = list(rules)
    for rule in known:
        holds = not isinstance(rule.when, Composite) and holder_level(rule.when) is not None
        if rule.id in own or not rule.is_enabled or not holds or rule.hazard not in wanted:
            continue
        judged = sources.stations(rule)
        key = getattr(rule.when, "property", "")
        names = tuple(
            str(each.id)
            for each in judged
            if each.id in wanted[rule.hazard] and (not key or key in (sources.registry.channels_of(each.id) or {}))
        )
        if names:
            found.append(narrowed_to(rule, names))
    return found


def narrowed_to(rule: Rule, stations: Collection[str]) -> Rule:
    """Return a rule as it judges some of its stations."""
    when = rule.when
    if isinstance(when, Laddered) and when.stations:
        when = replace(when, stations={name: own for name, own in when.stations.items() if name in stations})
    return replace(rule, scope=Scope(stations=tuple(stations)), when=when)


def guarded_alone(rule: Rule, station: str, *, known: Iterable[Rule], sources: Sources) -> list[Rule]:
    """Return a guarded rule as it judges one station, with everything upstream that may hold it there.

    Raises:
        RuleError: If a rule names a station, fence or basin that is not there.
    """
    above = {each.station for each in sources.network.upstream(station)}
    key = getattr(rule.when, "property", "")
    judged = (str(each.id) for each in sources.stations(rule))
    stations = [
        name
        for name in judged
        if name == station or (name in above and key in (sources.registry.channels_of(name) or {}))
    ]
    own = narrowed_to(rule, stations)
    return with_holders([own], known=known, sources=sources)
