"""Cluster: what a reading costs in each role, and how fast some workers are together, on one machine.

A node, a database, a gateway and the workers are processes; stations of four counties, one in each partition, send as
fast as they are acknowledged. The first run gives the costs, from which ``queueing`` reckons what the others should
have given.
"""

from __future__ import annotations

import os
import time
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, cast

from fenghuo.bench.queueing import Costs, Machines, deviations, needed, simulate
from fenghuo.bench.rounds import LOOK_SECONDS, check_bound
from fenghuo.bench.stage import Stage, bench_station, fenghuo_process, open_stage, result_of, run_sender, spent
from fenghuo.bench.stage import start_prepared as let_go
from fenghuo.bench.watching import tree
from fenghuo.clock import now
from fenghuo.cluster.layout import Layout
from fenghuo.cluster.nodes import ROLE_USER, RunningNode, a_node, start_nodes
from fenghuo.demo import broker_users

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

LAYOUT: Final = Layout(partitions=4)
#: Seconds that everybody idles before the load, so that this is known too.
IDLE_SECONDS: Final = 3.0
#: Part of what a core can do that is planned for.
PLANNED: Final = 0.5
#: Stations, and seconds between two readings of each: a province's, and more.
PLANS: Final = ((100_000, 300), (1_000_000, 300), (1_000_000, 60))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterOptions:
    """Size of the run."""

    workers: tuple[int, ...] = (1, 2, 4)
    messages: int = 100_000
    stations: int = 400


def counties() -> list[str]:
    """Return a county for each partition."""
    found: dict[int, str] = {}
    for number in range(1, 100):
        code = f"4115{number:02d}000000"
        found.setdefault(LAYOUT.partition_of(code), code)
    return [found[partition] for partition in range(LAYOUT.partitions)]


