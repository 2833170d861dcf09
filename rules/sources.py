"""Sources: what rules are compiled against, and the columns that every kind takes from its rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geo.river_network import RiverNetwork
from rules.errors import RuleError
from rules.scope import stations_of
from sensing.quality import Quality

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.fence import Fence
    from geo.index import FenceIndex
    from rules.rule import Rule, Scope
    from sensing.batch import BoolArray
    from sensing.station import Channel, Registry, Station


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What rules are compiled against; equal scopes are looked up once."""

    registry: Registry
    #: By id.
    fences: Mapping[str, Fence]
    #: One more than the highest datastream number.
    size: int
    #: Which stations lie above and below which, and in which basin.
    network: RiverNetwork = field(default_factory=lambda: RiverNetwork(()))
    #: Fences that are indexed already; None without any.
    known_fences: FenceIndex | None = None
    found: dict[Scope, list[Station]] = field(default_factory=dict)

    def stations(self, rule: Rule) -> list[Station]:
        """Return the stations that a rule judges."""
        if rule.scope not in self.found:
            self.found[rule.scope] = stations_of(rule, registry=self.registry, fences=self.fences, network=self.network)
        return self.found[rule.scope]

    def channels(self, rule: Rule, key: str) -> Iterable[Channel]:
        """Yield the channel that measures a property at each station of a rule.

        Raises:
            RuleError: If the rule names a station that does not measure it.
        """
        for station in self.stations(rule):
            channels = self.registry.channels_of(station.id) or {}
            if key in channels:
                yield channels[key]
            elif str(station.id) in rule.scope.stations:
                measured = ", ".join(channels) or "nothing"
                detail = f'station "{station.id}" does not measure "{key}", it measures {measured}'
                raise RuleError(detail, origin=f"rule {rule.id}")


def trusts(rules: Sequence[Rule]) -> BoolArray:
    """Return whether each rule trusts each quality, shape (n, 3)."""
    # Of ten thousand rules, few trust different qualities.
    rows = {each: [quality in each for quality in Quality] for each in {rule.quality for rule in rules}}
    known = np.array([rows[rule.quality] for rule in rules], dtype=np.bool_)
    return known.reshape(-1, len(Quality))


def trusted(rule: Rule) -> tuple[Quality, ...]:
    """Return the qualities that a rule trusts, in the order of the qualities."""
    return tuple(quality for quality in Quality if quality in rule.quality)
