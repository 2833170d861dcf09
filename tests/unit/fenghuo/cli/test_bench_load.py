from __future__ import annotations

import json
from pathlib import Path

import pytest

from fenghuo.bench.copying import CopyOptions
from fenghuo.bench.growth import GrowthOptions
from fenghuo.bench.nodered import NodeRedOptions
from fenghuo.bench.overload import OverloadOptions

MS = {"p50": 1.5, "p99": 9.25, "max": 12.0}
NODERED = {
    "messages_per_cpu_second": {"node-red": {"process": 5000.0}, "fenghuo": {"process": 120_000.0}},
    "ratio": {"process": 24.0},
}
COPY = {"median_rate": {"copy": 500_000.0, "fenghuo": 300_000.0}, "ratio": 0.6, "lost": 0}
GROWTH = {
    "by_rate": [{"rate": 1000.0, "cpu_seconds": 1.0}],
    "by_rows": [{"rows": 1_000_000, "cpu_seconds": 2.0, "readings_rate": 20_000.0, "query_ms": {"latest": 3.0}}],
    "exponent": {"rate": 0.9, "rows": 0.01},
    "lost": 0,
}
PART = {
    "offered_rate": 60_000.0,
    "taken_rate": 20_000.0,
    "probe": {"latency_ms": MS},
    "memory_mb": {"before": 100, "peak": 120},
    "back_to_normal_seconds": 1.5,
}
OVERLOAD = {"saturated_rate": 20_000.0, "normal": PART, "overload": PART, "p99_ratio": 1.0, "lost": 0}
COMMANDS = [
    (("nodered", "--folder", "/srv/peer"), "nodered", NODERED, "24.0 ×"),
    (("copy",), "copying", COPY, "0.60 of it, lost 0"),
    (("growth",), "growth", GROWTH, "exponents {'rate': 0.9"),
    (("overload",), "overload", OVERLOAD, "p99 1.0 × normal, lost 0"),
]


@pytest.fixture
def measured(monkeypatch):
    """Replaces a measurement by its figures; gives the options it was asked for."""

    def measure(name: str, found: object) -> list[object]:
        asked: list[object] = []

        def run(options: object, *, say) -> object:
            asked.append(options)
            say("busy")
            return found

        monkeypatch.setattr(f"fenghuo.bench.{name}.run", run)
        return asked

    return measure


@pytest.mark.parametrize(("words", "module", "found", "line"), COMMANDS)
def test_json_is_the_whole_of_stdout_and_people_read_the_ratio(run, measured, words, module, found, line):
    measured(module, found)
    result = run("bench", *words, "--json")
    assert (json.loads(result.stdout), result.stderr) == (found, "bench: busy\n")
    assert line in run("bench", *words).stdout


def test_flags_reach_the_measurement(run, measured):
    asked = {module: measured(module, found) for _, module, found, _ in COMMANDS}
    run("bench", "nodered", "--folder", "/srv/peer", "--messages", "5", "--rounds", "2")
    run("bench", "copy", "--readings", "10", "--per-message", "2", "--rounds", "3", "--broker", "nats")
    run("bench", "growth", "--rows", "1e3,1e4", "--rates", "10", "--seconds", "2", "--messages", "7")
    run("bench", "overload", "--seconds", "3", "--times", "2", "--stations", "50", "--lane", "off")
    assert asked["nodered"] == [NodeRedOptions(folder=Path("/srv/peer"), messages=5, rounds=2)]
    assert asked["copying"] == [CopyOptions(readings=10, per_message=2, rounds=3, broker="nats")]
    assert asked["growth"] == [GrowthOptions(rows=(1000, 10_000), rates=(10.0,), seconds=2, messages=7)]
    assert asked["overload"] == [OverloadOptions(seconds=3, times=2, stations=50, lane="off")]
