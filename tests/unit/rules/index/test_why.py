from __future__ import annotations

from rules.compiler import compile_rules
from rules.direction import Direction
from rules.engine import initial
from rules.index.condition import Index
from rules.index.why import account
from sensing.instant import Micros, to_micros
from sensing.level import Level
from tests.unit.api.world import NOW
from tests.unit.rules.builders import a_registry, a_rule, a_station


def told(index: str, value: float | None, *, at: int = to_micros(NOW)) -> list[str]:
    registry = a_registry(a_station(properties=(index,)))
    program = compile_rules(
        [a_rule(Index(property=index, direction=Direction.ABOVE, levels={Level.BLUE: 3.0}))], registry=registry
    )
    state = initial(program)
    return [words.zh for words in account(program, state, 0, at=Micros(at), value=value).lines]


def test_an_index_says_what_it_means_to_people_and_by_which_edition():
    assert told("aqi", 114.0)[0] == "AQI 114，轻度污染（HJ 633-2026）"
    assert told("aqi", 600.0, at=0)[0] == "AQI 600，严重污染（HJ 633-2012）"


def test_a_class_of_water_is_written_as_such():
    assert told("water_class", 6.0)[0] == "水质类别 劣Ⅴ类（GB 3838-2002）"


def test_without_an_index_there_is_only_the_ladder():
    assert len(told("aqi", None)) == 1
