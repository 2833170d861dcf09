from __future__ import annotations

import pytest

from rules.rule import Scope
from sensing.errors import DocumentError
from sensing.station import StationKind
from tests.unit.rules.builders import a_rule, a_silence
from tests.unit.rules.trial.builders import HEAD, TEST, failures_of

ONE = a_rule(scope=Scope(stations=("XY-H03",)))
ONLY_RIVERS = Scope(kinds=(StationKind.RIVER_GAUGE.value,))
DESCRIBED = "stations: {R1: {kind: rain_gauge}}\n"
BESIDE = TEST.replace("    expect:", '      R1.water_level: "10:00 99"\n    expect:')


def test_readings_of_a_station_that_no_rule_judges_are_a_mistake():
    """It would be silent for ever, and a test that expects nothing would pass."""
    misspelt = HEAD + TEST.replace("XY-H03", "XY-HO3").replace('      "10:05": yellow\n', "")
    with pytest.raises(DocumentError) as caught:
        failures_of(misspelt, ONE)
    assert str(caught.value) == (
        't.test.yaml:7: a flood: no rule that is tried here judges the readings of "XY-HO3.water_level", '
        'did you mean "XY-H03.water_level"; judged are XY-H03.water_level'
    )


def test_another_property_than_the_one_that_is_judged_is_a_mistake_too():
    other = TEST.replace("    expect:", '      XY-H03.flow: "10:00 99"\n    expect:')
    with pytest.raises(DocumentError, match=r't.test.yaml:8: .*of "XY-H03.flow"'):
        failures_of(HEAD + other)


def test_a_described_station_may_be_shown_to_be_left_alone_beside_one_that_is_judged():
    rule = a_rule(scope=ONLY_RIVERS)
    assert failures_of(HEAD + DESCRIBED + BESIDE, rule) == []
    with pytest.raises(DocumentError, match=r'"R1.water_level", .*judged are XY-H03.water_level'):
        failures_of(HEAD + BESIDE, ONE)
    alone = TEST.replace("XY-H03", "R1").replace("yellow", "none")
    with pytest.raises(DocumentError, match="no readings are judged at all"):
        failures_of(HEAD + DESCRIBED + alone, rule)


def test_a_rule_on_silence_looks_at_every_reading_of_its_station():
    text = HEAD.replace("stage", "lost") + TEST.replace("water_level", "flow").replace("yellow", "none")
    assert failures_of(text, a_rule(a_silence(15), id="lost")) == []
