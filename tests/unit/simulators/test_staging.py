from __future__ import annotations

from simulators.drill import parse_drill
from tests.unit.simulators.drills import SHORT, written

DAM = written("    wetness: 0.9\n", "    wetness: 0.9\n    reservoirs: {XY-R01: {release: [{at_h: 3, flow: 2600}]}}\n")


def staged(text: str):
    drill = parse_drill(text, origin="d")
    return drill.world.stage(start=drill.start, length=drill.length, seed=1, faults=())


def test_what_was_said_before_an_early_order_is_what_would_have_been_said_and_what_comes_after_is_not():
    usual = list(staged(DAM).telegrams)
    stage = staged(DAM)
    said = []
    for telegram in stage.telegrams:
        said.append(telegram)
        if telegram.at_s >= 2400 and len([each for each in said if each.at_s >= 2400]) == 1:
            assert stage.release_earlier("XY-R01", planned_h=2.5, given_h=telegram.at_s / 3600) is not None
    assert [each.at_s for each in said] == [each.at_s for each in usual]
    differ = [(a.at_s, a.topic) for a, b in zip(said, usual, strict=True) if a.payload != b.payload]
    assert differ
    assert min(at for at, _ in differ) >= 2400
    # The dam itself, and what lies below it; no brook in other hills.
    assert any("/XY-R01/" in topic for _, topic in differ)
    assert not any("/XY-T01/" in topic for _, topic in differ)


def test_where_no_order_waits_nothing_changes():
    stage = staged(DAM)
    assert stage.release_earlier("XY-R02", planned_h=2.5, given_h=1.0) is None
    assert stage.release_earlier("XY-R01", planned_h=2.5, given_h=2.5) is None
    assert staged(SHORT).release_earlier("XY-R01", planned_h=2.5, given_h=1.0) is None
