from dataclasses import replace

import pytest

from rules.document import parse_rule
from rules.rule import Direction, Scope
from rules.threshold_row import (
    THRESHOLD_HEADER,
    THRESHOLD_NAMES,
    is_threshold_row,
    read_threshold_rows,
    threshold_cells,
)
from sensing.exchange.column import columns_of
from sensing.exchange.comma import decoded, read_csv, write_csv
from sensing.exchange.table import TableError
from sensing.level import Level
from sensing.quality import Quality

RULE = parse_rule(
    """\
apiVersion: fenghuo/v1
kind: Rule
id: stage
hazard: "11A01"
title: {zh: 水位, en: Stage}
scope: {stations: [A]}
when:
  kind: threshold
  property: water_level
  direction: above
  levels: {blue: 40.5, red: 43.5}
  hold: 10m
  clear: {by: 0.3, for: 30m}
quality: [good, doubtful]
enabled: false
""",
    origin="test",
)


def rows(text: str, *known):
    table = read_csv(text)
    places, _ = columns_of(table.header, names=THRESHOLD_NAMES, mapping={})
    return read_threshold_rows(table, places, known={str(rule.id): rule for rule in known})


def test_a_ladder_of_an_office_becomes_a_rule():
    outcomes, found = rows("站码,监测要素,蓝色预警,红色预警(m),灾种,持续时间\nA,水位,40.5,43.5,11A01,10分钟\n")
    rule = found["A-water_level"]
    assert [(one.row, one.id, one.change.value) for one in outcomes] == [(2, "A-water_level", "new")]
    assert rule.when.levels == {Level.BLUE: 40.5, Level.RED: 43.5}
    assert (rule.scope, rule.when.hold.total_seconds(), rule.is_enabled) == (Scope(stations=("A",)), 600, True)


def test_what_is_exported_is_read_back():
    text, _ = decoded(write_csv(THRESHOLD_HEADER, threshold_cells([RULE])))
    outcomes, found = rows(text, RULE)
    assert [one.change.value for one in outcomes] == ["unchanged"]
    assert replace(found["stage"], source="") == replace(RULE, source="")


def test_a_stored_rule_keeps_what_has_no_column():
    outcomes, found = rows("id,station,property,blue,red\nstage,A,water_level,40,43\n", RULE)
    assert outcomes[0].changes == {"blue": (40.5, 40.0), "red": (43.5, 43.0)}
    rule = found["stage"]
    assert (rule.is_enabled, rule.quality, rule.when.clear_by) == (False, (Quality.GOOD, Quality.DOUBTFUL), 0.3)


def test_a_level_that_a_list_does_not_name_stays():
    outcomes, found = rows("id,station,property,blue,yellow,red\nstage,A,water_level,40,41,\n", RULE)
    assert found["stage"].when.levels == {Level.BLUE: 40, Level.YELLOW: 41, Level.RED: 43.5}
    assert outcomes[0].changes == {"blue": (40.5, 40.0), "yellow": ("", 41.0)}


def test_an_empty_direction_turns_no_ladder_round():
    dry = replace(RULE, when=replace(RULE.when, direction=Direction.BELOW, levels={Level.BLUE: 3.0, Level.RED: 1.0}))
    _, found = rows("id,station,property,direction,red,clear_by\nstage,A,water_level,,0.5,0.1\n", dry)
    assert found["stage"].when.levels == {Level.BLUE: 3.0, Level.RED: 0.5}
    assert (found["stage"].when.direction, found["stage"].when.clear_for) == (Direction.BELOW, RULE.when.clear_for)


def test_levels_of_another_property_are_not_kept():
    _, found = rows("id,station,property,red\nstage,A,flow,900\n", RULE)
    assert (found["stage"].when.levels, found["stage"].when.clear_by) == ({Level.RED: 900.0}, 0.0)


