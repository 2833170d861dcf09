from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from fenghuo.bench.sms import SmsOptions
from fenghuo.bench.storm import StormOptions
from fenghuo.cli.bench import app

SMS = {"median_rate": {"fenghuo": 9000.0, "kannel": 7000.0}, "ratio": 1.29, "lost": 0}
STORM = {
    "transitions_per_second": 2500.0,
    "dropped": 0,
    "incidents": 1000,
    "stations": 1000,
    "situations": 1,
    "p50_s": 0.01,
    "p95_s": 0.2,
    "worst_s": 0.4,
}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    options: list[object] = []
    for name, found in (("sms", SMS), ("storm", STORM)):
        monkeypatch.setattr(
            f"fenghuo.bench.{name}.run", lambda each, *, say, found=found: options.append(each) or found
        )
    return options


def test_submits_are_told_beside_kannel(asked: list[object]):
    done = CliRunner().invoke(app, ["sms", "--messages", "500", "--no-kannel"])
    assert (done.exit_code, asked) == (0, [SmsOptions(messages=500, with_kannel=False)])
    assert "9,000 submits/s" in done.stdout


def test_a_storm_says_what_was_dropped_and_how_the_board_answered(asked: list[object]):
    done = CliRunner().invoke(app, ["storm", "--transitions", "500", "--json"])
    assert (done.exit_code, asked) == (0, [StormOptions(transitions=500)])
    assert json.loads(done.stdout) == STORM
