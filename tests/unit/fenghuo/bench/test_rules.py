from __future__ import annotations

import numpy as np

from fenghuo.bench.rules import FLOOD, RulesOptions, a_city, run, the_rules, the_sweeps
from rules.compiler import compile_rules


def test_rules_are_spread_evenly_over_the_datastreams():
    program = compile_rules(the_rules(40, datastreams=20), registry=a_city(20))
    assert np.diff(program.thresholds.slots.offset).tolist() == [2] * 20
    assert len(set(program.thresholds.trigger.tolist())) == 2


def test_the_share_of_readings_beyond_a_level_is_as_asked():
    batches = list(the_sweeps(200, share=0.1, count=10 * FLOOD))
    beyond = np.mean([(batch.value > 10).mean() for batch in batches])
    assert abs(beyond - 0.1) < 0.01
    assert all(np.isfinite(batch.value).all() for batch in batches)


def test_the_figures_count_every_rule_at_every_reading():
    lines = []
    found = run(RulesOptions(datastreams=50, rules=(10, 100), shares=(0.5,), sweeps=20), say=lines.append)
    assert [(row["rules"], row["share"]) for row in found["rounds"]] == [(10, 0.5), (100, 0.5)]
    assert all(row["checks_per_cpu_second"] > 0 and 0 < row["stirred"] < 1 for row in found["rounds"])
    assert found["rounds"][1]["transitions"] > 0
    assert set(found["exponent"]) == {"0.5"}
    assert len(lines) == 2
