from __future__ import annotations

import pytest

from rules.compiler import compile_rules
from rules.engine import evaluate, initial, tick
from rules.feature.why import account
from sensing.instant import Micros
from sensing.level import Level
from tests.unit.rules.builders import MINUTE
from tests.unit.rules.feature.worlds import REGISTRY, STREAMS, a_derived, batch_of

RATE = "{kind: rate, property: water_level, direction: rise, window: 1h, levels: {blue: 0.5, red: 2}, hold: 10m}"
RAIN = "{kind: accumulation, property: rain_5m, levels: {blue: {1h: 20, 3h: 40}}, clear: {by: 5}}"
SOON = "{kind: trend, property: water_level, reach: 43.5, within: {yellow: 6h, orange: 2h}, window: 1h}"
DOWN = (
    "{kind: trend, property: water_level, reach: 43.5, within: {yellow: 6h}, "
    "upstream: {station: ABOVE, lag: 2h, a: 0.5, b: 20, error: 0.1}}"
)
FAR = "{kind: deviation, property: pm25, direction: above, baseline: {median: 40}, levels: {blue: 60}}"


def told(when: str, rows, *, stream: str, at: float):
    program = compile_rules([a_derived(when)], registry=REGISTRY)
    state, _ = evaluate(program, initial(program), batch_of(rows, stream=STREAMS[stream]))
    state, _, _ = tick(program, state, now=Micros(round(at * MINUTE)))
    return account(program, state, 0, at=round(at * MINUTE), value=None)


def zh(found) -> list[str]:
    return [words.zh for words in found.lines]


def test_a_rate_names_both_readings_and_what_is_left_in_its_own_unit():
    found = told(RATE, [(minute, 40 + minute / 100) for minute in range(0, 61, 10)], stream="water_level", at=60)
    assert zh(found) == [
        "到 09:00 的 1小时内由 40 m 变为 40.6 m，向危险方向 0.6 m/h",
        "蓝色已触发；到 0.5 m/h 才开始解除计时",
        "距红色阈值（2 m/h）还差 1.4 m/h",
    ]
    assert (found.facts["from"], found.facts["reading"], found.facts["over_s"]) == (40.0, 40.6, 3600.0)
    assert found.rungs[1].beyond == pytest.approx(-1.4)


def test_a_rate_without_half_a_window_is_not_known():
    found = told(RATE, [(0, 40.0), (5, 41.0)], stream="water_level", at=6)
    assert found.lines[0].en == "less than half of the 1h before 08:05 is covered: the rate is not known"
    assert found.rungs[0].beyond is None


def test_an_accumulation_names_every_sum_how_much_is_covered_and_the_nearest_amount():
    found = told(RAIN, [(5 * i, 1.5) for i in range(1, 13)], stream="rain_5m", at=60)
    assert zh(found) == [
        "到 09:00 累计：1h 18 mm，3h 18 mm；1h 窗口覆盖 100%",
        "所需时段数据不全：可以触发，不作为解除依据",
        "距蓝色阈值（1h 20 mm）还差 2 mm",
    ]
    assert (found.rungs[0].threshold, found.rungs[0].clear) == (20.0, 15.0)


def test_wet_ground_is_named_with_its_index():
    wet = RAIN.replace(
        "clear: {by: 5}",
        "antecedent: {k: 0.85, most: 100, mid: {from: 30, levels: {blue: {1h: 15, 3h: 30}}}, "
        "high: {from: 60, levels: {blue: {1h: 10, 3h: 20}}}}",
    )
    found = told(wet, [(5 * i, 1.0) for i in range(1, 13)], stream="rain_5m", at=60)
    assert found.lines[0].zh.endswith("；前期影响雨量 0 mm，土壤偏中")
    assert found.rungs[0].threshold == 15.0


def test_a_trend_says_how_fast_it_moves_and_when_it_arrives():
    rows = [(minute, 42 + minute / 240) for minute in range(0, 61, 10)]
    found = told(SOON, rows, stream="water_level", at=60)
    assert zh(found) == [
        "09:00 42.25 m，每小时变化 0.25 m/h；预计 5小时后到达 43.5 m",
        "黄色已触发；到 6小时内不再到达 才开始解除计时",
        "距橙色阈值（2小时内到达）还差 3小时",
    ]
    assert found.rungs[0].beyond == pytest.approx(1.0)


def test_a_gauge_that_stands_still_never_arrives():
    found = told(SOON, [(minute, 42.0) for minute in range(0, 61, 10)], stream="water_level", at=60)
    assert found.lines[0].en == "42 m at 09:00, moving by 0 m/h; at that it does not reach 43.5 m"
    assert found.lines[1].en == "yellow (reached within 6h): an approach at all to go"


def test_a_trend_from_upstream_names_the_gauge_the_travel_time_and_the_error():
    found = told(DOWN, [(minute, 47.0) for minute in range(0, 121, 10)], stream="upstream", at=120)
    assert found.lines[0].zh == "上游 ABOVE 10:00 47 m，传播 2小时后此处约 43.5 m（误差 0.1 m）；已到达 43.5 m"
    assert found.level is Level.YELLOW


def test_a_deviation_names_what_is_usual():
    found = told(FAR, [(0, 80.0)], stream="pm25", at=1)
    assert zh(found) == [
        "08:00 实测 80 µg/m³，该月该时常见 40 µg/m³，偏离 40 µg/m³",
        "距蓝色阈值（60 µg/m³）还差 20 µg/m³",
    ]


def test_multiples_of_the_spread_are_called_so():
    spread = FAR.replace("median: 40", "median: 40, spread: 10").replace("direction", "measure: spread, direction")
    found = told(spread.replace("blue: 60", "blue: 6"), [(0, 80.0)], stream="pm25", at=1)
    assert found.lines[1].en == "blue (6 x spread): 2 x spread to go"


@pytest.mark.parametrize(
    ("when", "stream"),
    [(RATE, "water_level"), (RAIN, "rain_5m"), (SOON, "water_level"), (DOWN, "upstream"), (FAR, "pm25")],
)
def test_without_a_reading_there_is_nothing_to_reckon_from(when: str, stream: str):
    found = told(when, [], stream=stream, at=1)
    assert found.lines[0].zh == "没有可信数据，数值无从算起"
    assert found.rungs[0].beyond is None
