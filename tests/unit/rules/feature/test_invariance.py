from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.compiler import compile_rules
from rules.engine import evaluate, initial, tick
from rules.standing import standing
from sensing.batch import make_batch
from sensing.instant import Micros
from tests.unit.rules.builders import MINUTE
from tests.unit.rules.feature.worlds import REGISTRY, STREAMS, a_derived

RULES = {
    "rain_5m": "{kind: accumulation, property: rain_5m, levels: {blue: {15m: 4}, red: {30m: 9}}, clear: {for: 5m}}",
    "water_level": (
        "{kind: rate, property: water_level, direction: rise, window: 20m, levels: {blue: 6, red: 12},"
        " clear: {by: 2, for: 10m}}"
    ),
    "pm25": "{kind: trend, property: pm25, reach: 5, within: {blue: 30m, red: 10m}, window: 20m}",
}
#: Well within the lateness of ten minutes.
LATE = 8


@pytest.mark.parametrize("key", RULES)
@settings(max_examples=40, deadline=None)
@given(
    values=st.lists(st.integers(0, 5), min_size=2, max_size=24),
    delays=st.lists(st.integers(0, LATE), min_size=24, max_size=24),
    cuts=st.lists(st.integers(0, 30), max_size=5),
    again=st.lists(st.integers(0, 23), max_size=3),
)
def test_late_and_repeated_readings_in_any_batches_lead_to_the_same_end(key, values, delays, cuts, again):
    program = compile_rules([a_derived(RULES[key])], registry=REGISTRY)
    orderly = [(5 * place, 5 * place, float(value)) for place, value in enumerate(values)]
    rows = [(true, true + delay, value) for (true, _, value), delay in zip(orderly, delays, strict=False)]
    rows += [(rows[place][0], rows[place][1] + 1, rows[place][2]) for place in again if place < len(rows)]
    rows.sort(key=lambda row: row[1])
    assert _end(program, rows, cuts, key) == _end(program, orderly, [], key)


def _end(program, rows, cuts, key):
    """Return what stands, and what people were told, after readings of (minute, arrival, value)."""
    state, told = initial(program), {}
    for begin, end in pairwise([0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]):
        batch = make_batch(
            datastream=[STREAMS[key]] * (end - begin),
            phenomenon_time=[row[0] * MINUTE for row in rows[begin:end]],
            result_time=[row[1] * MINUTE for row in rows[begin:end]],
            value=[row[2] for row in rows[begin:end]],
        )
        state, said = evaluate(program, state, batch)
        told |= {(each.rule, each.target): each.after for each in said}
    state, said, _ = tick(program, state, now=Micros((max(row[1] for row in rows) + 1) * MINUTE))
    told |= {(each.rule, each.target): each.after for each in said}
    standing_now = standing(program, state)
    assert {slot: level for slot, level in told.items() if level} == standing_now
    return standing_now
