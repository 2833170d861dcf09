"""Divisions and rivers come back to the last bit, every version of them, and are journalled when they change."""

from dataclasses import replace
from datetime import timedelta

import pytest
import shapely

from geo.division import Division
from geo.errors import RiverError
from geo.river import Reach, River, RiverId, StageClass, Travel
from tests.contract.records import NOON, later

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
