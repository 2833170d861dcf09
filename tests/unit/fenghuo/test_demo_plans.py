from __future__ import annotations

from fenghuo.demo_plans import load_demo_plans
from store.memory import MemoryStore
from tests.builders import NOW


def test_the_demo_city_has_plans_and_a_rule_of_inhibition_and_keeps_what_people_changed():
    store = MemoryStore()
    loaded = load_demo_plans(store, author="demo", at=NOW)
    assert sorted(loaded) == ["dam-over-gauges", "flood-red", "flood-yellow", "reservoir-orange"]
    assert load_demo_plans(store, author="demo", at=NOW) == []
    assert {each.kind.value for each in store.procedures()} == {"plan", "inhibition"}
