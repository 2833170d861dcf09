from __future__ import annotations

from datetime import timedelta

from rules.compiler import compile_rules
from rules.feature.backlog import backlogs
from tests.unit.rules.feature.worlds import REGISTRY, STREAMS, a_derived

RATE = "{kind: rate, property: water_level, direction: rise, window: 1h, levels: {red: 1}}"
RAIN = "{kind: accumulation, property: rain_5m, levels: {red: {72h: 50}}}"


def program_of(*whens):
    rules = [a_derived(when) for when in whens]
    for place, rule in enumerate(rules):
        object.__setattr__(rule, "id", f"r{place}")
    return compile_rules(rules, registry=REGISTRY)


def test_after_a_start_everything_that_is_looked_back_on_is_wanted_and_nothing_else():
    short, long = backlogs(program_of(RATE, RAIN))
    assert (short.numbers, long.numbers) == ((STREAMS["water_level"],), (STREAMS["rain_5m"],))
    assert short.span < timedelta(hours=3)
    assert timedelta(hours=72) < long.span < timedelta(hours=75)


def test_a_change_wants_only_what_was_not_remembered():
    before = program_of(RATE)
    assert [each.numbers for each in backlogs(program_of(RATE, RAIN), before=before)] == [(STREAMS["rain_5m"],)]
    longer = program_of(RATE.replace("1h", "6h"))
    assert [each.numbers for each in backlogs(longer, before=before)] == [(STREAMS["water_level"],)]
    assert not backlogs(before, before=longer)


def test_rules_that_do_not_look_back_want_nothing():
    assert not backlogs(program_of("{kind: threshold, property: water_level, direction: above, levels: {red: 1}}"))
