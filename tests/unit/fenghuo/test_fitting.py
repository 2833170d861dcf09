from __future__ import annotations

import pytest

from fenghuo.fitting import baseline_json, baseline_yaml, read_readings, routing_json, routing_yaml
from rules.errors import RuleError
from rules.feature.baseline import fit_baseline
from rules.feature.routing import Fit
from sensing.duration import parse_duration
from tests.unit.rules.feature.worlds import when_of

CSV = """\
station,property,unit,time,value,quality,why,arrived,lon,lat
A,pm25,µg/m³,2026-07-01T00:00:00Z,10,good,,2026-07-01T00:00:01Z,,
A,pm25,µg/m³,2026-07-01T01:00:00Z,900,doubtful,spike,2026-07-01T01:00:01Z,,
A,pm10,µg/m³,2026-07-01T02:00:00Z,99,good,,2026-07-01T02:00:01Z,,
A,pm25,µg/m³,2026-07-01T03:00:00Z,,good,,2026-07-01T03:00:01Z,,
"""


def test_only_good_readings_of_the_property_count_and_the_others_are_counted():
    found = read_readings(CSV.splitlines(), origin="a.csv", prop="pm25")
    assert found.series.value.tolist() == [10.0]
    assert found.left_out == 2
    assert found.words == "a.csv: 1 good readings, 2026-07-01T00:00:00Z … 2026-07-01T00:00:00Z, 2 left out"


def test_two_columns_as_an_office_writes_them_are_enough():
    found = read_readings(["时间,数值", "2026-07-02 08:00,2", "2026-07-01 08:00,1"], origin="a.csv")
    assert found.series.value.tolist() == [1.0, 2.0]
    assert found.series.time[0] == 1782864000000000


@pytest.mark.parametrize(("header", "missing"), [("time,x", "value"), ("value", "time"), ("", "time")])
def test_a_missing_column_is_named(header: str, missing: str):
    with pytest.raises(RuleError, match=f"expected a column {missing}"):
        read_readings([header], origin="a.csv")


def test_a_baseline_is_written_so_that_a_rule_can_have_it():
    rows = [f"2026-{1 + i % 12:02}-{1 + i // 12 % 28:02} {i // 7 % 24:02}:00,{i % 5}" for i in range(2000)]
    readings = read_readings(["time,value", *rows], origin="a.csv")
    fitted = fit_baseline(readings.series.time, readings.series.value)
    found = baseline_json(fitted, readings)
    text = baseline_yaml(found, readings)
    assert "half lie within" in text
    assert found["error"]["borrowed_cells"] > 0
    piece = "\n".join(f"  {line}" for line in text.splitlines())
    when = "\n  kind: deviation\n  property: pm25\n  direction: above\n  measure: spread\n  levels: {blue: 3}\n"
    assert when_of(when + piece).baseline == fitted


def test_a_relation_is_written_so_that_a_rule_can_have_it():
    readings = read_readings(["time,value", "2026-07-01 08:00,1"], origin="a.csv")
    fit = Fit(lag=parse_duration("1h30m"), a=0.5, b=20.0, error=0.1, correlation=0.98765, pairs=1234)
    text = routing_yaml(routing_json(fit, station="ABOVE"), above=readings, here=readings)
    assert "root mean square error 0.1 (1,234 pairs)" in text
    assert "correlation of the changes 0.988" in text
    piece = "".join(f", {line.strip()}" for line in text.splitlines() if line.startswith("  "))[2:]
    when = when_of(f"{{kind: trend, property: water_level, reach: 43.5, within: {{red: 1h}}, upstream: {{{piece}}}}}")
    assert when.upstream == fit.upstream("ABOVE")
