from __future__ import annotations

import json

from fenghuo.bench.fences import FenceOptions

TIMES = {"p50": 4.0, "p95": 6.5, "max": 7.0}
ROW = {
    "fences": 1000,
    "points_per_second": {"fenghuo": 20_000_000, "strtree": 500_000},
    "ratio": 40.0,
    "build_cpu_seconds": 1.5,
    "megabytes": 23.4,
    "bytes_per_fence": 23_400,
    "update_ms": {"add": TIMES, "replace": TIMES, "remove": TIMES, "wide": TIMES | {"p95": 8.5}},
}
FOUND = {"rows": [ROW], "growth": 0.29}


def test_figures_are_json_or_lines_and_flags_reach_the_measurement(run, monkeypatch):
    asked = []

    def measured(options, *, say):
        asked.append(options)
        return FOUND

    monkeypatch.setattr("fenghuo.bench.fences.run", measured)
    assert json.loads(run("bench", "fences", "--json").stdout) == FOUND
    text = run("bench", "fences", "--counts", "1e3,100", "--points", "1000").stdout
    assert "20,000,000 points/s" in text
    assert "23400 bytes a fence" in text
    assert "p95 6.5, a wide one 8.5" in text
    assert "fences^0.29" in text
    assert asked == [FenceOptions(), FenceOptions(fences=(100, 1000), points=1000, tree_points=1000)]
