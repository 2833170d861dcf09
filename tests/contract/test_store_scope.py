"""Who asks for a subtree is told of that subtree: every list of every store."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely

from alerts.site import Site, SiteId, SiteKind
from geo.division import Division
from geo.errors import BeyondReachError
from geo.fence import Fence, FenceId
from sensing.evidence import Evidence, EvidenceState
from sensing.mark import Correction, CorrectionId, Mark, MarkId
from sensing.quality import Check, Quality
from sensing.station import StationId
from tests.builders import BY_TEST
from tests.contract.records import (
    NOON,
    a_contact,
    a_device,
    a_reject,
    a_station,
    an_entry,
    an_event,
    at,
    later,
    readings,
)

OWN, NEXT, ABOVE, NOWHERE = "411528102000", "411527000000", "411500000000", "000000000000"
PLACES = {"own": OWN, "next": NEXT, "above": ABOVE, "nowhere": NOWHERE}
COUNTY = "411528"
AREA = shapely.box(114, 32, 115, 33)


def a_fence(key: str, division: str) -> Fence:
    return Fence(id=FenceId(key), name=key, geometry=AREA, division=division)


def a_site(key: str, division: str) -> Site:
    return Site(id=SiteId(key), name=key, kind=SiteKind.SCHOOL, division=division, lon=114.0, lat=32.0)


@pytest.fixture
def city(store):
    """A store in which everything stands four times."""
    stations = store.put_stations([a_station(key, "water_level", division=PLACES[key]) for key in PLACES], **BY_TEST)
    numbers = {str(each.id): each.datastreams[0].number for each in stations}
    store.put_divisions([Division(code=code, name=key) for key, code in PLACES.items() if code != NOWHERE],
                        author="t", at=NOON)  # fmt: skip
    store.put_contacts([a_contact(f"c-{key}", division=code) for key, code in PLACES.items() if code != NOWHERE],
                       **BY_TEST)  # fmt: skip
    store.put_fences([a_fence(key, "" if key == "nowhere" else code) for key, code in PLACES.items()],
                     author="t", at=NOON)  # fmt: skip
    for key in PLACES:
        store.add_device(replace(a_device(f"d-{key}"), stations=(StationId(key),)), actor="t")
    store.add_device(replace(a_device("d-both"), stations=(StationId("own"), StationId("next"))), actor="t")
    with store.begin() as tx:
        for key, number in numbers.items():
            happen(tx, key, number)
    return store


def happen(tx, key: str, number: int) -> None:
    tx.append(readings(number, 41.0))
    tx.put_events([an_event(f"e-{key}", station=key, image_sha256=key.ljust(64, "A"))])
    record = Evidence(
        station=key,
        event=f"e-{key}",
        url="u",
        sha256=key.ljust(64, "b"),
        state=EvidenceState.KEPT,
        tries=1,
        due=at(0),
        why="",
    )
    tx.put_evidence([record])
    topic = f"fh/v1/{'00' if key == 'nowhere' else PLACES[key]}/x-{key}/obs"
    tx.put_rejects([a_reject("unknown_station", topic=topic, station=f"x-{key}"), a_reject(topic="?", station=key)])
    tx.put_mark(
        Mark(
            id=MarkId(f"m-{key}"), station=key, quality=Quality.DOUBTFUL, start=NOON, author="t", reason="r", made=NOON
        )
    )
    tx.put_correction(
        Correction(
            id=CorrectionId(f"k-{key}"),
            datastream=number,
            station=key,
            property="water_level",
            phenomenon_time=at(0),
            value=1.0,
            was=2.0,
            was_quality=Quality.GOOD,
            was_why=Check(0),
            author="t",
            reason="r",
            made=NOON,
        )
    )
    tx.journal([an_entry(division=PLACES[key], act=key)])


LISTS = {
    "stations": lambda store, within: [each.id for each in store.stations(within=within)],
    "latest": lambda store, within: [each.station for each in store.latest(within=within)],
    "events": lambda store, within: [each.station for each in store.events(within=within)],
    "quarantine": lambda store, within: [each.reject.station for each in store.quarantine(within=within)],
    "unknown": lambda store, within: [each.name for each in store.unknown_devices(within=within)],
    "contacts": lambda store, within: [each.id for each in store.contacts(within=within)],
    "devices": lambda store, within: [each.login for each in store.devices(within=within)],
    "fences": lambda store, within: [each.id for each in store.fences(within=within)],
    "divisions": lambda store, within: [each.name for each in store.divisions(within=within)],
    "names": lambda store, within: [each.name for each, _ in store.division_names(within=within)],
    "marks": lambda store, within: [each.station for each in store.marks(within=within)],
    "corrections": lambda store, within: [each.station for each in store.corrections(within=within)],
    "journal": lambda store, within: [
        row.entry.data["act"] for row in store.journal(within=within) if row.entry.data["act"] in PLACES
    ],
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_holds_the_subtree_and_nothing_else(city, name):
    own = LISTS[name](city, COUNTY)
    assert own
    assert all("own" in each for each in own)
    assert not any("own" in each for each in LISTS[name](city, NEXT))
    assert {"own", "next"} <= {key for key in PLACES for each in LISTS[name](city, "4115") if key in each}
    assert set(LISTS[name](city, "4115")) < set(LISTS[name](city, "")) | {"?"} or name in {
        "contacts",
        "divisions",
        "names",
    }


def test_pages_of_a_subtree_are_full(city):
    with city.begin() as tx:
        tx.put_events([an_event(f"e{n}", station="own", seconds=-n) for n in range(1, 6)])
        tx.journal([an_entry(n, division=OWN, act=f"own-{n}") for n in range(5)])
    assert len(city.events(limit=4, within=COUNTY)) == 4
    assert len(city.quarantine(limit=2, within=COUNTY)) == 2
    rows = city.journal(limit=3, within=COUNTY)
    after = city.journal(since=rows[-1].seq, limit=100, within=COUNTY)
    assert not {row.seq for row in rows} & {row.seq for row in after}
    assert all(row.entry.division.startswith(COUNTY) for row in [*rows, *after])


@pytest.mark.parametrize("end", ["A", "b"])
def test_a_picture_is_shown_where_its_event_lies(city, end):
    shown = {key: city.is_picture_shown(key.ljust(64, end).lower(), within=COUNTY) for key in PLACES}
    assert shown == {"own": True, "next": False, "above": False, "nowhere": False}


def test_nothing_is_written_beyond_a_subtree(city):
    before = (city.stations(), city.contacts(), city.fences(), city.divisions(), city.devices(), city.sites())
    acts = [
        lambda: city.put_stations([a_station("next", "water_level", division=OWN)], **BY_TEST, within=COUNTY),
        lambda: city.put_stations([a_station("own", "water_level", division=NEXT)], **BY_TEST, within=COUNTY),
        lambda: city.put_stations([a_station("new", "water_level", division=NEXT)], **BY_TEST, within=COUNTY),
        lambda: city.put_contacts([a_contact("c-next", division=OWN)], **BY_TEST, within=COUNTY),
        lambda: city.put_contacts([a_contact("c-own", division=NEXT)], **BY_TEST, within=COUNTY),
        lambda: city.put_fence(a_fence("next", OWN), author="t", at=NOON, within=COUNTY),
        lambda: city.put_fence(a_fence("own", ""), author="t", at=NOON, within=COUNTY),
        lambda: city.put_divisions([Division(code=NEXT, name="x")], author="t", at=NOON, within=COUNTY),
        lambda: city.put_sites([a_site("s", NEXT)], **BY_TEST, within=COUNTY),
        lambda: city.add_device(replace(a_device("n"), stations=("own", "next")), actor="t", within=COUNTY),
        lambda: city.add_device(replace(a_device("n"), stations=("nobody",)), actor="t", within=COUNTY),
    ]
    for act in acts:
        with pytest.raises(BeyondReachError):
            act()
    after = (city.stations(), city.contacts(), city.fences(), city.divisions(), city.devices(), city.sites())
    assert after == before


def test_within_a_subtree_everything_is_written(city):
    city.put_stations([a_station("own", "water_level", division="411528000000")], **BY_TEST, within=COUNTY)
    city.put_contacts([a_contact("c-new", division=OWN)], **BY_TEST, within=COUNTY)
    city.put_fence(a_fence("own", "411528000000"), author="t", at=later(1), within=COUNTY)
    city.put_sites([a_site("s", OWN)], **BY_TEST, within=COUNTY)
    assert city.add_device(replace(a_device("n"), stations=("own",)), actor="t", within=COUNTY)
    with pytest.raises(BeyondReachError):
        city.put_sites([a_site("s", OWN)], **BY_TEST, within="411527")


def test_an_address_of_elsewhere_names_nobody(city):
    city.put_stations([a_station("next", "water_level", division=NEXT, addresses={"hj212": "A1"})], **BY_TEST)
    own = a_station("own", "water_level", division=OWN, addresses={"hj212": "A1"})
    with pytest.raises(Exception, match="belongs to another station and to 'own'"):
        city.put_stations([own], **BY_TEST, within=COUNTY)
