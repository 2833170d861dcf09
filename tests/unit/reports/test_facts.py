from __future__ import annotations

from reports.incident_facts import incident_facts
from sensing.level import Level
from tests.unit.reports.journals import an_incident, at, chained


def test_a_level_is_reached_when_it_or_a_higher_one_stood_first():
    (fact,) = incident_facts(chained([an_incident(1, "raised", "orange"), an_incident(5, "lowered", "yellow")]))
    assert fact.reached(Level.YELLOW) == at(1)
    assert fact.reached(Level.RED) is None


def test_the_level_at_an_instant_is_the_last_one_before_it():
    (fact,) = incident_facts(chained([an_incident(1, "raised", "orange"), an_incident(5, "lowered", "yellow")]))
    assert [fact.level_at(at(minute)) for minute in (0, 1, 4, 9)] == [None, Level.ORANGE, Level.ORANGE, Level.YELLOW]


def test_the_onset_of_a_level_is_its_own_reading():
    rows = [
        an_incident(5, "raised", "yellow", value=41.6, event=3),
        an_incident(20, "raised", "orange", value=43.1, event=18),
    ]
    (fact,) = incident_facts(chained(rows))
    assert (fact.reached_by_sensor(Level.YELLOW), fact.reached_by_sensor(Level.ORANGE)) == (at(3), at(18))
