"""A storm of transitions while people work: nothing dropped, one incident per danger, and an API that still answers.

Transitions go through the writer of the runtime (incidents follow, warnings follow those) as fast as the store takes
them; beside it ``fenghuo serve --role api`` answers a person who looks at the board twenty times a second. Latency
counts from the intended instant of each request: a stall shows.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from alerts.issuer import Issuer
from alerts.policy import Policy
from alerts.warning import CapStatus
from fenghuo.backlog import Work
from fenghuo.bench.programs import BenchError
from fenghuo.bench.stage import Stage, bench_station, fenghuo_process, open_stage
from fenghuo.clock import now
from fenghuo.judge import Judge
from fenghuo.writer import Writer
from rules.transition import Change, Reason, RuleId, Target, Transition
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

RULE = """
apiVersion: fenghuo/v1
kind: Rule
id: bench-storm
hazard: "11A01"
title: {zh: 压测风暴, en: Bench storm}
scope: {properties: [water_level]}
when:
  kind: threshold
  property: water_level
  direction: above
  levels: {blue: 1, yellow: 2, orange: 3, red: 4}
"""
#: Seconds that all of it may take to be written.
_LAST_FLUSH = 3600.0
#: Seconds that the last look may take.
_LAST_LOOK = 70.0
#: Levels that each station goes through, over and over; it never comes to rest.
_TIDE = (Level.BLUE, Level.YELLOW, Level.ORANGE, Level.RED, Level.ORANGE, Level.YELLOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class StormOptions:
    """What is measured."""

    transitions: int = 100_000
    stations: int = 1000
    #: Townships that the stations stand in: each is warned for itself.
    townships: int = 50
    #: Transitions in one flush of the intake.
    batch: int = 1000
    #: Looks at the board a second.
    looks: float = 20.0


def tide(count: int, stations: int, *, begin: datetime) -> Iterator[Transition]:
    """Give transitions of stations in turn, each one step up or down."""
    for number in range(count):
        turn, station = divmod(number, stations)
        before = Level.NONE if turn == 0 else _TIDE[(turn - 1) % len(_TIDE)]
        after = _TIDE[turn % len(_TIDE)]
        is_rise = after > before
        yield Transition(
            rule=RuleId("bench-storm"),
            version=1,
            target=Target(bench_station(station).id),
            change=Change.RAISE if is_rise else Change.LOWER,
            before=before,
            after=after,
            at=begin + timedelta(milliseconds=number),
            reason=Reason.HELD if is_rise else Reason.RECEDED,
            property="water_level",
            value=float(after),
            threshold=float(max(before, after)),
        )


def run(options: StormOptions, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Let the storm loose and return what came of it."""
    with open_stage(stations=options.stations, rules=RULE, townships=options.townships) as stage:
        with fenghuo_process(stage, "api", client_id="bench-storm") as (_, url):
            onlooker = _start_onlooker(url, stage.secrets.api_key, looks=options.looks)
            say(f"{options.transitions} transitions of {options.stations} stations")
            began = time.monotonic()  # noqa: TID251
            _storm(stage, options)
            seconds = time.monotonic() - began  # noqa: TID251
            out, _ = onlooker.communicate("\n", timeout=_LAST_LOOK)
        return _figures(stage, options, json.loads(out), seconds=seconds)


def _start_onlooker(url: str, key: str, *, looks: float) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-m", "fenghuo.bench.onlooker", url, str(looks)]
    process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    if process.stdin is None:
        raise BenchError("the onlooker has no pipes")
    # The key goes over a pipe: a command line is there for everybody to read.
    process.stdin.write(key + "\n")
    process.stdin.flush()
    return process


def _storm(stage: Stage, options: StormOptions) -> None:
    judge = Judge(stage.store)
    judge.start()
    issuer = Issuer(sender="bench", sender_name="bench", status=CapStatus.TEST)
    writer = Writer(store=stage.store, judge=judge, policy=Policy(), issuer=issuer, name="bench-writer")
    waiting = list(tide(options.transitions, options.stations, begin=now()))
    is_written = threading.Event()
    flushes = [waiting[start : start + options.batch] for start in range(0, len(waiting), options.batch)]
    writer.start()
    try:
        for flush in flushes:
            writer.put(Work(transitions=flush, done=is_written.set if flush is flushes[-1] else None))
        if not is_written.wait(_LAST_FLUSH):
            raise BenchError(f"the storm was not written in {_LAST_FLUSH:.0f} s: {writer.trouble or 'too slow'}")
    finally:
        writer.stop()


def _figures(stage: Stage, options: StormOptions, looks: dict[str, Any], *, seconds: float) -> dict[str, Any]:
    told, since = 0, 0
    while rows := stage.store.journal(since=since, limit=5000):
        told += sum(row.entry.kind == "incident" for row in rows)
        since = rows[-1].seq
    warnings = stage.store.warnings(limit=10 * options.stations)
    standing = stage.store.incidents(is_open=True, before=None, limit=10 * options.stations)
    took = sorted(looks["took"]) or [0.0]
    return {
        "bench": "storm",
        "transitions_per_second": round(options.transitions / seconds, 1),
        "seconds": round(seconds, 2),
        "dropped": max(0, options.transitions - told),
        "incidents": len(standing),
        "stations": options.stations,
        "warnings": len(warnings),
        "chains": len({warning.incident for warning in warnings}),
        "situations": len({incident.situation for incident in standing}),
        "looks": len(took),
        "errors": looks["errors"],
        "p50_s": round(statistics.median(took), 4),
        "p95_s": round(took[int(0.95 * (len(took) - 1))], 4),
        "worst_s": round(took[-1], 4),
    }
