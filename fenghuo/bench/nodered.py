"""Node-RED as a peer: the flow that people build first, on the same broker, database and sender.

``mqtt in`` with QoS 1, a threshold check, one insert for each message. Node-RED acknowledges before it has stored,
keeps no quality, no rule state and no journal; Fenghuo does all of that. The figure is messages per CPU-second.
"""

from __future__ import annotations

import os
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg

from fenghuo.bench.programs import BenchError, program
from fenghuo.bench.rounds import LOOK_SECONDS, ROUND_SECONDS, check_bound, fenghuo_round, median_of
from fenghuo.bench.stage import Stage, open_stage, result_of, run_sender, spent
from fenghuo.embedded.ports import accepts, free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

#: Seconds Node-RED may take to start and subscribe.
START_SECONDS = 60.0
_TABLE = "CREATE TABLE IF NOT EXISTS nodered (station text, time timestamptz, value float8, level text)"


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeRedOptions:
    """Size of the run."""

    #: Where ``bench/nodered/setup.sh`` has installed it.
    folder: Path
    stations: int = 200
    messages: int = 100_000
    rounds: int = 1


def run(options: NodeRedOptions, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Return the figures of ``options.rounds`` ABBA rounds on mosquitto.

    Raises:
        BenchError: If Node-RED is not installed in the folder.
    """
    if not (options.folder / "node_modules" / "node-red").is_dir():
        raise BenchError(f"no node-red in {options.folder}: run bench/nodered/setup.sh {options.folder}")
    found: dict[str, list[dict[str, Any]]] = {"node-red": [], "fenghuo": []}
    with open_stage(stations=options.stations, broker="mosquitto") as stage:
        for i in range(options.rounds):
            for name in ("node-red", "fenghuo", "fenghuo", "node-red"):
                say(f"round {i + 1}: {name}")
                measure = _node_red if name == "node-red" else _fenghuo
                found[name].append(measure(stage, options, number=len(found[name])))
    per_second = {name: _per_cpu_second(rows) for name, rows in found.items()}
    return {
        "bench": "nodered",
        "messages": options.messages,
        "rounds": found,
        "messages_per_cpu_second": per_second,
        "ratio": {part: round(per_second["fenghuo"][part] / per_second["node-red"][part], 1) for part in _PARTS},
    }


#: What is counted: the process alone, with its database, with the broker too.
_PARTS = {"process": ("process",), "with_database": ("process", "database"), "all": ("process", "database", "broker")}


def _per_cpu_second(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Return messages per CPU-second, by what is counted."""
    figures = [
        {part: row["messages"] / sum(row["cpu"][name] for name in names) for part, names in _PARTS.items()}
        for row in rows
    ]
    return {part: round(median_of(figures, part), 1) for part in _PARTS}


def _sender_options(options: NodeRedOptions) -> list[str]:
    return [f"--stations={options.stations}", f"--count={options.messages}"]


def _fenghuo(stage: Stage, options: NodeRedOptions, *, number: int) -> dict[str, Any]:
    found = fenghuo_round(
        stage, _sender_options(options), readings=options.messages, client_id=f"bench-nodered-{number}"
    )
    cpu = found["cpu"]
    cpu["process"] = cpu.pop("fenghuo")
    return {"messages": options.messages} | found


def _node_red(stage: Stage, options: NodeRedOptions, *, number: int) -> dict[str, Any]:
    with (
        psycopg.connect(stage.database.dsn, autocommit=True) as database,
        _process(stage, options.folder, client_id=f"bench-peer-{number}") as peer,
    ):
        database.execute(_TABLE)
        database.execute("TRUNCATE nodered")
        before = stage.cpu(process=peer.pid)
        started = time.monotonic()  # noqa: TID251
        sender = run_sender(stage, *_sender_options(options))
        while _stored(database) < options.messages and peer.poll() is None:
            check_bound(started)
            time.sleep(4 * LOOK_SECONDS)
        elapsed = time.monotonic() - started  # noqa: TID251
        after = stage.cpu(process=peer.pid, sender=sender.pid)
        sent = result_of(sender, timeout=ROUND_SECONDS)
        stored = _stored(database)
    return {
        "messages": options.messages,
        "seconds": round(elapsed, 3),
        "lost": options.messages - stored,
        "sent": sent,
        "cpu": spent(before, after),
    }


def _stored(database: psycopg.Connection[Any]) -> int:
    # The planner's statistics would be cheaper but late.
    row = database.execute("SELECT count(*) FROM nodered").fetchone()
    return int(row[0]) if row else 0


@contextmanager
def _process(stage: Stage, folder: Path, *, client_id: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run Node-RED; gives the process once it has subscribed."""
    port = free_port()
    environment = os.environ | {
        "BENCH_MQTT_HOST": stage.broker.mqtt_host,
        "BENCH_MQTT_PORT": str(stage.broker.mqtt_port),
        "BENCH_CLIENT_ID": client_id,
        "BENCH_DSN": stage.database.dsn,
        "BENCH_UI_PORT": str(port),
    }
    script = folder / "node_modules" / "node-red" / "red.js"
    command = [program("node"), str(script), "--userDir", str(folder), "--settings", str(folder / "settings.js")]
    with (stage.folder / f"{client_id}.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            deadline = time.monotonic() + START_SECONDS  # noqa: TID251
            while not accepts(port, host="127.0.0.1"):
                if process.poll() is not None or time.monotonic() > deadline:  # noqa: TID251
                    raise BenchError(f"node-red did not start; see what {command} says")
                time.sleep(0.1)
            # The flow connects to the broker and subscribes after the port is open.
            time.sleep(5)
            yield process
        finally:
            process.terminate()
            process.wait(timeout=30)
