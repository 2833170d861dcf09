from __future__ import annotations

from rules.compiler import compile_rules
from rules.engine import evaluate, initial, tick
from rules.event.condition import Distinct, Step
from rules.event.why import account
from sensing.batch import empty_batch
from sensing.instant import Micros
from sensing.level import Level
from sensing.station import Registry, StationKind
from tests.unit.rules.builders import MINUTE, a_rule, a_sighted, a_station, a_status, an_event

REGISTRY = Registry([a_station("XY-C01", properties=(), kind=StationKind.CAMERA)])


def told(events, *, at: float, **fields):
    program = compile_rules([a_rule(a_sighted(**fields), id="fire")], registry=REGISTRY)
    state, _ = evaluate(program, initial(program), empty_batch(), events)
    state, _, _ = tick(program, state, now=Micros(round(at * MINUTE)))
    return account(program, state, 0, at=round(at * MINUTE), value=None)


def zh(found) -> list[str]:
    return [words.zh for words in found.lines]


def test_what_is_asked_for_and_which_sightings_count():
    found = told([an_event(0), an_event(2, "e2", confidence=0.3)], at=5)
    assert zh(found) == [
        "未触发；10分内的 fire_smoke 才算数",
        "橙色：需 2 次、置信度 ≥ 0.6，有 1 次",
        "08:00 XY-C01 fire_smoke（e1），置信度 0.9",
        "08:02 XY-C01 fire_smoke（e2），置信度 0.3，置信度不足，不计",
    ]
    assert found.facts["sightings"] == 2.0


def test_what_left_the_window_counts_no_longer():
    assert zh(told([an_event(0)], at=11)) == [
        "未触发；10分内的 fire_smoke 才算数",
        "橙色：需 2 次、置信度 ≥ 0.6，有 0 次",
    ]


def test_what_stands_says_when_it_is_over_at_the_earliest():
    found = told([an_event(0), an_event(4, "e2")], at=20)
    assert found.level is Level.ORANGE
    assert found.lines[-1].en.startswith("over when XY-C01 has not seen it for 30m, ")


def test_a_camera_that_is_away_never_ends_it():
    gone = a_status(5, station="XY-C01")
    found = told([an_event(0), an_event(4, "e2"), gone], at=20)
    assert found.lines[-1].zh == "看见它的 XY-C01 失联，看不见不等于结束，不会解除"


def test_cameras_are_counted_where_the_rule_does():
    steps = {Level.YELLOW: Step(count=2, confidence=0.5)}
    found = told([an_event(0), an_event(1, "e2")], at=5, steps=steps, distinct=Distinct.CAMERAS)
    assert found.lines[1].zh == "黄色：需 2 处、置信度 ≥ 0.5，有 1 处"


def test_of_many_sightings_the_newest_are_named():
    found = told([an_event(i / 10, f"e{i}") for i in range(20)], at=5)
    assert any(words.en == "and 12 earlier ones" for words in found.lines)
