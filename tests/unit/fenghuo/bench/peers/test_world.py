from __future__ import annotations

import json
from array import array
from pathlib import Path

import numpy as np

from fenghuo.bench.peers.world import a_world


def test_a_world_has_the_rules_of_the_rules_benchmark():
    world = a_world(datastreams=5, each=2, sweeps=3, share=0.5)
    program = world.program()
    assert world.checks == 5 * 2 * 3
    assert len(program.thresholds.target) == 10
    assert [[threshold for threshold, _ in ladder] for ladder in world.ladders] == [
        [10, 11, 12, 13],
        [10.3, 11.3, 12.3, 13.3],
    ]
    assert {round(threshold - clear, 9) for ladder in world.ladders for threshold, clear in ladder} == {0.3}
    assert world.pace == (600_000_000, 1_800_000_000)


def test_a_written_world_reads_back_as_it_was(tmp_path: Path):
    world = a_world(datastreams=5, each=1, sweeps=3, share=0.5)
    world.write(tmp_path / "world")
    facts = json.loads((tmp_path / "world" / "world.json").read_text("utf-8"))
    values = array("d", (tmp_path / "world" / "values.f64").read_bytes())
    assert (facts["datastreams"], facts["sweeps"], facts["pace"]) == (5, 3, [600_000_000, 1_800_000_000])
    assert facts["ladders"] == [[list(step) for step in ladder] for ladder in world.ladders]
    assert np.array_equal(values, np.concatenate([sweep.value for sweep in world.sweeps]))
