from __future__ import annotations

import pytest

from api.case_acts import check_reach, network_of
from incidents.errors import UnknownIncidentError
from incidents.procedure import ProcedureKind
from tests.builders import NOW, an_incident
from tests.unit.api.world import World
from tests.unit.incidents.duty import DAM, NETWORK


@pytest.mark.parametrize("incident", [None, an_incident(division="411527000000")])
def test_what_lies_elsewhere_is_as_unknown_as_what_is_nowhere(incident):
    with pytest.raises(UnknownIncidentError, match="no incident has the id 'i1'"):
        check_reach(incident, "i1", within="411528")


def test_what_lies_in_the_subtree_is_known():
    incident = an_incident()
    assert check_reach(incident, incident.id, within="4115") is incident
    assert check_reach(incident, incident.id, within="") is incident


def test_rivers_are_read_only_where_a_document_may_ask_for_them(world: World):
    parts = world.app.state.parts
    for river in NETWORK.rivers.values():
        world.store.put_river(river, author="test", at=NOW)
    assert network_of(parts).downstream("DAM") == ()
    with world.store.begin() as tx:
        tx.put_procedure(ProcedureKind.INHIBITION, "dam", source=DAM, author="li", at=NOW)
    assert [each.station for each in network_of(parts).downstream("DAM")] == ["G1", "G2", "G3"]
