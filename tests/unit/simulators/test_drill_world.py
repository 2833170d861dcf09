from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from sensing.errors import DocumentError
from simulators.drill import Drill, parse_drill
from simulators.drill_world import Stage
from simulators.inject import faults_of
from tests.unit.simulators.drills import SHORT, written

if TYPE_CHECKING:
    from simulators.telegram import Telegram


def staged(drill: Drill, seed: int = 1) -> Stage:
    faults = faults_of(drill.injects, stations=drill.world.city.stations)
    return drill.world.stage(start=drill.start, length=drill.length, seed=seed, faults=faults)


def test_what_the_devices_say_comes_in_order_and_the_lost_one_says_no_more():
    telegrams = list(staged(parse_drill(SHORT, origin="d")).telegrams)
    assert all(a.at_s <= b.at_s for a, b in pairwise(telegrams))
    assert not [each for each in telegrams if "/XY-H03/obs" in each.topic and each.at_s >= 3600]
    assert [each for each in telegrams if "/XY-H01/obs" in each.topic and each.at_s >= 3600]


def test_the_same_seed_says_the_same_and_another_one_does_not():
    drill = parse_drill(SHORT, origin="d")
    said = [list(staged(drill, seed).telegrams) for seed in (1, 1, 2)]
    assert said[0] == said[1] != said[2]


def test_the_truth_is_that_of_the_drill_alone():
    assert all(danger.from_h < 4 for danger in staged(parse_drill(SHORT, origin="d")).truth)


def test_a_world_without_water_is_dry_and_its_people_still_call():
    water = SHORT[SHORT.index("  water:") : SHORT.index("injects:")]
    text = written(water, "  people: {false_per_day: 200}\n")
    telegrams = list(staged(parse_drill(text, origin="d")).telegrams)
    assert [each for each in telegrams if "/XY-D01/event" in each.topic]


def test_a_kind_of_station_reports_as_often_as_the_document_says():
    text = written("world:\n", "world:\n  report: {river_gauge: 30m}\n")
    stages = [staged(parse_drill(each, origin="d")) for each in (SHORT, text)]
    usual, rare = ([each for each in stage.telegrams if each.at_s < 3600] for stage in stages)

    def count(telegrams: list[Telegram], station: str) -> int:
        return len([each for each in telegrams if f"/{station}/obs" in each.topic])

    assert (count(usual, "XY-H01"), count(rare, "XY-H01")) == (12, 2)
    assert count(usual, "XY-P04") == count(rare, "XY-P04")


@pytest.mark.parametrize(
    ("report", "told"),
    [
        ("{river_gauge: 30s}", "report.river_gauge: expected 1m to 1d"),
        ("{river_gauge: 2d}", "report.river_gauge: expected 1m to 1d"),
        ("{river_gage: 5m}", 'unknown key "river_gage", did you mean "river_gauge"?'),
    ],
)
def test_a_pace_that_no_station_has_is_refused_with_its_line(report, told):
    with pytest.raises(DocumentError) as caught:
        parse_drill(written("world:\n", f"world:\n  report: {report}\n"), origin="d.yaml")
    assert str(caught.value).startswith("d.yaml:10: ")
    assert told in str(caught.value)
