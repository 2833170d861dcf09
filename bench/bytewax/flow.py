"""The bytewax peer: a stateful map by datastream that does what the rules do; python flow.py WORLD_FOLDER LATCH_FILE.

It reads the world that the benchmark wrote and prints what it raised and cleared and the CPU-seconds of the flow.
"""

from __future__ import annotations

import array
import importlib.util
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bytewax.operators as op
from bytewax.dataflow import Dataflow
from bytewax.inputs import DynamicSource, StatelessSourcePartition
from bytewax.outputs import DynamicSink, StatelessSinkPartition
from bytewax.testing import run_main

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType


class Sweeps(DynamicSource):
    """Hands out the readings of a sweep at once, keyed by their station."""

    def __init__(self, world: dict[str, Any], values: array.array[float]) -> None:
        self.world, self.values = world, values

    def build(self, _step_id: str, _worker_index: int, _worker_count: int) -> SweepPartition:
        """Return the only partition."""
        return SweepPartition(self.world, self.values)


class SweepPartition(StatelessSourcePartition):
    """The sweeps that are left."""

    def __init__(self, world: dict[str, Any], values: array.array[float]) -> None:
        self.names = [f"G{number:06}" for number in range(world["datastreams"])]
        self.step, self.values, self.sweep, self.count = world["sweep_us"], values, 0, world["sweeps"]

    def next_batch(self) -> list[tuple[str, tuple[int, float]]]:
        """Return the readings of the next sweep."""
        if self.sweep == self.count:
            raise StopIteration
        at, first = self.sweep * self.step, self.sweep * len(self.names)
        self.sweep += 1
        found = self.values[first : first + len(self.names)]
        return [(name, (at, value)) for name, value in zip(self.names, found, strict=True)]


class Gauge(op.StatefulBatchLogic):
    """The latches of one station; they are never saved, which bytewax would otherwise do every ten seconds."""

    def __init__(self, plain: ModuleType, world: dict[str, Any]) -> None:
        self.judge, self.pace, self.latches = plain.judge, world["pace"], plain.latches_of(world["ladders"])

    def on_batch(self, values: list[tuple[int, float]]) -> tuple[Iterable[tuple[int, int]], bool]:
        """Return what the readings changed."""
        said = [self.judge(self.latches, reading, self.pace) for reading in values]
        return [counts for counts in said if any(counts)], self.RETAIN

    def snapshot(self) -> tuple[()]:
        """Return nothing: there is no store to recover from."""
        return ()


class Tally(DynamicSink):
    """Adds up what was raised and cleared."""

    def __init__(self) -> None:
        self.ups = self.downs = 0

    def build(self, _step_id: str, _worker_index: int, _worker_count: int) -> TallyPartition:
        """Return the only partition."""
        return TallyPartition(self)


class TallyPartition(StatelessSinkPartition):
    """Writes into the tally."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally

    def write_batch(self, items: list[tuple[str, tuple[int, int]]]) -> None:
        """Add changes."""
        for _name, (ups, downs) in items:
            self.tally.ups += ups
            self.tally.downs += downs


def main(folder: Path, latch_file: str) -> None:
    """Run the flow and print its figures."""
    world = json.loads((folder / "world.json").read_text("utf-8"))
    values = array.array("d", (folder / "values.f64").read_bytes())
    spec = importlib.util.spec_from_file_location("plain", latch_file)
    plain = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(plain)

    tally = Tally()
    flow = Dataflow("rules")
    readings = op.input("readings", flow, Sweeps(world, values))
    changes = op.stateful_batch("judge", readings, lambda _kept: Gauge(plain, world))
    op.output("tally", changes, tally)
    before = time.process_time()
    run_main(flow)
    spent = time.process_time() - before
    print(json.dumps({"ups": tally.ups, "downs": tally.downs, "cpu_seconds": round(spent, 3)}))


main(Path(sys.argv[1]), sys.argv[2])
