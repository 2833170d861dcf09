"""Rules of the derived kinds, and readings judged by the whole engine."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from rules.compiler import compile_rules
from rules.document import parse_rule, rule_to_document
from rules.engine import evaluate, initial
from rules.feature.plan import Need, Plan
from rules.past import Past
from rules.threshold.feature import Asked
from sensing.batch import make_batch
from sensing.document import write_document
from sensing.instant import to_micros
from sensing.quality import Quality
from sensing.station import Registry
from tests.unit.rules.builders import MINUTE, a_station

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.rule import Rule
    from rules.transition import Transition
    from sensing.batch import Batch

HEAD = """apiVersion: fenghuo/v1
kind: Rule
id: derived
hazard: "11A01"
title: {zh: 派生, en: Derived}
"""

REGISTRY = Registry(
    [
        a_station("HERE", properties=("water_level", "rain_5m", "rain_total", "pm25"), first=0),
        a_station("ABOVE", properties=("water_level",), first=4),
    ]
)
STREAMS = {"water_level": 0, "rain_5m": 1, "rain_total": 2, "pm25": 3, "upstream": 4}


def a_derived(when: str, *, scope: str = "{stations: [HERE]}") -> Rule:
    """Return the rule of a ``when`` written as YAML flow, e.g. ``{kind: rate, …}``."""
    return parse_rule(f"{HEAD}scope: {scope}\nwhen: {when}\n", origin="derived.yaml")


def when_of(when: str) -> Any:
    return a_derived(when).when


def written_again(rule: Rule) -> Rule:
    """Return a rule after it was written as a document and read back."""
    return parse_rule(write_document(rule_to_document(rule)), origin="again.yaml")


def batch_of(rows: Sequence[tuple[float, float]], *, stream: int) -> Batch:
    return make_batch(
        datastream=[stream] * len(rows),
        phenomenon_time=[round(minute * MINUTE) for minute, _ in rows],
        value=[value for _, value in rows],
    )


def judged(
    rule: Rule, rows: Sequence[tuple[float, float]], *, stream: int, cuts: Sequence[int] = ()
) -> list[Transition]:
    """Return what the engine says of some readings, brought in batches that are cut at ``cuts``."""
    program = compile_rules([rule], registry=REGISTRY)
    state, said = initial(program), []
    for begin, end in pairwise([0, *sorted(cuts), len(rows)]):
        state, transitions = evaluate(program, state, batch_of(rows[begin:end], stream=stream))
        said += transitions
    return said


def steps_of(transitions: Sequence[Transition]) -> list[tuple[int, int, int]]:
    """Return (minute, level before, level after) of transitions."""
    return [(to_micros(each.at) // MINUTE, int(each.before), int(each.after)) for each in transitions]


def a_past(rows: Sequence[tuple[float, float]], *, span: int = 10**6, **need: Any) -> Past:
    """Return the past of one datastream, as row 0."""
    plan = Plan()
    plan.row(Need(datastream=0, quality=(Quality.GOOD,), **need), span=span * MINUTE)
    past = Past(plan.table(size=1))
    past.insert(batch_of(rows, stream=0))
    return past


def asked(*minutes: float, source: int = 0) -> Asked:
    """Return the question for the number of one slot at some instants."""
    time = np.array([round(minute * MINUTE) for minute in minutes], dtype=np.int64)
    rows = np.full(len(time), source, dtype=np.int64)
    return Asked(slot=rows, source=rows, datastream=np.zeros(len(time), dtype=np.int64), time=time, stated=time)


def column(*numbers: float) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)
