from __future__ import annotations

import json

from fenghuo.bench.rules import RulesOptions

ROW = {"rules": 100_000, "share": 0.1, "checks_per_cpu_second": 5e7, "ns_per_reading": 200.0, "transitions": 1234}
FOUND = {"rounds": [ROW], "exponent": {"0.1": 0.15}}


def test_figures_are_json_or_lines_and_flags_reach_the_measurement(run, monkeypatch):
    asked = []

    def measured(options, *, say):
        asked.append(options)
        return FOUND

    monkeypatch.setattr("fenghuo.bench.rules.run", measured)
    assert json.loads(run("bench", "rules", "--json").stdout) == FOUND
    text = run("bench", "rules", "--datastreams", "50", "--rules", "1e2,1e3", "--shares", "0.5", "--sweeps", "3").stdout
    assert "50.00 M checks/s" in text
    assert asked == [RulesOptions(), RulesOptions(datastreams=50, rules=(100, 1000), shares=(0.5,), sweeps=3)]
