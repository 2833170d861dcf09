"""Loads the city of a drill: the demo city with contacts of drills only, and the accounts of its approvers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from alerts.delivery import Contact
from alerts.duty import DEPUTY, GRID, HEAD, SITE
from alerts.site import Site, SiteId, SiteKind
from alerts.world import World
from fenghuo.demo_city import load_demo_city
from fenghuo.demo_plans import load_demo_plans
from fenghuo.demo_villages import village_contacts
from fenghuo.deriving import DERIVED
from geo.division import DivisionRank, rank_of
from incidents.people import Role, User
from sensing.station import Datastream, StationKind
from simulators.participants.document import Mode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sensing.station import Station
    from simulators.city import City
    from simulators.drill import Drill
    from simulators.settlement import Settlement
    from store.memory import MemoryStore
    from store.postgres import PostgresStore

#: Author of what a drill brings along.
AUTHOR = "drill"
#: Who runs a drill.
ORGANISER = "drill-organiser"
_XINYANG = files("simulators") / "xinyang"
#: Telephones of invented people begin with a prefix that no Chinese operator has been given; theirs from here on.
_FIRST_NUMBER = 10_000
_FIRST_WALKER = 20_000
#: Indices of the air, and how often there is one.
_INDICES = {"aqi": timedelta(hours=1), "aqi_daily": timedelta(days=1)}


def load_drill_city(store: PostgresStore | MemoryStore, drill: Drill, *, at: datetime) -> None:
    """Put the city of a drill into an empty store; nobody real is among its contacts."""
    city = drill.world.city
    if drill.rules == "field":
        # Its rules judge indices, which no device says: they follow from what it measures.
        city = replace(city, stations=tuple(_with_indices(station) for station in city.stations))
    if drill.rules != "demo":
        city = replace(city, rules=service_rules() | (field_rules() if drill.rules == "field" else {}))
    contacts = (*drill_contacts(city), *settled_contacts(drill.settlements))
    store.put_contacts(contacts, actor=AUTHOR, at=at)
    load_demo_city(store, city, at=at)
    _load_settlements(store, drill.settlements, at=at)
    if drill.rules == "field":
        load_demo_plans(store, author=AUTHOR, at=at, folder=Path(str(_XINYANG / "field" / "plans")))
    with store.begin() as tx:
        for user in drill_users(drill, at=at):
            tx.put_user(user)


def _with_indices(station: Station) -> Station:
    if station.kind is not StationKind.AIR:
        return station
    derived = (Datastream(property=key, unit="1", interval=every, source=DERIVED) for key, every in _INDICES.items())
    return replace(station, datastreams=(*station.datastreams, *derived))


def service_rules() -> dict[str, str]:
    """Return the rules of the city at the pace of the field, by file name."""
    return _rules("service")


def field_rules() -> dict[str, str]:
    """Return the rules of what else happens in drills, by file name; one takes the place of that of its name."""
    return _rules("field")


def _rules(folder: str) -> dict[str, str]:
    return {
        item.name: item.read_text("utf-8")
        for item in sorted((_XINYANG / folder).iterdir(), key=lambda item: item.name)
        if item.name.endswith(".yaml")
    }


def _load_settlements(store: PostgresStore | MemoryStore, settlements: Sequence[Settlement], *, at: datetime) -> None:
    """Put the invented villages of a drill into its store, and the sites in them."""
    divisions = [division for each in settlements for division in each.divisions()]
    if divisions:
        store.put_divisions(divisions, author=AUTHOR, at=at)
    sites = [site for each in settlements for site in _sites(each)]
    if sites:
        store.put_sites(sites, actor=AUTHOR, at=at)


def _sites(settlement: Settlement) -> Iterator[Site]:
    for village in settlement.villages:
        for number, site in enumerate(village.sites):
            lon, lat = village.place
            yield Site(
                id=SiteId(site.id),
                name=site.name,
                kind=SiteKind(site.kind),
                division=village.code,
                # Beside the middle of the village, and beside each other.
                lon=lon + 0.002 * (number + 1),
                lat=lat + 0.001,
                people=site.people,
            )


def settled_contacts(settlements: Sequence[Settlement]) -> Iterator[Contact]:
    """Yield a head and a deputy of each invented village, a head of each township, and who answers for each site."""
    numbers = count(_FIRST_NUMBER)
    for settlement in settlements:
        yield _settled(settlement.code, f"{settlement.name}值班室", numbers, duty=HEAD)
        for village in settlement.villages:
            yield _settled(village.code, f"{village.name}村支书", numbers, duty=HEAD)
            yield _settled(village.code, f"{village.name}村主任", numbers, duty=DEPUTY)
            for site in village.sites:
                yield _settled(village.code, f"{site.name}负责人", numbers, duty=SITE, site=site.id)


def _settled(division: str, name: str, numbers: Iterator[int], *, duty: str, site: str = "") -> Contact:
    number = next(numbers)
    return Contact(
        id=f"drill-settled-{number}",
        name=name,
        division=division,
        channel="sms",
        address=f"+86160000{number:05}",
        duty=duty,
        site=site,
        world=World.DRILL,
    )


def drill_contacts(city: City) -> Iterator[Contact]:
    """Yield the second records of everybody who is told in the demo city: those of the drill world."""
    for row in city.contacts:
        yield Contact(
            id=f"drill-{row.id}",
            name=row.name,
            division=row.division,
            channel=row.channel,
            address=row.address,
            world=World.DRILL,
        )
    for contact in village_contacts():
        yield replace(contact, id=contact.id.replace("demo-", "drill-", 1), world=World.DRILL)
    yield from _walkers(city)


def _walkers(city: City) -> Iterator[Contact]:
    """Yield one grid worker of each county: whoever knocks where nobody can be called."""
    counties = [each for each in city.divisions if rank_of(each.code) is DivisionRank.COUNTY]
    for number, county in enumerate(counties, start=_FIRST_WALKER):
        yield Contact(
            id=f"drill-grid-{county.code}",
            name=f"{county.name}网格员",
            division=county.code,
            channel="sms",
            address=f"+86160000{number:05}",
            duty=GRID,
            world=World.DRILL,
        )


def drill_users(drill: Drill, *, at: datetime) -> Iterator[User]:
    """Yield the accounts of a drill; those of scripted people have no password and open no door."""
    yield User(name=ORGANISER, password_hash="", role=Role.ORGANISER, created=at)
    if drill.participants.mode is Mode.SCRIPTED:
        for approver in drill.participants.approvers:
            yield User(
                name=approver.name,
                password_hash="",
                role=Role(approver.role),
                created=at,
                division=approver.division,
            )
