from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from api.dependents import dependents
from rules.document import parse_rule
from rules.record import Terms
from sensing.station import StationKind
from tests.builders import BY_TEST
from tests.unit.api.world import NOW, RULE, a_station

if TYPE_CHECKING:
    from tests.unit.api.world import World


def test_only_the_station_that_a_rule_needs_is_refused(world: World):
    bare, other = replace(a_station(), datastreams=()), a_station("XY-H04", datastreams=(), division="411527000000")
    assert dependents(world.store, [bare, other], at=NOW).keys() == {"XY-H03"}
    assert dependents(world.store, [other, a_station("NEW", kind=StationKind.RESERVOIR)], at=NOW) == {}


def test_a_change_that_takes_nothing_from_a_rule_is_let_through(world: World):
    moved = a_station(division="410000000000", kind=StationKind.RESERVOIR)
    assert dependents(world.store, [moved], at=NOW) == {}


def test_the_rule_in_force_counts_while_another_version_waits_for_its_signature(world: World):
    world.store.put_stations([a_station("XY-H04")], **BY_TEST)
    proposed = parse_rule(RULE.replace("XY-H03", "XY-H04"), origin="test")
    world.store.put_rule(proposed, author="li", at=NOW, terms=Terms(signatures_needed=1))
    for station in ("XY-H03", "XY-H04"):
        assert dependents(world.store, [a_station(station, datastreams=())], at=NOW).keys() == {station}


def test_a_rule_that_works_no_more_lifts_no_guard_of_another(world: World):
    gone = parse_rule(RULE.replace("XY-H03", "XY-H99").replace("stage-xixian", "gone"), origin="test")
    world.store.put_rule(gone, author="li", at=NOW)
    assert dependents(world.store, [a_station(datastreams=())], at=NOW).keys() == {"XY-H03"}
