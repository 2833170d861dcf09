from __future__ import annotations

import numpy as np

from rules.checkpoint import Checkpoint, Scratch, graft
from rules.compiler import compile_rules
from rules.engine import evaluate, initial
from rules.part import PARTS
from tests.unit.rules.builders import a_registry, a_rule, a_station, readings

REGISTRY = a_registry(a_station("A", first=0), a_station("B", first=1))
PROGRAM = compile_rules([a_rule()], registry=REGISTRY)
SLOTS = {"thresholds": np.array([0, 1]), "fences": np.zeros(0, dtype=np.int64)}
ONLY_B = SLOTS | {"thresholds": np.array([1])}
STREAMS = np.array([0, 1])


def judged(*rows, state=None, stream=0):
    return evaluate(PROGRAM, state or initial(PROGRAM), readings(rows, stream=stream))[0]


def level(state):
    return state.thresholds.level.tolist()


def test_what_a_checkpoint_holds_comes_back():
    state = judged((0, 44))
    kept = Checkpoint.of(state)
    judged((1, 40), state=state)
    scratch = Scratch(PROGRAM)
    kept.load(PROGRAM, scratch.state, slots=SLOTS, streams=STREAMS)
    assert level(scratch.state) == [4, 0]
    assert scratch.state.heard[0] == 0
    assert not PARTS[0].differing(scratch.state, judged((0, 44))).any()


def test_calm_slots_take_no_room():
    assert len(Checkpoint.of(judged((0, 40))).rows["thresholds"]) == 0
    assert Checkpoint.of(judged((0, 44))).nbytes > Checkpoint.of(judged((0, 40))).nbytes


def test_a_checkpoint_is_mended_for_some_slots_alone():
    kept = Checkpoint.of(judged((0, 44)))
    kept.mend(judged((0, 42), stream=1), slots=ONLY_B, streams=np.array([1]))
    scratch = Scratch(PROGRAM)
    kept.load(PROGRAM, scratch.state, slots=SLOTS, streams=STREAMS)
    assert level(scratch.state) == [4, 2]
    kept.mend(initial(PROGRAM), slots=ONLY_B, streams=np.array([1]))
    assert kept.rows["thresholds"].tolist() == [0]


def test_a_clean_scratch_remembers_nothing():
    scratch = Scratch(PROGRAM)
    Checkpoint.of(judged((0, 44))).load(PROGRAM, scratch.state, slots=SLOTS, streams=STREAMS)
    scratch.clean(PROGRAM, slots=SLOTS, streams=STREAMS)
    assert not PARTS[0].differing(scratch.state, initial(PROGRAM)).any()
    assert np.array_equal(scratch.state.heard, initial(PROGRAM).heard)
    assert np.array_equal(scratch.state.thresholds.high, initial(PROGRAM).thresholds.high)


def test_a_graft_touches_no_other_slot():
    target = judged((0, 44))
    graft(PROGRAM, judged((0, 42), stream=1), target, slots=ONLY_B)
    assert level(target) == [4, 2]


def test_a_checkpoint_moves_to_another_program():
    kept = Checkpoint.of(judged((0, 44), state=judged((0, 42), stream=1)))
    moved = kept.moved(
        {"thresholds": (np.array([0, 1]), np.array([3, 2])), "fences": (STREAMS[:0], STREAMS[:0])}, size=5
    )
    assert moved.rows["thresholds"].tolist() == [2, 3]
    assert moved.columns["thresholds"]["level"].tolist() == [2, 4]
    assert moved.streams["heard"].shape == (5,)
