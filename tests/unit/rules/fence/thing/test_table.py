from __future__ import annotations

from datetime import timedelta

import pytest
import shapely

from rules.compiler import compile_rules
from rules.errors import RuleError
from rules.fence.condition import Way
from rules.fence.thing.table import area_of, passage_of
from tests.unit.rules.builders import a_rule
from tests.unit.rules.fence.thing.worlds import PLANT, REGISTRY, following
from tests.unit.rules.fence.worlds import a_fence, fenced


def test_a_fence_that_is_not_there_is_refused():
    with pytest.raises(RuleError, match=r'when\.fence names unknown fence "plnt", did you mean "plant"'):
        compile_rules([a_rule(following("inside", "plnt"))], registry=REGISTRY, fences=[PLANT])


def test_only_a_line_has_sides():
    rule = a_rule(following("cross", direction=Way.LEFT))
    with pytest.raises(RuleError, match="not drawn as a line"):
        area_of(rule, rule.when, {"plant": PLANT})
    line = a_fence(line=shapely.LineString([(1, 0), (1, 2)]))
    assert area_of(rule, rule.when, {"plant": line}).fences == (line,)


def test_what_a_rule_asks_is_told_in_microseconds():
    when = following("dwell", gone_after=timedelta(minutes=1))
    rule = a_rule(when)
    passage = passage_of(when, area_of(rule, when, {"plant": PLANT}), lateness=timedelta(seconds=2))
    assert (passage.dwell, passage.gone_after, passage.lateness) == (300_000_000, 60_000_000, 2_000_000)


def test_who_follows_things_watches_no_station():
    program = compile_rules(
        [a_rule(following("inside"), id="things"), a_rule(fenced("inside"), id="boats")],
        registry=REGISTRY,
        fences=[PLANT],
    )
    assert program.fences.target == ("XY-C01", "XY-C02")
    assert program.events.target == ("plant",)
