from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from api.backtest.run import Span
from api.backtest.tryout import Asked, Tryout
from rules.document import parse_rule
from sensing.level import Level
from tests.unit.api.world import NOW, RULE, World, a_transition

if TYPE_CHECKING:
    from rules.backtest.summary import Report


def tried(world: World, **changes) -> Report:
    rule = parse_rule(RULE, origin="test")
    span = Span(start=NOW - timedelta(hours=3), end=NOW + timedelta(hours=3))
    tryout = Tryout(world.store, Asked(rule=rule, span=span, **changes))
    for _ in tryout:
        pass
    return tryout.report()


def test_only_incidents_that_somebody_acknowledged_are_evidence(world: World):
    world.measure([41.0] * 10, start=NOW - timedelta(minutes=30))
    incident = world.raised(Level.ORANGE)
    assert tried(world, has_incidents=True).score.overall.matches == ()
    with world.client() as client:
        assert client.post(f"/api/v1/incidents/{incident.id}/ack", json={}).status_code == 200
    (match,) = tried(world, has_incidents=True).score.overall.matches
    assert (match.event.level, match.lead) == (Level.ORANGE, timedelta(minutes=20))


def test_without_labels_there_is_no_score(world: World):
    assert tried(world).score is None


def test_an_incident_of_another_hazard_is_no_evidence(world: World):
    world.measure([41.0] * 10)
    world.say([a_transition(Level.RED)])
    assert tried(world, has_incidents=True).score.overall.matches == ()


def test_an_incident_of_a_city_happened_nowhere_in_the_cities_whose_code_begins_alike(world: World):
    world.measure([41.0] * 10)
    # 4110 is another city than 4115, though both begin with 411.
    world.say([a_transition(Level.RED, target="zone", facts={"division": "411000000000", "place": "许昌"})])
    (incident,) = world.store.incidents()
    with world.client() as client:
        client.post(f"/api/v1/incidents/{incident.id}/ack", json={})
    (outside,) = tried(world, has_incidents=True).score.outside
    assert outside.division == "4110"
