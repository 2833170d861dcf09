"""A gauge for timelines: one rule on one datastream, its clock in minutes."""

from __future__ import annotations

from datetime import timedelta

from rules.compiler import compile_rules
from rules.engine import evaluate, initial, tick
from sensing.instant import Micros, to_micros
from tests.unit.rules.builders import MINUTE, a_registry, a_rule, readings


class Gauge:
    """One rule on one datastream."""

    def __init__(self, when=None, **fields):
        self.program = compile_rules([a_rule(when, **({"lateness": timedelta(0)} | fields))], registry=a_registry())
        self.state = initial(self.program)

    def read(self, *rows, **columns):
        """Return (minute, change, level after, reason) of what the readings say."""
        self.state, said = evaluate(self.program, self.state, readings(rows, **columns))
        self.said = said
        return [_short(each) for each in said]

    def tick(self, minute):
        self.state, said, wanted = tick(self.program, self.state, now=Micros(round(minute * MINUTE)))
        self.said = said
        self.wanted = wanted / MINUTE if wanted is not None else None
        return [_short(each) for each in said]


def _short(each):
    return to_micros(each.at) / MINUTE, each.change.value, each.after.key, each.reason.value
