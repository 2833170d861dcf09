from __future__ import annotations

import pytest

from rules.trial.document import read_trial
from sensing.document import read_document
from sensing.errors import DocumentError
from sensing.station import StationKind
from tests.unit.rules.trial.builders import HEAD, TEST, a_trial


def test_a_trial_is_read_with_its_rules_stations_and_cases():
    trial = a_trial(HEAD + "stations:\n  G1: {kind: reservoir, division: '411528', interval: 1h}\n" + TEST)
    (station,) = trial.stations
    assert (station.kind, station.division) == (StationKind.RESERVOIR, "411528000000")
    assert trial.rules == {"stage": 3}
    (case,) = trial.cases
    assert (case.name, [each.station for each in case.series], len(case.expected)) == ("a flood", ["XY-H03"], 2)
    assert case.said is None


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        (HEAD.replace("rules", "rule") + TEST, 't.test.yaml:3: unknown key "rule", did you mean "rules"?'),
        (HEAD, 'missing key "tests"'),
        (HEAD.replace("rules: [stage]\n", "") + TEST, 'missing key "rules"'),
        (HEAD + "date: yesterday\n" + TEST, 't.test.yaml:4: date: expected a date such as 2026-07-19, got "yesterday"'),
        (HEAD + "stations:\n  G1: {division: 'x'}\n" + TEST, "t.test.yaml:5: stations.G1.division"),
        (HEAD + "stations:\n  G1: {lon: 999}\n" + TEST, "t.test.yaml:5: stations.G1.lon, lat: expected degrees"),
        (HEAD + "stations:\n  G 1: {lon: 114}\n" + TEST, "t.test.yaml:5: stations.G 1: expected an id"),
        (HEAD + "date: 9999-12-31\n" + TEST.replace("10:05", "9999:05"), "expected a time within the years 1 to 9999"),
        (HEAD + "date: 0001-01-01\n" + TEST.replace("10:05", "0:05"), "expected a time within the years 1 to 9999"),
        (
            HEAD + TEST.replace("XY-H03.water_level", "XY-H03.water_levl"),
            't.test.yaml:7: tests[0].readings.XY-H03.water_levl: unknown property "water_levl", did you mean',
        ),
        (HEAD + TEST.replace("XY-H03.water_level", "water_level"), "expected STATION.PROPERTY"),
        (
            HEAD + TEST.replace("10:05 42", "10:05 42 god"),
            "t.test.yaml:7: tests[0].readings.XY-H03.water_level: unknown",
        ),
        (
            HEAD + TEST.replace("yellow", "yelow"),
            't.test.yaml:10: tests[0].expect.10:05: unknown level "yelow", did you',
        ),
        (HEAD + TEST.split("    expect")[0], 'missing key "expect" or "transitions"'),
    ],
)
def test_what_is_wrong_is_told_with_file_line_and_what_was_meant(text, detail):
    with pytest.raises(DocumentError) as caught:
        a_trial(text)
    assert detail in str(caught.value)


def test_events_and_statuses_are_those_of_the_stations_that_are_described():
    text = HEAD + "stations:\n  C1: {kind: camera, lon: 114.5, lat: 32.5, division: '411528'}\n" + TEST
    text = text.replace(
        "    expect:", '    events: {C1: "10:00 fire 0.9"}\n    status: {C1: "10:00 online"}\n    expect:'
    )
    event, status = a_trial(text).cases[0].events
    assert (event.lon, event.lat) == (114.5, 32.5)
    assert status.division == "411528000000"


def test_a_document_of_another_kind_is_no_trial():
    with pytest.raises(DocumentError, match="kind"):
        read_trial(read_document("apiVersion: fenghuo/v1\nkind: Rule\n", origin="x", what="document"))
