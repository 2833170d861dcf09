from __future__ import annotations

from typing import Any, Self

import pytest

from fenghuo.replaying import gate
from fenghuo.replaying.baseline import read_baseline, write_baseline
from fenghuo.replaying.gate import Replayed, judge, names

OUTCOME: dict[str, Any] = {
    "id": "x", "digest": "", "warnings": [], "dangers": [], "expected": [{"id": "a", "outcome": "met"}],
}  # fmt: skip
WORSE: dict[str, Any] = OUTCOME | {"expected": [{"id": "a", "outcome": "missed"}]}


class InThisProcess:
    """Runs what a pool would run."""

    def __init__(self, *_: Any, **__: Any) -> None: ...
    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    map = staticmethod(map)


@pytest.fixture(autouse=True)
def came_out(monkeypatch):
    replayed = Replayed(name="x", outcome=WORSE, digest="", simulated_s=3600, wall_s=1)
    monkeypatch.setattr(gate, "ProcessPoolExecutor", InThisProcess)
    monkeypatch.setattr(gate, "replay", lambda name, data: replayed)


def test_what_differs_from_the_accepted_outcome_is_told(tmp_path):
    write_baseline(tmp_path, OUTCOME)
    (verdict,) = judge(["x"], baseline=tmp_path, data=tmp_path)
    assert verdict.differences == ("expectation a: met → missed",)
    assert read_baseline(tmp_path, "x") == OUTCOME


def test_an_outcome_that_was_never_accepted_is_a_difference(tmp_path):
    (verdict,) = judge(["x"], baseline=tmp_path, data=tmp_path)
    assert "no accepted outcome" in verdict.differences[0]


def test_accepting_makes_it_the_baseline(tmp_path):
    judge(["x"], baseline=tmp_path, data=tmp_path, accept=True)
    assert judge(["x"], baseline=tmp_path, data=tmp_path)[0].differences == ()


def test_every_shipped_drill_and_the_made_up_weeks_are_replayed_without_any_data(tmp_path):
    assert {"synthetic-flood", "synthetic-haze", "upper-huai-flood", "torrent-at-night"} <= set(names(tmp_path))
    assert "recorded-stream" not in names(tmp_path)
