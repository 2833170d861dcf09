"""Divisions and rivers come back to the last bit, every version of them, and are journalled when they change."""

from dataclasses import replace
from datetime import timedelta

import pytest
import shapely

from alerts.delivery import Contact
from geo.division import Division
from geo.errors import DivisionInUseError, RiverError
from geo.river import Reach, River, RiverId, StageClass, Travel
from tests.contract.records import NOON, a_station, later

XIXIAN = "411528000000"
CITY = "411500000000"
HOLED = shapely.Polygon(
    [(114.5, 32.1), (115.1, 32.1 + 1e-13), (115.1, 32.6), (114.5, 32.6), (114.5, 32.1)],
    [[(114.7, 32.3), (114.7, 32.4), (114.8, 32.4), (114.7, 32.3)]],
)


def a_division(code: str = XIXIAN, **facts) -> Division:
    return Division(**({"code": code, "name": "息县", "lon": 114.74, "lat": 32.34} | facts))


def a_river(id_: str = "huai", *reaches: tuple[str, str], **facts) -> River:
    steps = reaches or (("XY-H03", "XY-H05"),)
    day = Travel(shortest=timedelta(hours=18), longest=timedelta(hours=24))
    return River(
        id=RiverId(id_), name="淮河", reaches=tuple(Reach(upper=a, lower=b, travel=day) for a, b in steps), **facts
    )


def put(store, *divisions, at=NOON):
    return store.put_divisions(divisions, author="li", at=at)


def test_divisions_come_back_by_code_with_their_areas(store):
    village = a_division("411528100201", name="村", radius_m=1500.0)
    put(store, village, a_division(geometry=HOLED), a_division(CITY, name="信阳市", lon=None, lat=None))
    assert store.divisions() == [
        a_division(CITY, name="信阳市", lon=None, lat=None),
        a_division(geometry=HOLED),
        village,
    ]


def test_names_come_without_areas_and_say_which_have_one(store):
    put(store, a_division(geometry=HOLED), a_division(CITY))
    assert store.division_names() == [(a_division(CITY), False), (a_division(), True)]


def test_a_change_makes_a_version_and_a_repetition_makes_none(store):
    assert put(store, a_division()) == [XIXIAN]
    assert put(store, a_division(), at=later(1)) == []
    assert put(store, a_division(geometry=HOLED), a_division(CITY), at=later(2)) == [CITY, XIXIAN]
    versions = store.division_versions(XIXIAN)
    assert [(each.version, each.author, each.at) for each in versions] == [(1, "li", NOON), (2, "li", later(2))]
    assert [each.division for each in versions] == [a_division(), a_division(geometry=HOLED)]
    assert store.division_versions("419999000000") == []


def test_the_journal_says_who_changed_which_division(store):
    put(store, a_division(), a_division(CITY))
    put(store, a_division(), a_division(CITY, name="信阳"))
    entries = [row.entry for row in store.journal()]
    assert [(entry.kind, entry.data["division"], entry.data["version"]) for entry in entries] == [
        ("division", CITY, 1),
        ("division", XIXIAN, 1),
        ("division", CITY, 2),
    ]
    assert entries[0].data["actor"] == "li"


def test_a_large_import_is_one_row_of_the_journal(store):
    put(store, a_division("411528100000"))
    put(store, *(a_division(f"411528{number}000", name=f"镇{number}") for number in range(100, 301)))
    last = [row.entry.data for row in store.journal()][1:]
    assert [(data["act"], data["created"], data["changed"]) for data in last] == [("imported", 200, 1)]
    assert len(store.divisions()) == 201


def test_of_one_code_the_last_counts(store):
    put(store, a_division(name="甲"), a_division(name="乙"))
    assert [each.name for each in store.divisions()] == ["乙"]


def test_putting_nothing_writes_nothing(store):
    assert put(store) == []
    assert store.journal() == []


def test_a_river_comes_back_with_its_times(store):
    by_stage = {StageClass.HIGH: Travel(shortest=timedelta(hours=18), longest=timedelta(hours=18))}
    river = replace(
        a_river(),
        reaches=(Reach(upper="a", lower="b", by_stage=by_stage, source="新华社"), Reach(upper="b", lower="J1")),
        junctions={"J1": "汇口"},
        basin="huai-basin",
        into=RiverId("changjiang"),
    )
    store.put_river(river, author="li", at=NOON)
    assert store.rivers() == [river]


def test_a_river_is_journalled_when_it_changes(store):
    for river in (a_river(), a_river(), a_river("huai", ("XY-H03", "XY-H04")), a_river("bailu", ("x", "XY-H04"))):
        shared = replace(river, basin="huai")
        assert store.put_river(shared, author="li", at=later(1)) == shared
    entries = [row.entry for row in store.journal()]
    assert [(entry.kind, entry.data["river"], entry.data["version"]) for entry in entries] == [
        ("river", "huai", 1),
        ("river", "huai", 2),
        ("river", "bailu", 1),
    ]
    assert [river.id for river in store.rivers()] == ["bailu", "huai"]


