"""A river with three gauges, and what the upstream guard makes of its ladders, in the plainest way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.river import Reach, River
from rules.compiler import compile_rules
from rules.engine import evaluate, initial, recover, tick
from rules.silence.condition import Rising
from sensing.batch import concat, make_batch
from sensing.instant import Micros, to_micros
from sensing.level import Level
from sensing.station import Registry
from tests.unit.rules.builders import MINUTE, a_rule, a_silence, a_station, a_threshold
from tests.unit.rules.worlds import told

if TYPE_CHECKING:
    from rules.transition import Transition

#: Water runs from A past B to C; D lies on no river, E below a lake that joins at C.
STATIONS = (
    a_station("A", first=1),
    a_station("B", first=2),
    a_station("C", first=3),
    a_station("D", first=4),
    a_station("E", first=5),
)
REGISTRY = Registry(STATIONS)
RIVER = River(
    id="huai", name="淮河", reaches=tuple(Reach(upper=a, lower=b) for a, b in [("A", "B"), ("B", "C"), ("E", "C")])
)
ABOVE = {"A": "", "B": "A", "C": "ABE", "D": "", "E": ""}
STEPS = {Level.YELLOW: 1.0, Level.ORANGE: 2.0, Level.RED: 3.0}
STAGE = a_rule(a_threshold(levels=STEPS, clear_upstream=True))
FREE = a_rule(a_threshold(levels=STEPS))
#: A second rule of the hazard, one of another, and a silence that counts where the gauge was lost while rising.
OTHER = a_rule(a_threshold(levels={Level.ORANGE: 1.5}), id="other")
RAIN = a_rule(a_threshold(levels={Level.RED: 0.5}), id="rain", hazard="11B03")
LOST = a_rule(a_silence(15, level=Level.YELLOW, rising=Rising(level=Level.RED)), id="lost")


def compiled(*rules, **fields):
    return compile_rules(rules or [STAGE], **({"registry": REGISTRY, "rivers": [RIVER]} | fields))


def a_batch(*rows):
    """Return readings (station, minute, value) or (station, minute, value, minute of arrival)."""
    return make_batch(
        datastream=["?ABCDE".index(row[0]) for row in rows],
        phenomenon_time=[row[1] * MINUTE for row in rows],
        result_time=[(row[3] if len(row) > 3 else row[1]) * MINUTE for row in rows],
        value=[row[2] for row in rows],
    )


class Room:
    """An engine, the clock in minutes."""

    def __init__(self, *rules, **fields):
        self.program = compiled(*rules, **fields)
        self.state = initial(self.program)
        self.fed, self.all = [], []

    def read(self, *rows):
        self.fed.append(a_batch(*rows))
        self.state, said = evaluate(self.program, self.state, self.fed[-1])
        return self.heard(said)

    def tick(self, minute):
        self.state, said, _ = tick(self.program, self.state, now=Micros(minute * MINUTE))
        return self.heard(said)

    def restart(self, minute, closed=(), levels=None):
        known = told({}, self.all) if levels is None else levels
        self.state, said = recover(
            self.program, levels=known, tail=concat(self.fed), now=Micros(minute * MINUTE), closed=dict(closed)
        )
        return self.heard(said)

    def heard(self, said: list[Transition]):
        self.said = said
        self.all += said
        return [(to_micros(one.at) // MINUTE, one.rule, one.target, one.after.key, one.reason.value) for one in said]


def guarded(said: list[Transition], rule: str, station: str, holders: set[tuple[str, str]]) -> list[tuple]:
    """Return (µs, before, after) of a guarded slot by trying every level at every instant."""
    instants = sorted({to_micros(each.at) for each in said})
    ladder, above, stands = Level.NONE, dict.fromkeys(holders, Level.NONE), set()
    found = []
    for at in instants:
        now = [each for each in said if to_micros(each.at) == at]
        for each in now:
            if (each.rule, each.target) in above:
                above[each.rule, each.target] = each.after
        for each in now:
            if (each.rule, each.target) == (rule, station):
                ladder = each.after
        before = max(stands, default=Level.NONE)
        for level in list(Level)[1:]:
            if ladder >= level:
                stands.add(level)
            elif all(other < level for other in above.values()):
                stands.discard(level)
        after = max(stands, default=Level.NONE)
        if after is not before:
            found.append((at, before, after))
    return found
