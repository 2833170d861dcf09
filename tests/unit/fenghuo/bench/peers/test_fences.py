from __future__ import annotations

import numpy as np
import pytest

from fenghuo.bench.peers.fences import _abba, _timed
from fenghuo.bench.programs import BenchError


def silent(_: str) -> None:
    """Hear nothing."""


def test_systems_take_turns_there_and_back_in_every_round():
    order: list[str] = []
    counts = np.array([1, 2])

    def system(name: str):
        return lambda: (order.append(name) or counts, 0.25)

    spent = _abba({"a": system("a"), "b": system("b")}, rounds=2, say=silent)
    assert "".join(order) == "abbaabba"
    assert spent == {"a": [0.25] * 4, "b": [0.25] * 4}


def test_a_system_that_counts_otherwise_stops_the_run():
    systems = {"a": lambda: (np.array([1, 2]), 0.1), "b": lambda: (np.array([2, 1]), 0.1)}
    with pytest.raises(BenchError, match="b finds 3 points in fences"):
        _abba(systems, rounds=1, say=silent)


def test_points_are_counted_by_fence():
    counts, seconds = _timed(lambda: np.array([0, 2, 2]), 4)
    assert counts.tolist() == [1, 0, 2, 0]
    assert seconds >= 0