def run(options: ClusterOptions, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Return measured and simulated rates by number of workers, the costs, and what follows for a province."""
    rows = []
    for workers in options.workers:
        say(f"{workers} workers")
        rows.append(_round(options, workers=workers))
    costs = costs_of(rows[0], readings=options.messages)
    cores = os.cpu_count() or 1
    idle = idle_cores(rows[0])
    simulated = {
        row["workers"]: simulate(
            costs,
            Machines(workers=row["workers"], sessions=row["workers"], cores=cores - idle),
            readings=options.messages,
        ).rate
        for row in rows
    }
    measured = {row["workers"]: row["rate"] for row in rows}
    return {
        "bench": "cluster",
        "messages": options.messages,
        "measured": rows,
        "microseconds": {role: round(cost * 1e6, 2) for role, cost in asdict(costs).items()},
        "idle_cores": round(idle, 3),
        "simulated": {count: round(rate, 1) for count, rate in simulated.items()},
        "deviation": {count: round(part, 3) for count, part in deviations(measured, simulated)},
        "plans": plans(costs),
    }


def costs_of(row: dict[str, Any], *, readings: int) -> Costs:
    """Return CPU-seconds of a reading in each role, without what everybody uses while idle."""
    net = {role: max(0.0, used - row["idle_cpu"].get(role, 0.0) * row["seconds"]) for role, used in row["cpu"].items()}
    return Costs(**{role: net[role] / readings for role in ("sender", "gateway", "worker", "node", "database")})


def idle_cores(row: dict[str, Any]) -> float:
    """Return how many cores are busy although nothing is sent."""
    return float(sum(row["idle_cpu"].values()))


def plans(costs: Costs) -> list[dict[str, Any]]:
    """Return what some sizes of a province need, in cores, and how fast a hundred workers would be."""
    found = [
        {
            "stations": stations,
            "every_s": every,
            "readings_s": round(stations / every),
            "cores": {
                role: round(cores, 2)
                for role, cores in needed(costs, rate=stations / every, utilization=PLANNED).items()
            },
        }
        for stations, every in PLANS
    ]
    hundred = Machines(workers=100, gateways=40, sessions=100, nodes=9, cores=0)
    outcome = simulate(replace(costs, sender=0.1e-6), hundred, readings=2_000_000)
    load = {name: round(part, 3) for name, part in outcome.load.items()}
    return [*found, {"workers": 100, "gateways": 40, "readings_s": round(outcome.rate), "load": load}]


def _round(options: ClusterOptions, *, workers: int) -> dict[str, Any]:
    with ExitStack() as stack:
        stage, node = stack.enter_context(_cluster_stage(options))
        processes = {"gateway": [stack.enter_context(_process(stage, "gateway", "gateway-1"))]}
        names = [f"worker-{number}" for number in range(workers)]
        processes["worker"] = [stack.enter_context(_process(stage, "worker", name)) for name in names]
        _await_shared(stage, names)
        sent = ["--prepared", f"--stations={options.stations}", f"--count={options.messages}"]
        sender = run_sender(stage, *sent, f"--divisions={','.join(counties())}")
        processes |= {"sender": [sender.pid], "node": [node.pid], "database": [stage.database.pid]}
        rested = _cpu(processes)
        time.sleep(IDLE_SECONDS)
        before, started = _cpu(processes), time.monotonic()  # noqa: TID251
        let_go(sender)
        while stage.store.count_observations() < options.messages:
            check_bound(started)
            time.sleep(LOOK_SECONDS)
        seconds = time.monotonic() - started  # noqa: TID251
        used = spent(before, _cpu(processes))
        result_of(sender, timeout=60)
        size = sum(each.stat().st_size for each in (stage.folder / "n1").rglob("*") if each.is_file())
    idle = spent(rested, before)
    return {
        "workers": workers,
        "seconds": round(seconds, 3),
        "rate": round(options.messages / seconds, 1),
        "cpu": used,
        "idle_cpu": {role: round(idle[role] / IDLE_SECONDS, 4) for role in idle},
        "node_mb": round(size / 1e6, 1),
    }


@contextmanager
def _cluster_stage(options: ClusterOptions) -> Iterator[tuple[Stage, RunningNode]]:
    with open_stage(stations=0) as stage:
        stage.broker.stop()
        here = a_node("n1", stage.folder / "n1")
        (node,) = start_nodes([here], password=stage.secrets.ingest, users=broker_users(stage.secrets))
        try:
            where = SimpleNamespace(mqtt_host=here.host, mqtt_port=here.mqtt_port, pid=node.pid)
            settings = {
                "FENGHUO_CLUSTER__SERVERS": here.url,
                "FENGHUO_CLUSTER__USER": ROLE_USER,
                "FENGHUO_CLUSTER__PASSWORD": stage.secrets.ingest,
                "FENGHUO_CLUSTER__REPLICAS": "1",
                "FENGHUO_CLUSTER__PARTITIONS": str(LAYOUT.partitions),
                "FENGHUO_CLUSTER__STREAM_MB": "1024",
            }
            places = counties()
            stations = [
                replace(bench_station(number), division=places[number % len(places)])
                for number in range(options.stations)
            ]
            stage.store.put_stations(stations, actor="bench", at=now())
            yield replace(stage, broker=cast("Any", where), settings=settings), node
        finally:
            node.stop()


@contextmanager
def _process(stage: Stage, role: str, name: str) -> Iterator[int]:
    named = replace(stage, settings=stage.settings | {"FENGHUO_CLUSTER__NAME": name})
    with fenghuo_process(named, role, client_id="fenghuo-cluster" if role == "gateway" else name) as (process, _):
        yield process.pid


def _await_shared(stage: Stage, names: Sequence[str]) -> None:
    """Wait until every worker holds as many partitions as the others."""
    started = time.monotonic()  # noqa: TID251
    while True:
        check_bound(started)
        holders = [owner.holder for owner in stage.store.owners() if owner.partition < LAYOUT.partitions]
        if len(holders) == LAYOUT.partitions and {*holders} == {*names}:
            # What was taken a moment ago is still being opened.
            time.sleep(IDLE_SECONDS)
            return
        time.sleep(LOOK_SECONDS)


def _cpu(processes: dict[str, list[int]]) -> dict[str, dict[int, float]]:
    return {role: {pid: used for top in pids for pid, used in tree(top).items()} for role, pids in processes.items()}
