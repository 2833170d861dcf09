from __future__ import annotations

from rules.compiler import compile_rules
from rules.handover import Handover
from rules.state import initial
from tests.unit.rules.builders import a_registry, a_rule, a_station, a_threshold


def test_slots_of_one_rule_and_station_are_paired_if_they_are_kin():
    both = a_registry(a_station("A", first=0), a_station("B", first=1))
    old = compile_rules([a_rule(id="x"), a_rule(id="y")], registry=both)
    new = compile_rules([a_rule(id="y"), a_rule(a_threshold(hold=a_threshold().hold), id="z")], registry=both)
    handover = Handover(old=old, state=initial(old), new=new, fresh=initial(new))
    tables = old.thresholds, new.thresholds
    before, after = handover.pairs(*tables, is_kin=lambda one, other: one == other)
    assert (before.tolist(), after.tolist()) == ([2, 3], [0, 1])
    before, after = handover.pairs(*tables, is_kin=lambda _one, _other: False)
    assert (before.tolist(), after.tolist()) == ([], [])
