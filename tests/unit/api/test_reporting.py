from __future__ import annotations

from datetime import timedelta

import pytest

from api.problem import ApiError
from api.reporting import LONGEST, Asked, facts_for
from rules.transition import Target
from sensing.level import Level
from tests.unit.api.world import NOW, World, a_transition

TWO_COUNTIES = [a_transition(), a_transition(Level.YELLOW, target=Target("XY-H04"))]


@pytest.fixture
def storm(world: World) -> str:
    return world.say(TWO_COUNTIES)[0].situation


def refused(world: World, asked: Asked) -> tuple[int, str]:
    with pytest.raises(ApiError) as raised:
        facts_for(world.store, asked, now=NOW)
    return raised.value.status, raised.value.code


def test_a_situation_is_told_with_everything_that_hangs_on_it(world: World, storm: str):
    facts = facts_for(world.store, Asked(situation=storm), now=NOW + timedelta(hours=1))
    assert len(facts.incidents) == 2
    assert {each.incident for each in facts.warnings} == {each.id for each in facts.incidents}
    assert facts.audit.broken is None
    assert facts.audit.is_whole


def test_who_sees_a_part_is_told_of_the_part_and_that_it_is_one(world: World, storm: str):
    facts = facts_for(world.store, Asked(situation=storm, within="411527"), now=NOW + timedelta(hours=1))
    assert {each.division[:6] for each in facts.incidents} == {"411527"}
    assert not facts.audit.is_whole


def test_what_is_elsewhere_is_as_unknown_as_what_is_not_there(world: World, storm: str):
    (incident,) = world.store.incidents(within="411527")
    assert refused(world, Asked(situation=storm, within="4116")) == (404, "not_found")
    assert refused(world, Asked(situation="nothing")) == (404, "not_found")
    assert refused(world, Asked(incident=incident.id, within="411528")) == (404, "not_found")
    assert facts_for(world.store, Asked(incident=incident.id, within="411527"), now=NOW).incident == incident.id


def test_a_period_has_a_beginning_an_end_and_a_length(world: World):
    assert refused(world, Asked()) == (422, "bad_request")
    assert refused(world, Asked(start=NOW, end=NOW - timedelta(hours=1))) == (422, "bad_span")
    assert refused(world, Asked(start=NOW - LONGEST - timedelta(hours=1), end=NOW)) == (422, "bad_span")
    assert facts_for(world.store, Asked(start=NOW, end=NOW), now=NOW).start == NOW


def test_too_many_rows_are_told_in_words(world: World, storm: str, monkeypatch: pytest.MonkeyPatch):
    del storm
    monkeypatch.setattr("reports.reading.rows_between.__kwdefaults__", {"within": "", "most": 1})
    assert refused(world, Asked(start=NOW - timedelta(days=1), end=NOW)) == (422, "too_much")
