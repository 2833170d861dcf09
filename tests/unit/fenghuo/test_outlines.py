"""Warnings hold where imported areas say, in the words of CAP, after a restart too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import shapely
from lxml import etree

from alerts.cap import to_cap
from alerts.drafting import Composition
from alerts.grant import Person
from alerts.issuer import Issuer
from alerts.issuing import draft_by_hand, follow
from alerts.policy import Policy
from alerts.warning import CapStatus, Warning  # noqa: A004 -- the field's word
from fenghuo.outlines import Outlines
from geo.division import Division
from geo.exchange.division_plan import plan_divisions
from geo.exchange.places import Options, read_places
from geo.fence import Fence, FenceId
from geo.outline import MOST_LARGER
from incidents.board import apply
from incidents.people import Role
from sensing.level import Level
from sensing.station import Registry
from store.memory import MemoryStore
from tests.builders import BY_TEST, NOW, a_rule, a_station, a_transition
from tests.unit.geo.exchange.files import a_feature, geojson, polygon
from tests.unit.geo.test_outline import wavy

if TYPE_CHECKING:
    from collections.abc import Sequence

XIXIAN, TOWN = "411528000000", "411528101000"
DRAWN = [(114.5, 32.2), (114.9, 32.2), (114.9, 32.6), (114.6, 32.7), (114.5, 32.2)]


def a_store(*features) -> MemoryStore:
    store = MemoryStore()
    store.put_stations([a_station()], **BY_TEST)
    imported(store, *features)
    return store


def imported(store: MemoryStore, *features) -> None:
    if features:
        plan = plan_divisions(read_places(geojson(*features), Options()), known=store.divisions())
        store.put_divisions(plan.divisions, author="li", at=NOW)


def warned(store: MemoryStore, outlines: Outlines, *, division: str = XIXIAN) -> Warning:
    """Return the warning of a gauge that rises to red."""
    issuer = Issuer(sender="test.4115", sender_name="测试", status=CapStatus.TEST, area=outlines.area_of)
    registry = Registry([replace(a_station(), division=division)])
    with store.begin() as book:
        rise = a_transition(Level.NONE, Level.RED)
        steps = apply(book, [rise], rules={a_rule().id: a_rule()}, registry=registry, now=NOW)
        (warning,) = follow(book, steps, policy=Policy(), issuer=issuer, now=NOW)
    return warning


def cap_polygons(warning: Warning) -> list[Sequence[tuple[float, float]]]:
    """Return the (lat, lon) rings of the first info of a message."""
    info = etree.fromstring(to_cap(replace(warning, sent=NOW))).find("{*}info")
    texts = [each.text for each in info.iterfind("{*}area/{*}polygon")]
    return [[tuple(map(float, pair.split(","))) for pair in text.split()] for text in texts]


def started(store: MemoryStore) -> Outlines:
    outlines = Outlines(store)
    outlines.start()
    return outlines


def test_the_area_of_a_warning_is_the_imported_one():
    store = a_store(a_feature(polygon(DRAWN), code="411528", name="息县"))
    warning = warned(store, started(store))
    (ring,) = cap_polygons(warning)
    assert ring[0] == ring[-1]
    assert all(31 < lat < 33 and 114 < lon < 115 for lat, lon in ring)
    assert shapely.Polygon([(lon, lat) for lat, lon in ring]).equals(shapely.Polygon(DRAWN))
    assert warning.area.description.startswith("息县（")
    assert warning.steps[0].note == ""


def test_an_area_of_many_points_is_told_within_the_tolerance():
    store = a_store()
    county = wavy(8000)
    store.put_divisions([Division(code=XIXIAN, name="息县", geometry=county)], author="li", at=NOW)
    (ring,) = cap_polygons(warned(store, started(store)))
    told = shapely.Polygon([(lon, lat) for lat, lon in ring])
    assert len(ring) < 1000
    assert told.buffer(1e-6).covers(county)
    assert told.area <= (1 + MOST_LARGER) * county.area


def test_what_is_imported_while_it_runs_counts_and_a_restart_knows_it_too():
    store = a_store(a_feature(polygon(), code="411528", name="息县"))
    outlines = started(store)
    before = outlines.area_of(XIXIAN, "")
    imported(store, a_feature(polygon(DRAWN), code="411528", name="息县"))
    assert outlines.area_of(XIXIAN, "") == before
    outlines.refresh()
    after = outlines.area_of(XIXIAN, "")
    assert shapely.Polygon(after.polygons[0]).equals(shapely.Polygon(DRAWN))
    assert started(store).area_of(XIXIAN, "") == after


def test_nothing_is_read_again_while_no_division_changes(monkeypatch: pytest.MonkeyPatch):
    store = a_store(a_feature(polygon(DRAWN), code="411528", name="息县"))
    outlines = started(store)
    outlines.refresh()
    monkeypatch.setattr(store, "divisions", lambda: pytest.fail("read again"))
    outlines.refresh()
    assert outlines.area_of(XIXIAN, "").polygons


def test_nothing_is_asked_of_the_store_while_a_warning_is_drafted(monkeypatch: pytest.MonkeyPatch):
    store = a_store(a_feature(polygon(DRAWN), code="411528", name="息县"))
    outlines = started(store)
    for name in ("divisions", "division_names", "division_areas", "division_revision", "stations"):
        monkeypatch.setattr(store, name, lambda *_: pytest.fail("asked"))
    assert warned(store, outlines).area.polygons


def test_a_county_that_nobody_imported_has_the_area_of_the_boundary_package():
    area = started(a_store()).area_of(XIXIAN, "息县站")
    assert area.description == "息县（息县站附近）"
    assert shapely.Polygon(area.polygons[0]).contains(shapely.Point(114.74, 32.34))


def test_a_township_without_an_area_never_has_that_of_its_county():
    store = a_store(a_feature(polygon(DRAWN), code="411528", name="息县"))
    warning = warned(store, started(store), division=TOWN)
    assert cap_polygons(warning) == []
    assert warning.area.geocodes == (TOWN,)
    told = f"no outline of {TOWN} is known: the code alone says where the warning holds"
    assert warning.steps[0].note == told
    (entry,) = [row.entry for row in store.journal() if row.entry.kind == "warning"]
    assert entry.data["note"] == told


def test_a_township_with_an_area_is_called_by_its_county_and_name():
    box = polygon([(114.7, 32.3), (114.8, 32.3), (114.8, 32.4), (114.7, 32.3)])
    store = a_store(
        a_feature(polygon(DRAWN), code="411528", name="息县"), a_feature(box, code="411528101", name="包信镇")
    )
    outlines = started(store)
    outlines.refresh()
    area = outlines.area_of(TOWN, "")
    assert area.description == "息县包信镇"
    assert len(area.polygons[0]) == 4


def test_without_anything_known_the_code_says_it_all(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("fenghuo.outlines.county", lambda _: None)
    outlines = started(a_store())
    assert outlines.area_of(XIXIAN, "息县站").description == "息县站附近"
    assert outlines.area_of(XIXIAN, "").polygons == ()
    assert outlines.area_of("", "某车").geocodes == ("",)


def test_a_warning_by_hand_says_what_its_area_lacks():
    store = a_store()
    issuer = Issuer(sender="t", sender_name="测试", status=CapStatus.TEST, area=started(store).area_of)
    words = {"zh": "注意"}
    asked = Composition(hazard="11A01", level=Level.RED, division=TOWN, headline=words, description=words)
    with store.begin() as book:
        draft = draft_by_hand(book, asked, issuer=issuer, person=Person(name="li", role=Role.OFFICER), now=NOW)
    assert draft.area.description == TOWN
    assert draft.steps[0].note.startswith(f"no outline of {TOWN} is known")


def test_places_are_what_is_in_the_store_now():
    store = a_store(a_feature(polygon(DRAWN), code="411528", name="息县"))
    outlines = Outlines(store)
    outlines.start()
    before = outlines.places()
    assert before.ground.name(XIXIAN) == "息县"
    assert before.ground.shape(XIXIAN) is not None
    assert list(before.stations) == [a_station().id]
    assert outlines.places().ground is before.ground
    store.put_divisions([Division(code=TOWN, name="项店镇", lon=114.7, lat=32.4, people=7)], author="li", at=NOW)
    store.put_fence(Fence(id=FenceId("dam"), name="坝", geometry=shapely.box(114, 32, 115, 33)), author="li", at=NOW)
    ended = Fence(id=FenceId("old"), name="旧", geometry=shapely.box(114, 32, 115, 33), valid_until=NOW)
    store.put_fence(ended, author="li", at=NOW)
    after = outlines.places()
    assert after.ground.people(XIXIAN) == (7, 1, 0)
    assert list(after.fences) == ["dam"]
