"""Rules beside Prometheus, vmalert, bytewax, a Node-RED function node and a plain Python loop.

A check is one rule, with its four levels, asked about one reading. bytewax, Node-RED and the plain loop get the same
readings as the engine and must raise and clear as often as it does. Prometheus and vmalert go by the clock, a sweep a
second; how many alerts fire at the end is told beside what the engine holds after the same sweeps.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenghuo.bench.peers import bytewax_flow, function_node, live, plain, prometheus, victoria
from fenghuo.bench.peers.exposed import exposed
from fenghuo.bench.peers.live import Form
from fenghuo.bench.peers.world import World, a_world
from fenghuo.bench.programs import BenchError, program
from fenghuo.bench.rules import the_sweeps
from rules.engine import evaluate, initial

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sensing.batch import Batch

#: Peers that go by the clock: their module and the programs they need.
_LIVE = {"prometheus": (prometheus, ("prometheus",)), "vmalert": (victoria, ("vmalert", "victoria-metrics"))}
#: More sweeps than a peer that goes by the clock fetches.
_LIVE_SWEEPS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePeerOptions:
    """Size of the run."""

    datastreams: int = 10_000
    #: Rules of each datastream, one table each; peers that go by the clock get the first number only.
    each: tuple[int, ...] = (1, 10)
    sweeps: int = 40
    #: Share of the readings that lie beyond the lowest level of their datastream.
    share: float = 0.01
    rounds: int = 1
    #: Where the set-ups have installed bytewax and Node-RED; None leaves them out.
    bytewax: Path | None = None
    node_red: Path | None = None


def run(options: RulePeerOptions, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Return the figures of every number of rules; peers that are not installed are left out and named.

    Raises:
        BenchError: If a folder holds no peer, or a peer raises or clears other levels than the engine.
    """
    if options.bytewax is not None:
        bytewax_flow.require(options.bytewax)
    if options.node_red is not None:
        function_node.require(options.node_red)
    clocked = [name for name, (_, programs) in _LIVE.items() if _are_installed(programs, say=say)]
    tables = []
    for each in options.each:
        world = a_world(datastreams=options.datastreams, each=each, sweeps=options.sweeps, share=options.share)
        names = clocked if each == options.each[0] else []
        with tempfile.TemporaryDirectory(prefix="fenghuo-bench-") as folder:
            tables.append(_table(world, options, clocked=names, folder=Path(folder), say=say))
    return {"bench": "rule-peers", "datastreams": options.datastreams, "share": options.share, "tables": tables}


def _are_installed(programs: Iterable[str], *, say: Callable[[str], None]) -> bool:
    try:
        for name in programs:
            program(name)
    except BenchError as error:
        say(f"left out: {error}")
        return False
    return True


def _table(
    world: World, options: RulePeerOptions, *, clocked: list[str], folder: Path, say: Callable[[str], None]
) -> dict[str, Any]:
    world.write(folder / "world")
    names = [*clocked, "bytewax", "node_red", "plain_python", "fenghuo"]
    if options.bytewax is None:
        names.remove("bytewax")
    if options.node_red is None:
        names.remove("node_red")
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    for number in range(options.rounds):
        for name in (*names, *reversed(names)):
            say(f"{len(world.ladders)} rules a datastream, round {number + 1}: {name}")
            scratch = folder / f"{name}-{len(found[name])}"
            found[name].append(_measured(name, world, options, scratch=scratch))
    for name in set(names) - set(clocked):
        _compare(name, found[name], found["fenghuo"])
    rate = _rates(found, checks=world.checks)
    return {
        "rules": len(world.ladders) * world.datastreams,
        "each": len(world.ladders),
        "checks": world.checks,
        "rounds": found,
        "checks_per_cpu_second": rate,
        "ratio": {name: round(rate["fenghuo"] / rate[name], 1) for name in rate if name != "fenghuo"},
    }


def _measured(name: str, world: World, options: RulePeerOptions, *, scratch: Path) -> dict[str, Any]:
    if name in _LIVE:
        return _by_the_clock(name, world, share=options.share, scratch=scratch)
    if name == "bytewax" and options.bytewax is not None:
        return bytewax_flow.measure(options.bytewax, world=scratch.parent / "world")
    if name == "node_red" and options.node_red is not None:
        return function_node.measure(options.node_red, world=scratch.parent / "world", scratch=scratch)
    return _loop(world) if name == "plain_python" else engine(world, world.sweeps)


def _by_the_clock(name: str, world: World, *, share: float, scratch: Path) -> dict[str, Any]:
    module = _LIVE[name][0]
    sweeps = the_sweeps(world.datastreams, share=share, count=_LIVE_SWEEPS)
    with exposed(sweeps) as page, module.running(scratch, target=page.address) as peer:
        found = live.measure(peer, page, world=world)
    for form in Form:
        first, last = found[form]["seen"]
        seen = list(the_sweeps(world.datastreams, share=share, count=last))[first:]
        found[form]["fenghuo_holds"] = engine(world, seen)["standing"]
    return found


def engine(world: World, sweeps: Iterable[Batch]) -> dict[str, Any]:
    """Return what the engine raised and cleared, what still stands, and its CPU-seconds."""
    state = initial(compiled := world.program())
    ups = downs = 0
    spent = 0.0
    for batch in sweeps:
        before = state.thresholds.latched.copy()
        started = time.process_time()
        state, _ = evaluate(compiled, state, batch)
        spent += time.process_time() - started
        after = state.thresholds.latched
        ups += int((after & ~before).sum())
        downs += int((before & ~after).sum())
    standing = int(state.thresholds.latched.sum())
    return {"ups": ups, "downs": downs, "standing": standing, "cpu_seconds": round(spent, 4)}


def _loop(world: World) -> dict[str, Any]:
    gauges = [plain.latches_of(world.ladders) for _ in range(world.datastreams)]
    sweeps = [(int(batch.phenomenon_time[0]), batch.value.tolist()) for batch in world.sweeps]
    ups = downs = 0
    started = time.process_time()
    for at, values in sweeps:
        for latches, value in zip(gauges, values, strict=True):
            raised, cleared = plain.judge(latches, (at, value), world.pace)
            ups += raised
            downs += cleared
    return {"ups": ups, "downs": downs, "cpu_seconds": round(time.process_time() - started, 4)}


def _compare(name: str, rows: list[dict[str, Any]], own: list[dict[str, Any]]) -> None:
    for row in rows:
        if (row["ups"], row["downs"]) != (own[0]["ups"], own[0]["downs"]):
            raise BenchError(f"{name} raises and clears {row['ups']}, {row['downs']} levels; Fenghuo {own[0]}")


def _rates(found: dict[str, list[dict[str, Any]]], *, checks: int) -> dict[str, float]:
    """Return checks per CPU-second by name; peers that go by the clock once for each form."""
    rates: dict[str, float] = {}
    for name, rows in found.items():
        if name not in _LIVE:
            rates[name] = round(checks / statistics.median(row["cpu_seconds"] for row in rows))
            continue
        for form in Form:
            cost = statistics.median(row[form]["cpu_seconds_per_round"] for row in rows)
            rates[name if form is Form.FULL else f"{name}_{form}"] = round(rows[0][form]["checks"] / cost)
    return rates
