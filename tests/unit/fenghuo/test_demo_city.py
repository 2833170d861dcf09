from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from fenghuo.clock import now
from fenghuo.demo_city import load_demo_city
from fenghuo.demo_villages import village_contacts, village_divisions
from geo.river_network import RiverNetwork
from rules.compiler import compile_rules
from sensing.station import Registry
from simulators.city import demo_city
from store.memory import MemoryStore
from tests.builders import BY_TEST


def a_loaded_store() -> MemoryStore:
    store = MemoryStore()
    load_demo_city(store, demo_city(), at=now())
    return store


def test_an_empty_store_gets_all_of_the_city():
    store, city = a_loaded_store(), demo_city()
    assert {station.id for station in store.stations()} == {station.id for station in city.stations}
    assert {fence.id for fence in store.fences()} == set(city.fences)
    assert len(store.rules()) >= len(city.rules)
    villagers = {contact.id for contact in village_contacts()}
    assert {contact.id for contact in store.contacts()} == {contact.id for contact in city.contacts} | villagers
    assert store.sites()


def test_its_rules_compile_against_its_stations_and_fences():
    store = a_loaded_store()
    compile_rules(store.rules(), registry=Registry(store.stations()), fences=store.fences())


def test_every_rule_keeps_the_text_that_it_was_read_from():
    assert all(rule.source for rule in a_loaded_store().rules())


def test_a_second_load_changes_nothing():
    store = a_loaded_store()
    head = store.journal_head()
    load_demo_city(store, demo_city(), at=now())
    assert store.journal_head() == head
    assert {rule.version for rule in store.rules()} == {1}


def test_what_people_changed_is_left_alone():
    store = a_loaded_store()
    station, rule = store.stations()[0], store.rules()[0]
    store.put_stations([replace(station, name="改名")], **BY_TEST)
    store.put_rule(replace(rule, title_zh="改了", source=""), author="张三", at=now())
    load_demo_city(store, demo_city(), at=now())
    assert next(found.name for found in store.stations() if found.id == station.id) == "改名"
    assert next(found.title_zh for found in store.rules() if found.id == rule.id) == "改了"


def test_its_rivers_name_its_stations_and_the_one_public_travel_time():
    store = a_loaded_store()
    known = {str(station.id) for station in store.stations()}
    for river in store.rivers():
        river.check_stations(known)
    network = RiverNetwork(store.rivers(), stations=store.stations())
    passage = network.passage("XY-H03", "XY-H05")
    assert passage is not None
    assert (passage.shortest, passage.longest) == (timedelta(hours=21), timedelta(hours=21))
    above = {each.station for each in network.upstream("XY-H05")}
    assert {"XY-H01", "XY-R01", "XY-H07", "XY-H08"} <= above
    assert "XY-H11" not in above
    assert network.basins() == ("huai",)


def test_its_divisions_are_those_of_the_city():
    villages = {division.code for division in village_divisions()}
    divisions = {division.code for division in a_loaded_store().divisions()}
    assert divisions == {row.code for row in demo_city().divisions} | villages
