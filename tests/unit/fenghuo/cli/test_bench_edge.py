from __future__ import annotations

import json

FOUND = {
    "first_start_s": 9.1,
    "start_s": {"median": 4.0, "max": 5.5},
    "cuts": 2,
    "memory_mb": {"fenghuo": 130.0, "postgres": 24.0, "all": 154.0},
    "siren_s": {"median": 0.07, "max": 0.11},
    "crossings": 5,
    "load": 1.0,
}


def test_figures_are_json_or_lines_and_flags_reach_the_measurement(run, monkeypatch):
    asked = []

    def measured(options, *, say):
        asked.append(options)
        return FOUND

    monkeypatch.setattr("fenghuo.bench.edge.run", measured)
    assert json.loads(run("bench", "edge", "--json").stdout) == FOUND
    text = run("bench", "edge", "--cuts", "2", "--idle", "0.5").stdout
    assert "first start 9.1 s, then median 4.0 s, longest 5.5 s" in text
    assert "siren after the crossing: median 0.07 s, longest 0.11 s" in text
    assert "idle 154.0 MB: fenghuo 130.0, postgres 24.0" in text
    assert (asked[1].cuts, asked[1].idle_s) == (2, 0.5)