def test_a_level_whose_header_names_another_unit_is_refused():
    outcomes, _ = rows("id,station,property,红色预警(cm)\nstage,A,water_level,4350\n", RULE)
    assert outcomes[0].detail == "row 2: red: expected m, the header says cm"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("A,水位,43.5,40.5,11A01", "row 2: when.levels: expected red above blue (43.5), got 40.5"),
        ("A,水位,,,11A01", "row 2: when.levels: expected at least one of blue, yellow, orange, red"),
        ("A,雨,1,2,11A01", "row 2: property: unknown property '雨'"),
        (",水位,1,2,11A01", "row 2: station: expected a value, got nothing"),
        ("A,水位,1,x,11A01", "row 2: red: expected a number, got 'x'"),
        ("A,水位,1,2,", "row 2: hazard: expected a national event code such as 11A01, 'A-water_level' is a new rule"),
        ("A,水位,1,2,flood", "row 2: hazard: expected a national event code such as 11A01"),
    ],
)
def test_each_mistake_refuses_its_row(row, message):
    outcomes, found = rows(f"station,property,blue,red,hazard\n{row}\nB,流量,1,2,11A01\n")
    assert outcomes[0].detail.startswith(message), outcomes[0].detail
    assert list(found) == ["B-flow"]


def test_a_row_whose_columns_are_shifted_is_refused():
    outcomes, found = rows("station,property,blue,hazard\nA,水位,1,5,11A01\n")
    assert (found, outcomes[0].change.value) == ({}, "refused")


def test_a_ladder_that_stands_twice_is_refused():
    outcomes, _ = rows("station,property,blue,hazard\nA,水位,1,11A01\nA,水位,2,11A01\n")
    assert outcomes[1].detail == "row 3: id: 'A-water_level' occurs twice"


def test_a_rule_of_another_form_is_left_alone():
    wide = replace(RULE, scope=Scope(stations=("A", "B")))
    assert [is_threshold_row(rule) for rule in (RULE, wide, replace(RULE, scope=Scope()))] == [True, False, True]
    assert threshold_cells([wide]) == []
    outcomes, _ = rows("id,station,property,blue\nstage,A,水位,1\n", wide)
    assert outcomes[0].detail == "row 2: id: rule 'stage' is there and is no ladder of one station"


def test_a_table_without_levels_is_no_table_of_thresholds():
    with pytest.raises(TableError, match="expected columns for station, property and at least one of blue"):
        rows("station,property\nA,水位\n")


PACED = parse_rule(
    RULE.source.replace("blue: 40.5", "blue: {at: 40.5, hold: 1h, clear: {by: 0.5}}").replace(
        "{by: 0.3, for: 30m}", "{at: 40.1, for: 30m, readings: 3, fastest: 2}"
    ),
    origin="test",
)


def test_a_row_leaves_paces_and_guards_as_they_are():
    outcomes, found = rows("id,station,property,blue\nstage,A,water_level,40.2\n", PACED)
    assert outcomes[0].changes == {"blue": (40.5, 40.2)}
    before = PACED.when
    assert found["stage"].when == replace(before, levels={Level.BLUE: 40.2, Level.RED: 43.5})


def test_a_common_clear_level_has_no_cell_and_a_difference_takes_its_place():
    text, _ = decoded(write_csv(THRESHOLD_HEADER, threshold_cells([PACED])))
    outcomes, found = rows(text, PACED)
    assert (outcomes[0].change.value, found["stage"].when) == ("unchanged", PACED.when)
    _, found = rows("id,station,property,red,clear_by\nstage,A,water_level,43.5,0.4\n", PACED)
    assert (found["stage"].when.clear_at, found["stage"].when.clear_by) == (None, 0.4)


@pytest.mark.parametrize("line", ["months: {6-9: {red: 42}}", "stations: {A: {hold: 5m}}"], ids=["months", "stations"])
def test_a_ladder_that_differs_by_month_or_station_is_no_row(line):
    rule = parse_rule(RULE.source.replace("  hold: 10m", f"  {line}\n  hold: 10m"), origin="test")
    assert not is_threshold_row(rule)
    assert threshold_cells([rule]) == []
    outcomes, _ = rows("id,station,property,blue\nstage,A,水位,1\n", rule)
    assert outcomes[0].detail == "row 2: id: rule 'stage' is there and is no ladder of one station"
