"""Lists come newest first, in pages that a cursor continues."""

import pytest

from alerts.warning import Stage
from tests.contract.records import a_closed_incident, a_delivery, a_warning, an_incident


@pytest.fixture
def filled(store):
    with store.begin() as tx:
        tx.save_incidents(
            [a_closed_incident("i1"), an_incident("i2"), a_closed_incident("i3"), a_closed_incident("i4")]
        )
        tx.save_warnings(
            [
                a_warning("w1", incident="i2", stage=Stage.SUPERSEDED),
                a_warning("w2", incident="i2", stage=Stage.ISSUED),
                a_warning("w3"),
            ]
        )
        tx.save_deliveries(
            [a_delivery("d1", warning="w1"), a_delivery("d2", warning="w2"), a_delivery("d3", warning="w2")]
        )
    return store


def ids(records) -> list[str]:
    return [record.id for record in records]


def test_incidents_are_listed_newest_first_open_ones_closed_ones_or_all(filled):
    assert ids(filled.incidents()) == ["i4", "i3", "i2", "i1"]
    assert ids(filled.incidents(is_open=True)) == ["i2"]
    assert ids(filled.incidents(is_open=False)) == ["i4", "i3", "i1"]


def test_incidents_go_on_after_the_cursor(filled):
    assert ids(filled.incidents(limit=2)) == ["i4", "i3"]
    assert ids(filled.incidents(before="i3", limit=2)) == ["i2", "i1"]
    assert ids(filled.incidents(before="i3", is_open=False)) == ["i1"]
    assert ids(filled.incidents(before="i2", is_open=True)) == []


def test_warnings_are_listed_by_incident_and_stage(filled):
    assert ids(filled.warnings()) == ["w3", "w2", "w1"]
    assert ids(filled.warnings(incident="i2")) == ["w2", "w1"]
    assert ids(filled.warnings(stages=[Stage.ISSUED, Stage.DRAFT])) == ["w3", "w2"]
    assert ids(filled.warnings(stages=[])) == []
    assert ids(filled.warnings(before="w3", limit=1)) == ["w2"]


def test_deliveries_are_listed_by_warning(filled):
    assert ids(filled.deliveries()) == ["d3", "d2", "d1"]
    assert ids(filled.deliveries(warning="w2")) == ["d3", "d2"]
    assert ids(filled.deliveries(warning="w2", before="d3")) == ["d2"]
    assert ids(filled.deliveries(limit=1)) == ["d3"]


def test_ids_are_ordered_by_their_bytes(store):
    with store.begin() as tx:
        tx.save_incidents([a_closed_incident(name) for name in ("a", "B", "_", "0")])
    assert ids(store.incidents()) == ["a", "_", "B", "0"]
