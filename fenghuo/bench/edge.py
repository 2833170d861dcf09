"""``fenghuo bench edge``: how soon a node works after its power returns, how soon its siren sounds, what it needs.

Starts ``fenghuo edge run`` as a process over a bundle with a few gauges, one rule and one siren, takes its power away,
and starts it again: the time runs from the start of the program until it answers. Then the water crosses red: the time
runs from the reading's publication until a device at the node's broker has the siren's command. Memory is the sum over
the process, its broker and its database of what is theirs alone and their part of what they share (PSS), so nothing is
counted twice.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import psutil

from fenghuo.bench.edge_siren import siren_times
from fenghuo.bench.programs import BenchError
from fenghuo.clock import now
from fenghuo.edge.bundle import Bundle, written
from fenghuo.edge.seal import load_key, make_key
from fenghuo.edge.shelf import Shelf
from fenghuo.embedded.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_STATION: Final = """\
apiVersion: fenghuo/v1
kind: Station
id: EDGE-{number}
name: {number}号水位站
type: river_gauge
division: "41152210520{number}"
lon: 114.6
lat: 32.{number}
datastreams:
  - {{property: water_level, unit: m}}
---
"""
DOCUMENTS: Final = """\
apiVersion: fenghuo/v1
kind: Rule
id: stage
hazard: "11A01"
title: {zh: 村口水位, en: Stage}
scope: {kinds: [river_gauge]}
when:
  kind: threshold
  property: water_level
  direction: above
  levels: {yellow: 3.0, red: 4.0}
---
apiVersion: fenghuo/v1
kind: Contact
id: siren
name: 村口警报器
division: "411522105000"
channel: mqtt
address: 411522105000/EDGE-S1
---
apiVersion: fenghuo/v1
kind: Policy
id: red
title: {zh: 红色自动发布, en: Red by itself}
levels: [red]
release: automatic
"""
_MB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeBench:
    """What is measured."""

    #: How often the power is taken away.
    cuts: int
    #: Seconds after which an idle node is measured.
    idle_s: float
    #: At how many gauges the water crosses red, one after the other; 9 at most.
    crossings: int = 5


def documents(count: int) -> str:
    """Return the documents of a township with some gauges, each in a village of its own, and one siren."""
    return "".join(_STATION.format(number=number) for number in range(1, count + 1)) + DOCUMENTS


def run(options: EdgeBench, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Return the figures."""
    with tempfile.TemporaryDirectory(prefix="fenghuo-edge-") as name:
        folder = Path(name)
        make_key(folder / "above.key")
        made = now()
        bundle = Bundle(
            node="bench",
            number=1,
            serial=1,
            made=made,
            expires=made + timedelta(days=1),
            files={"village.yaml": documents(options.crossings)},
        )
        data = written(bundle, load_key(folder / "above.key"))
        Shelf(folder / "node" / "edge").take(data, key_file=folder / "above.pub", origin="bench")
        starts: list[float] = []
        for number in range(options.cuts + 1):
            with _node(folder / "node") as (process, ready, took):
                say(f"start {number}: {took:.1f} s")
                starts.append(took)
                if number == options.cuts:
                    time.sleep(options.idle_s)
                    memory = _memory(process)
                    sounded = siren_times(ready, crossings=options.crossings, say=say)
    first, *again = starts
    return {
        "bench": "edge",
        "first_start_s": round(first, 2),
        "start_s": {"median": round(statistics.median(again), 2), "max": round(max(again), 2)},
        "cuts": options.cuts,
        "memory_mb": memory,
        "siren_s": {"median": round(statistics.median(sounded), 3), "max": round(max(sounded), 3)},
        "crossings": options.crossings,
        "load": round(psutil.getloadavg()[0], 1),
    }


@contextmanager
def _node(folder: Path) -> Iterator[tuple[psutil.Process, dict[str, Any], float]]:
    """Run a node, yield it, what it said and how long it took to answer, and take its power away."""
    mqtt_port = free_port()
    command = [sys.executable, "-m", "fenghuo", "edge", "run", "--data-dir", str(folder), "--json"]
    command += ["--port", str(free_port()), "--mqtt-port", str(mqtt_port)]
    began = time.monotonic()  # noqa: TID251  a span, not an instant
    log = folder.with_name("edge.log")
    with log.open("wb") as errors, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors) as process:
        try:
            line = process.stdout.readline() if process.stdout else b""
            took = time.monotonic() - began  # noqa: TID251  a span, not an instant
            ready = json.loads(line) if line else {}
            if not ready:
                raise BenchError(f"the node did not start: {log.read_text('utf-8')[-500:]}")
            yield psutil.Process(process.pid), ready | {"mqtt_port": mqtt_port}, took
        finally:
            process.kill()


def _memory(process: psutil.Process) -> dict[str, float]:
    """Return MB by program, and their sum."""
    found: dict[str, float] = {}
    for each in [process, *process.children(recursive=True)]:
        name = "fenghuo" if each.pid == process.pid else each.name()
        found[name] = found.get(name, 0) + each.memory_full_info().pss / _MB
    found["all"] = sum(found.values())
    return {name: round(size, 1) for name, size in found.items()}
