"""A storm of transitions while people work: nothing dropped, one incident per danger, and an API that still answers.

Transitions go into the store the way the writer puts them there (incidents follow, warnings follow those), as fast as
the store takes them; beside it ``fenghuo serve --role api`` answers a person who
looks at the board twenty times a second. Latency counts from the intended instant of each request: a stall shows.
"""

from __future__ import annotations

import statistics
import threading
import time
import urllib.request
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from alerts.issuer import Issuer
from alerts.issuing import follow
from alerts.policy import Policy
from alerts.warning import CapStatus
from fenghuo.bench.stage import Stage, bench_station, fenghuo_process, open_stage
from fenghuo.clock import now
from incidents.board import apply
from rules.document import parse_rules
from rules.transition import Change, Reason, RuleId, Target, Transition
from sensing.level import Level
from sensing.station import Registry

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
#: Levels that each station goes through, over and over; it never comes to rest.
_TIDE = (Level.BLUE, Level.YELLOW, Level.ORANGE, Level.RED, Level.ORANGE, Level.YELLOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class StormOptions:
    """What is measured."""

    transitions: int = 100_000
    stations: int = 1000
    #: Transitions in one commit.
    batch: int = 1000
    #: Looks at the board a second.
    looks: float = 20.0


@dataclass(slots=True)
class Onlooker:
    """A person who looks at the board again and again."""

    url: str
    key: str
    rate: float
    #: Seconds from the intended instant of each request to its answer.
    took: list[float] = field(default_factory=list)
    errors: int = 0
    _stopping: threading.Event = field(default_factory=threading.Event)

    def start(self) -> threading.Thread:
        """Begin to look."""
        thread = threading.Thread(target=self._run, name="onlooker", daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        """Stop after the look in hand."""
        self._stopping.set()

    def _run(self) -> None:
        due = time.monotonic()  # noqa: TID251  a span, not an instant
        while not self._stopping.wait(max(0.0, due - time.monotonic())):  # noqa: TID251
            request = urllib.request.Request(f"{self.url}/api/v1/incidents?open=true&limit=100")  # noqa: S310  our own
            request.add_header("Authorization", f"Bearer {self.key}")
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                    answer.read()
            except OSError:
                self.errors += 1
            self.took.append(time.monotonic() - due)  # noqa: TID251
            due += 1 / self.rate


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
    with open_stage(stations=options.stations, rules=RULE) as stage:
        with fenghuo_process(stage, "api", client_id="bench-storm") as (_, url):
            onlooker = Onlooker(url, stage.secrets.api_key, options.looks)
            thread = onlooker.start()
            say(f"{options.transitions} transitions of {options.stations} stations")
            began = time.monotonic()  # noqa: TID251
            _storm(stage, options)
            seconds = time.monotonic() - began  # noqa: TID251
            onlooker.stop()
            thread.join(70)
        return _figures(stage, options, onlooker, seconds=seconds)


def _storm(stage: Stage, options: StormOptions) -> None:
    registry = Registry(stage.store.stations())
    rules = {rule.id: rule for rule in parse_rules(RULE, origin="bench")}
    issuer = Issuer(sender="bench", sender_name="bench", status=CapStatus.TEST)
    waiting = list(tide(options.transitions, options.stations, begin=now()))
    for start in range(0, len(waiting), options.batch):
        with stage.store.begin() as tx:
            piece = waiting[start : start + options.batch]
            changed = apply(tx, piece, rules=rules, registry=registry, now=now())
            follow(tx, changed, policy=Policy(), issuer=issuer, now=now())


def _figures(stage: Stage, options: StormOptions, onlooker: Onlooker, *, seconds: float) -> dict[str, Any]:
    told, since = 0, 0
    while rows := stage.store.journal(since=since, limit=5000):
        told += sum(row.entry.kind == "incident" for row in rows)
        since = rows[-1].seq
    standing = stage.store.incidents(is_open=True, before=None, limit=10 * options.stations)
    took = sorted(onlooker.took) or [0.0]
    return {
        "bench": "storm",
        "transitions_per_second": round(options.transitions / seconds, 1),
        "seconds": round(seconds, 2),
        "dropped": max(0, options.transitions - told),
        "incidents": len(standing),
        "stations": options.stations,
        "situations": len({incident.situation for incident in standing}),
        "looks": len(took),
        "errors": onlooker.errors,
        "p50_s": round(statistics.median(took), 4),
        "p95_s": round(took[int(0.95 * (len(took) - 1))], 4),
        "worst_s": round(took[-1], 4),
    }
