"""Loads the demo city into an empty store: stations, divisions, rivers, rules, fences, contacts."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from alerts.delivery import Contact
from fenghuo.boundaries import county_areas
from fenghuo.demo_plans import load_demo_plans
from fenghuo.demo_villages import SITES, village_contacts, village_divisions
from geo.fence import parse_fence
from rules.document import parse_rules

if TYPE_CHECKING:
    from datetime import datetime

    from simulators.city import City
    from store.memory import MemoryStore
    from store.postgres import PostgresStore

#: Author of what the demo city brings along.
AUTHOR = "demo"


def load_demo_city(store: PostgresStore | MemoryStore, city: City, *, at: datetime) -> None:
    """Put the demo city into a store that has none of it yet; what people changed since is left alone."""
    known = {station.id for station in store.stations()}
    missing = [station for station in city.stations if station.id not in known]
    if missing:
        store.put_stations(missing, actor=AUTHOR, at=at)
    _load_places(store, city, at=at)
    fences = {fence.id for fence in store.fences()}
    for name, text in city.fences.items():
        fence = parse_fence(json.loads(text), id=name)
        if fence.id not in fences:
            store.put_fence(fence, author=AUTHOR, at=at)
    rules = {rule.id for rule in store.rules()}
    for name, text in city.rules.items():
        for rule in parse_rules(text, origin=name):
            if rule.id not in rules:
                store.put_rule(replace(rule, source=rule.source or text), author=AUTHOR, at=at)
    load_demo_plans(store, author=AUTHOR, at=at)
    if not store.contacts():
        store.put_contacts(
            [
                Contact(id=row.id, name=row.name, division=row.division, channel=row.channel, address=row.address)
                for row in city.contacts
            ]
            + [*village_contacts()],
            actor=AUTHOR,
            at=at,
        )


def _load_places(store: PostgresStore | MemoryStore, city: City, *, at: datetime) -> None:
    """Put divisions, with their areas where a boundary package is installed, and rivers that are not there yet."""
    if not store.sites():
        store.put_sites(SITES, actor=AUTHOR, at=at)
    divisions = {division.code for division, _ in store.division_names()}
    areas = county_areas("4115")
    missing = [
        replace(division, geometry=areas.get(division.code))
        for division in (*city.divisions, *village_divisions())
        if division.code not in divisions
    ]
    if missing:
        store.put_divisions(missing, author=AUTHOR, at=at)
    rivers = {river.id for river in store.rivers()}
    for river in city.waterways:
        if river.id not in rivers:
            store.put_river(river, author=AUTHOR, at=at)
