"""Rules: CPU-seconds of the engine against the number of rules, and against the share of readings that stir it.

The engine alone, as it runs live: every datastream reports once a sweep, a sweep is a batch, late readings could
still be judged. A check is one rule asked about one reading; every rule has four levels, a hold, an own clear level
and a clear time. Now and then a river rises beyond the lowest level of its rules and falls again within six hours;
how high decides which of its rules, and which of their levels, are raised.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from fenghuo.bench.growth import exponent
from rules.compiler import compile_rules
from rules.engine import evaluate, initial
from rules.rule import Direction, Rule, Scope, Threshold
from rules.transition import RuleId
from sensing.batch import make_batch
from sensing.level import LADDER
from sensing.station import Datastream, DatastreamNumber, Registry, Station, StationId, StationKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rules.program import Program
    from sensing.batch import Batch

#: Time between two sweeps, µs.
SWEEP = 300_000_000
#: Readings of a flood, from the first that lies beyond a level to the last.
FLOOD = 72
#: Sweeps before the figures begin, so that what is raised and what clears are in balance.
WARM_UP = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesOptions:
    """Size of the run."""

    datastreams: int = 10_000
    #: Rules of each round, ascending; spread evenly over the datastreams.
    rules: tuple[int, ...] = (100, 1000, 10_000, 100_000)
    #: Share of the readings that lie beyond the lowest level of their datastream.
    shares: tuple[float, ...] = (0.01, 0.1)
    #: Sweeps that are measured in each round.
    sweeps: int = 60


def run(options: RulesOptions, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Return the figures of every number of rules at every share."""
    registry = a_city(options.datastreams)
    found: list[dict[str, Any]] = []
    for count in options.rules:
        started = time.process_time()
        program = compile_rules(the_rules(count, datastreams=options.datastreams), registry=registry)
        compiled = time.process_time() - started
        for share in options.shares:
            row = {"rules": count, "share": share, "compile_s": round(compiled, 3)}
            row |= _measured(program, options, share=share)
            found.append(row)
            say(f"{count:,} rules, {share:.0%} of readings in a flood: {row['checks_per_cpu_second']:,.0f} checks/s")
    return {
        "bench": "rules",
        "datastreams": options.datastreams,
        "rounds": found,
        "exponent": {
            f"{share:g}": exponent(options.rules, [row["ns_per_reading"] for row in found if row["share"] == share])
            for share in options.shares
        },
    }


def a_city(datastreams: int) -> Registry:
    """Return so many river gauges."""
    return Registry(
        Station(
            id=StationId(f"G{number:06}"),
            name=f"G{number}",
            kind=StationKind.RIVER_GAUGE,
            division="411528000000",
            lon=114.0,
            lat=32.0,
            datastreams=(Datastream(number=DatastreamNumber(number), property="water_level", unit="m"),),
        )
        for number in range(datastreams)
    )


def the_rules(count: int, *, datastreams: int) -> list[Rule]:
    """Return so many rules, each at one station; those of one station have different levels."""
    found = []
    for number in range(count):
        lowest = 10 + 0.3 * (number // datastreams)
        when = Threshold(
            property="water_level",
            direction=Direction.ABOVE,
            levels={level: lowest + place for place, level in enumerate(LADDER)},
            hold=timedelta(minutes=10),
            clear_by=0.3,
            clear_for=timedelta(minutes=30),
        )
        # A stride that has no part in common with round numbers spreads few rules over all of the city.
        station = f"G{number * 7919 % datastreams:06}"
        found.append(
            Rule(
                id=RuleId(f"r{number}"),
                hazard="11A01",
                title_zh="水位",
                title_en="Stage",
                scope=Scope(stations=(station,)),
                when=when,
                version=1,
            )
        )
    return found


def the_sweeps(datastreams: int, *, share: float, count: int) -> Iterator[Batch]:
    """Yield batches of one reading of each datastream; ``share`` of them is taken in a flood."""
    random = np.random.default_rng(1)
    stream = np.arange(datastreams, dtype=np.int32)
    period = round(FLOOD / share)
    phase, crest = random.integers(0, period, datastreams), 0.2 + 5 * random.random(datastreams)
    for sweep in range(count):
        step = (sweep + phase) % period
        rise = 1 - np.abs(2 * (step + 0.5) / FLOOD - 1)
        noise = 0.01 * random.random(datastreams)
        at = np.full(datastreams, sweep * SWEEP, dtype=np.int64)
        yield make_batch(
            datastream=stream,
            phenomenon_time=at,
            result_time=at + 1_000_000,
            value=np.where(step < FLOOD, 10 + crest * rise + noise, 9 + 50 * noise),
        )


def _measured(program: Program, options: RulesOptions, *, share: float) -> dict[str, Any]:
    state = initial(program)
    sweeps = list(the_sweeps(options.datastreams, share=share, count=WARM_UP + options.sweeps))
    for batch in sweeps[:WARM_UP]:
        state, _ = evaluate(program, state, batch)
    stirred = transitions = 0
    spent = 0.0
    for batch in sweeps[WARM_UP:]:
        own = state.thresholds
        stirred += int(((own.busy > 0) | (batch.value > own.high) | (batch.value < own.low)).sum())
        started = time.process_time()
        state, said = evaluate(program, state, batch)
        spent += time.process_time() - started
        transitions += len(said)
    readings = options.datastreams * options.sweeps
    checks = len(program.thresholds.target) * options.sweeps
    return {
        "checks_per_cpu_second": checks / spent,
        "ns_per_reading": spent / readings * 1e9,
        "stirred": round(stirred / readings, 4),
        "transitions": transitions,
        "cpu_seconds": round(spent, 3),
    }
