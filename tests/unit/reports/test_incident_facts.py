from __future__ import annotations

from reports.incident_facts import incident_facts
from sensing.level import Level
from tests.unit.reports.journals import an_incident, at, chained


def test_an_incident_is_followed_from_its_first_reading_to_its_end():
    rows = chained(
        [
            an_incident(5, "raised", "yellow", value=41.6, event=3),
            an_incident(20, "raised", "red", value=43.6, event=18),
            an_incident(22, "acknowledged", "red"),
            an_incident(90, "cleared", "none", value=40.0, event=88),
        ]
    )
    (fact,) = incident_facts(rows)
    assert (fact.onset, fact.detected, fact.acknowledged, fact.ended) == (at(3), at(5), at(22), at(90))
    assert fact.levels == ((at(5), Level.YELLOW), (at(20), Level.RED), (at(90), Level.NONE))
    assert fact.peak is Level.RED
    assert [each.value for each in fact.values] == [41.6, 43.6, 40.0]


def test_an_incident_that_came_again_has_not_ended():
    rows = [an_incident(5, "raised", "red"), an_incident(9, "cleared", "none"), an_incident(12, "raised", "red")]
    assert incident_facts(chained(rows))[0].ended is None


def test_the_same_reason_told_in_three_rows_is_one_value():
    rows = [an_incident(minute, "raised", "red", value=43.6, event=3) for minute in (5, 6, 7)]
    assert len(incident_facts(chained(rows))[0].values) == 1


def test_a_row_without_an_incident_is_passed_over():
    row = an_incident(5, "raised", "red")
    row.data["incident"] = None
    assert incident_facts(chained([row])) == ()
