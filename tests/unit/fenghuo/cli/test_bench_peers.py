from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fenghuo.bench.peers.fences import FencePeerOptions
from fenghuo.bench.peers.rules import RulePeerOptions
from fenghuo.cli.bench import app

RULES = {
    "tables": [
        {
            "rules": 10_000,
            "checks_per_cpu_second": {"bytewax": 250_000, "fenghuo": 9_000_000},
            "ratio": {"bytewax": 36.0},
        }
    ]
}
FENCES = {
    "points_per_cpu_second": {"postgis": 83_000, "fenghuo": 29_000_000},
    "ratio": {"postgis": 349.4},
    "version": "PostGIS 3.3.2",
}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    options: list[object] = []
    for name, found in (("rules", RULES), ("fences", FENCES)):
        monkeypatch.setattr(
            f"fenghuo.bench.peers.{name}.run", lambda each, *, say, found=found: options.append(each) or found
        )
    return options


def test_rule_peers_are_told_beside_the_engine(asked: list[object]):
    done = CliRunner().invoke(app, ["rule-peers", "--bytewax", "/srv/b", "--each", "1,3", "--rounds", "2"])
    assert asked == [RulePeerOptions(bytewax=Path("/srv/b"), each=(1, 3), rounds=2)]
    assert done.stdout.splitlines() == [
        "   10,000 rules  bytewax                         250,000 checks/CPU-s   fenghuo     36.0 ×",
        "   10,000 rules  fenghuo                       9,000,000 checks/CPU-s   fenghuo      1.0 ×",
    ]


def test_fence_peers_are_told_with_the_version_of_postgis(asked: list[object]):
    done = CliRunner().invoke(app, ["fence-peers", "--fences", "50"])
    assert asked == [FencePeerOptions(fences=50)]
    assert "postgis                        83,000 points/CPU-s   fenghuo   349.4 ×" in done.stdout
    assert done.stdout.endswith("PostGIS 3.3.2\n")


def test_all_figures_come_as_json(asked: list[object]):
    assert json.loads(CliRunner().invoke(app, ["rule-peers", "--json"]).stdout) == RULES
    assert len(asked) == 1
