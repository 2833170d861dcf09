from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from fenghuo.cli.app import app
from fenghuo.replaying import gate
from fenghuo.replaying.gate import Replayed, Verdict

RUNNER = CliRunner()


@pytest.fixture
def asked(monkeypatch) -> list[dict[str, Any]]:
    """Judge nothing; what would have been judged is written down, and one thing differs."""
    found: list[dict[str, Any]] = []

    def judge(chosen: list[str], **given: Any) -> list[Verdict]:
        outcome = {"id": chosen[0], "warnings": [], "dangers": [], "expected": [{"id": "a", "outcome": "met"}]}
        replayed = Replayed(name=chosen[0], outcome=outcome, digest="", simulated_s=7200, wall_s=2)
        verdict = Verdict(replayed=replayed, differences=("added: something",))
        given["on_done"](verdict)
        found.append({"chosen": chosen, **given})
        return [verdict]

    monkeypatch.setattr(gate, "judge", judge)
    return found


def test_a_difference_is_printed_and_ends_with_1(asked):
    done = RUNNER.invoke(app, ["gate", "synthetic-flood"])
    assert done.exit_code == 1
    assert "3,600×" in done.output
    assert "1/1 expected" in done.output
    assert "  added: something" in done.output
    assert asked[0]["chosen"] == ["synthetic-flood"]


def test_what_is_accepted_is_no_failure(asked):
    assert RUNNER.invoke(app, ["gate", "synthetic-flood", "--accept"]).exit_code == 0
    assert asked[0]["accept"] is True


def test_without_a_name_everything_is_replayed(asked, tmp_path: Path):
    RUNNER.invoke(app, ["gate", "--data", str(tmp_path)])
    assert {"synthetic-haze", "forest-fire"} <= set(asked[0]["chosen"])


def test_a_misspelt_name_is_refused_with_the_nearest(asked):
    done = RUNNER.invoke(app, ["gate", "forest-fyre"])
    assert done.exit_code == 2
    assert "forest-fire" in done.output
    assert not asked
