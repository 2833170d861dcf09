from __future__ import annotations

from api.backtest.archive import archive_of
from sensing.instant import Micros
from tests.security.planted import planted
from tests.unit.api.world import NOW


def test_the_whole_city_is_tried_on_everything():
    store = planted().store
    assert archive_of(store, "") is store


def test_a_county_is_tried_on_what_lies_there():
    archive = archive_of(planted().store, "411528")
    assert {str(station.id) for station in archive.stations()} == {"ST-OWN", "LOW-OWN", "XY-H03"}
    assert {str(rule.id) for rule in archive.rules()} == {"r-OWN", "stage-xixian"}
    assert {str(record.rule.id) for record in archive.rule_records(at=NOW)} == {"r-OWN", "stage-xixian"}
    assert [str(fence.id) for fence in archive.fences()] == ["f-OWN"]
    assert [event.station for event in archive.events_since(Micros(0))] == ["ST-OWN"]
    assert [incident.id for incident in archive.incidents()] == ["i-OWN"]
    assert len(archive.rivers()) == 4