def test_a_river_that_would_close_a_circle_is_refused_and_changes_nothing(store):
    store.put_river(a_river("a", ("x", "y"), basin="b"), author="li", at=NOON)
    with pytest.raises(RiverError, match="in a circle: "):
        store.put_river(a_river("b", ("y", "x"), basin="b"), author="li", at=NOON)
    assert [river.id for river in store.rivers()] == ["a"]
    store.put_river(a_river("a", ("y", "x"), basin="b"), author="li", at=NOON)


def test_news_of_places_wake_whoever_waits_for_rules(store):
    store.wait(0)
    put(store, a_division())
    assert "rules" in store.wait(5)


def test_a_division_ends_and_its_versions_stay(store):
    put(store, a_division(geometry=HOLED), a_division(CITY))
    assert store.end_division(XIXIAN, author="wang", at=later(1)) == a_division(geometry=HOLED)
    assert store.end_division(XIXIAN, author="wang", at=later(2)) is None
    assert store.end_division("419999000000", author="wang", at=later(2)) is None
    assert store.divisions() == [a_division(CITY)]
    assert [division.code for division, _ in store.division_names()] == [CITY]
    versions = store.division_versions(XIXIAN)
    assert [(each.version, each.author, each.at, each.is_ended) for each in versions] == [
        (1, "li", NOON, False),
        (2, "wang", later(1), True),
    ]
    assert versions[1].division == a_division(geometry=HOLED)
    last = store.journal()[-1].entry
    assert (last.kind, last.data["act"], last.data["division"], last.data["version"]) == (
        "division",
        "ended",
        XIXIAN,
        2,
    )


def test_a_division_that_ended_may_begin_again(store):
    put(store, a_division())
    store.end_division(XIXIAN, author="wang", at=later(1))
    assert put(store, a_division(), at=later(2)) == [XIXIAN]
    assert [each.is_ended for each in store.division_versions(XIXIAN)] == [False, True, False]
    assert store.divisions() == [a_division()]


def test_a_division_does_not_end_while_others_stand_in_it(store):
    town = a_division("411528100000", name="镇")
    put(store, a_division(), town, a_division(CITY))
    store.put_stations([a_station("S1", division="411528100000")], actor="li", at=NOON)
    store.put_contacts(
        [Contact(id="c", name="张", division=XIXIAN, channel="sms", address="+8613800000000")], actor="li", at=NOON
    )
    with pytest.raises(DivisionInUseError) as refused:
        store.end_division(XIXIAN, author="wang", at=later(1))
    assert str(refused.value) == (
        "division 411528000000 cannot end while others stand in it: "
        "1 contacts (c); 1 divisions (411528100000); 1 stations (S1)"
    )
    assert len(store.divisions()) == 3
    assert len(store.division_versions(XIXIAN)) == 1


def test_the_revision_of_divisions_grows_with_every_version(store):
    seen = [store.division_revision()]
    for act in (
        lambda: put(store, a_division()),
        lambda: put(store, a_division(geometry=HOLED)),
        lambda: store.end_division(XIXIAN, author="li", at=NOON),
    ):
        act()
        seen.append(store.division_revision())
    put(store)
    assert seen == [0, 1, 2, 3]
    assert store.division_revision() == 3


def test_a_river_is_taken_away_and_may_come_back(store):
    store.put_river(a_river(), author="li", at=NOON)
    store.wait(0)
    assert store.end_river("huai", author="wang", at=later(1)) == a_river()
    assert "rules" in store.wait(5)
    assert store.end_river("huai", author="wang", at=later(2)) is None
    assert store.rivers() == []
    store.put_river(a_river(), author="li", at=later(3))
    assert store.rivers() == [a_river()]
    told = [row.entry.data for row in store.journal()]
    assert [(data["act"], data["version"], data["actor"]) for data in told] == [
        ("put", 1, "li"), ("ended", 2, "wang"), ("put", 3, "li"),
    ]  # fmt: skip


def test_a_river_that_holds_others_together_stays(store):
    store.put_river(a_river("main", ("a", "b"), basin="B"), author="li", at=NOON)
    store.put_river(a_river("arm", ("c", "d"), into=RiverId("main")), author="li", at=NOON)
    store.put_river(a_river("other", ("d", "e"), basin="B"), author="li", at=NOON)
    with pytest.raises(RiverError, match='river "main" holds others together; without it "d" lies in two basins'):
        store.end_river("main", author="li", at=NOON)
    assert len(store.rivers()) == 3


def test_areas_of_some_divisions_are_read_alone(store):
    put(store, a_division(geometry=HOLED), a_division(CITY), a_division("411527000000"))
    store.end_division("411527000000", author="li", at=later(1))
    found = store.division_areas([XIXIAN, CITY, "411527000000", "419999000000"])
    assert found == [a_division(CITY), a_division(geometry=HOLED)]
    assert store.division_areas([]) == []
