from __future__ import annotations

from alerts.duty import GRID
from fenghuo.drill.city import drill_contacts, drill_users, load_drill_city, service_rules
from rules.document import parse_rules
from simulators.city import demo_city
from simulators.drill import parse_drill
from store.memory import MemoryStore
from tests.unit.simulators.drills import written


def test_the_rules_of_the_field_judge_what_those_of_the_demo_judge_and_more_slowly():
    demo = {rule.id: rule for name, text in demo_city().rules.items() for rule in parse_rules(text, origin=name)}
    field = {rule.id: rule for name, text in service_rules().items() for rule in parse_rules(text, origin=name)}
    assert demo.keys() == field.keys()
    for id_, rule in field.items():
        slow, fast = getattr(rule.when, "hold", None), getattr(demo[id_].when, "hold", None)
        assert getattr(rule.when, "levels", None) == getattr(demo[id_].when, "levels", None)
        assert not fast or (slow is not None and slow > fast)


def test_everybody_has_a_second_record_of_his_own():
    ids = [contact.id for contact in drill_contacts(demo_city())]
    assert len(ids) == len(set(ids))
    assert all(id_.startswith("drill-") for id_ in ids)


def test_where_people_approve_nobody_is_scripted(short):
    people = parse_drill(written("participants:", "participants:\n  mode: people"), origin="d")
    assert {user.name for user in drill_users(short, at=short.start)} == {"drill-organiser", "chen-approver"}
    assert {user.name for user in drill_users(people, at=short.start)} == {"drill-organiser"}


def test_each_county_has_somebody_who_knocks_where_nobody_can_be_called():
    walkers = [contact for contact in drill_contacts(demo_city()) if contact.duty == GRID]
    counties = {contact.division for contact in walkers}
    assert {"411528000000", "411502000000"} <= counties
    assert len(counties) == len(walkers)
    addresses = [contact.address for contact in drill_contacts(demo_city()) if contact.duty]
    assert len(set(addresses)) == len(addresses)


def test_the_indices_that_rules_of_the_field_judge_are_registered_and_no_device_says_them():
    drill = parse_drill(written("seed: 7", "seed: 7\nrules: field"), origin="d")
    store = MemoryStore()
    load_drill_city(store, drill, at=drill.start)

    def derived(stations):
        return {stream.property for station in stations for stream in station.datastreams if stream.source == "derived"}

    assert derived(store.stations()) == {"aqi", "aqi_daily"}
    assert derived(drill.world.city.stations) == set()
