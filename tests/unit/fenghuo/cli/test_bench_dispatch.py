from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from fenghuo.bench.rollcall import RollCallOptions
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
    "warnings": 60,
    "chains": 50,
    "p50_s": 0.01,
    "p95_s": 0.2,
    "worst_s": 0.4,
}
ROLLCALL = {
    "start_s": 0.9,
    "first_calls_s": 0.4,
    "quiet_ms": 8.0,
    "one_answer_ms": 15.0,
    "answers_s": 0.2,
    "deadline_s": 3.0,
    "deadline_step_s": 0.6,
}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    options: list[object] = []
    for name, found in (("sms", SMS), ("storm", STORM), ("rollcall", ROLLCALL)):
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


def test_the_steps_of_a_roll_call_are_told_one_by_one(asked: list[object]):
    done = CliRunner().invoke(app, ["rollcall", "--villages", "50"])
    assert (done.exit_code, asked) == (0, [RollCallOptions(villages=50)])
    assert "0.9 s until all are called   first calls 0.4 s" in done.stdout
