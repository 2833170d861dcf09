from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from api.dependents import dependents
from sensing.station import StationKind
from tests.unit.api.world import a_station

if TYPE_CHECKING:
    from tests.unit.api.world import World


def test_only_the_station_that_a_rule_needs_is_refused(world: World):
    bare, other = replace(a_station(), datastreams=()), a_station("XY-H04", datastreams=(), division="411527000000")
    assert dependents(world.store, [bare, other]).keys() == {"XY-H03"}
    assert dependents(world.store, [other, a_station("NEW", kind=StationKind.RESERVOIR)]) == {}


def test_a_change_that_takes_nothing_from_a_rule_is_let_through(world: World):
    moved = a_station(division="410000000000", kind=StationKind.RESERVOIR)
    assert dependents(world.store, [moved]) == {}
