"""`fenghuo bench cluster` says what was measured beside what was reckoned."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from fenghuo.bench import cluster
from fenghuo.cli.bench import app

FOUND = {
    "measured": [{"workers": 2, "rate": 9000.0, "cpu": {"worker": 1.5}}],
    "simulated": {2: 9900.0},
    "deviation": {2: 0.1},
    "microseconds": {"worker": 30.0},
    "plans": [{"stations": 100_000, "every_s": 300}],
}


def test_it_measures_the_numbers_of_workers_that_were_asked_for(monkeypatch):
    asked = []
    monkeypatch.setattr(cluster, "run", lambda options, *, say: asked.append(options) or FOUND)
    plain = CliRunner().invoke(app, ["cluster", "--workers", "2,8", "--messages", "5000"])
    assert plain.exit_code == 0, plain.output
    assert (asked[0].workers, asked[0].messages) == ((2, 8), 5000)
    assert "2 workers: 9,000/s measured, 9,900/s simulated (+10%)" in plain.output
    as_json = CliRunner().invoke(app, ["cluster", "--json"])
    assert json.loads(as_json.stdout)["microseconds"] == {"worker": 30.0}
