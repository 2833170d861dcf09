"""The slots of all kinds whose number is derived from recent readings, and the past that they need."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from rules.errors import RuleError
from rules.feature.accumulation import Accumulation
from rules.feature.arrival import TrendFeature
from rules.feature.deviation import Deviation, DeviationFeature
from rules.feature.plan import Need, Plan
from rules.feature.rate import Rate, RateFeature
from rules.feature.reached import AccumulationFeature
from rules.feature.trend import Trend
from rules.increment import whole
from rules.sources import trusted
from rules.threshold.table import Ladders, Row
from sensing.errors import suggestion
from sensing.instant import span_micros
from sensing.station import StationId

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rules.rule import Rule
    from rules.sources import Sources
    from rules.threshold.feature import Feature
    from rules.threshold.signed import Ladder
    from sensing.batch import IntArray
    from sensing.station import Channel

#: Kept beyond what the numbers look back on, µs: late readings are judged again, from some way before them.
SPARE: Final = 3_600_000_000


@dataclass(slots=True)
class _Slots:
    """The slots of one kind, being gathered."""

    make: Callable[[list[Any], IntArray], Feature]
    rows: list[Row] = field(default_factory=list)
    whens: list[Any] = field(default_factory=list)
    past: list[int] = field(default_factory=list)

    def add(self, row: Row, when: object, *, past: int) -> None:
        self.rows.append(replace(row, source=len(self.rows)))
        self.whens.append(when)
        self.past.append(past)

    def finished(self) -> list[Row]:
        if not self.rows:
            return []
        feature = self.make(self.whens, np.array(self.past, dtype=np.int64))
        return [replace(row, feature=feature) for row in self.rows]


def feature_rows(rules: tuple[Rule, ...], sources: Sources, plan: Plan) -> list[Row]:
    """Return the slots of the derived kinds; ``plan`` takes what must be remembered for them.

    Raises:
        RuleError: If a rule names what is not there.
    """
    kinds = {
        Rate: _Slots(RateFeature.of),
        Deviation: _Slots(DeviationFeature.of),
        Accumulation: _Slots(AccumulationFeature.of),
        Trend: _Slots(TrendFeature.of),
    }
    for place, rule in enumerate(rules):
        when = rule.when
        if isinstance(when, Trend):
            _trends(kinds[Trend], (place, rule, when), sources, plan)
        elif isinstance(when, Rate | Deviation | Accumulation):
            slots, ladder_of = kinds[type(when)], _ladders(rule, when, sources)
            for channel in sources.channels(rule, when.property):
                row = Row(place=place, channel=channel, ladder=ladder_of(channel))
                slots.add(row, when, past=_remembered(plan, rule, when, channel))
    return [row for slots in kinds.values() for row in slots.finished()]


def _ladders(rule: Rule, when: Rate | Deviation | Accumulation, sources: Sources) -> Callable[[Channel], Ladder]:
    if isinstance(when, Accumulation):
        ladder = when.ladder()
        return lambda _: ladder
    return Ladders(rule, when, sources).of


def _remembered(plan: Plan, rule: Rule, when: Rate | Deviation | Accumulation | Trend, channel: Channel) -> int:
    """Return the row of the past that holds the readings of a channel for a rule."""
    interval = rollover = 0
    if isinstance(when, Accumulation):
        interval, rollover = when.counting(), int(whole(np.array([when.rollover]))[0])
    elif isinstance(when, Trend) and when.upstream:
        # What is covered is reckoned as for increments of which each stands until the datastream counts as silent.
        interval = channel.silent_after
    need = Need(datastream=channel.number, quality=trusted(rule), interval=interval, rollover=rollover)
    return plan.row(need, span=span_micros(when.look_back() + 2 * rule.lateness) + SPARE)


def _trends(slots: _Slots, numbered: tuple[int, Rule, Trend], sources: Sources, plan: Plan) -> None:
    place, rule, when = numbered
    ladder = when.ladder()
    upstream = _upstream(rule, when, sources) if when.upstream else None
    for channel, reach in _reaching(rule, when, sources):
        source = upstream or channel
        # Judged on the readings from upstream; what is warned of is the station here.
        judged = replace(source, station=channel.station)
        row = Row(place=place, channel=judged, ladder=ladder)
        slots.add(row, (when, reach), past=_remembered(plan, rule, when, source))


def _reaching(rule: Rule, when: Trend, sources: Sources) -> Iterator[tuple[Channel, float]]:
    """Yield the channel at each station of a trend rule that has a level to reach, with that level."""
    judged = set()
    for channel in sources.channels(rule, when.property):
        judged.add(str(channel.station))
        reach = when.reach_at(str(channel.station))
        if reach is not None:
            yield channel, reach
    strange = next((name for name in when.reach if name and name not in judged), None)
    if strange is not None:
        detail = f'when.reach names "{strange}", which is no station of its scope that measures {when.property}'
        raise RuleError(f"{detail}{suggestion(strange, judged)}", origin=f"rule {rule.id}")


def _upstream(rule: Rule, when: Trend, sources: Sources) -> Channel:
    name = when.upstream.station if when.upstream else ""
    channels = sources.registry.channels_of(StationId(name))
    if channels is None:
        known = [str(station) for station in sources.registry.stations]
        detail = f'when.upstream.station names unknown station "{name}"{suggestion(name, known)}'
        raise RuleError(detail, origin=f"rule {rule.id}")
    if when.property not in channels:
        measured = ", ".join(channels) or "nothing"
        detail = f'station "{name}" upstream does not measure "{when.property}", it measures {measured}'
        raise RuleError(detail, origin=f"rule {rule.id}")
    return channels[when.property]
