"""What a target means on the ground."""

from __future__ import annotations

import math

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.errors import ApprovalError
from alerts.target import Aim
from alerts.targeting import resolve
from alerts.targeting_drawing import square_km
from alerts.targeting_ground import Ground, Places
from geo.division import Division
from tests.unit.alerts.ground import CITY, DRAWN, FAR, NEAR, POINT, SOUTH, XINXIAN, XIXIAN, places, square


def refused(target: Aim, **how) -> ApprovalError:
    with pytest.raises(ApprovalError) as refusal:
        resolve(target, places(), **how)
    return refusal.value


def test_a_polygon_hits_the_villages_that_share_ground_with_it():
    aimed = resolve(Aim(polygons=(square(114.55, 32.25),)), places())
    assert aimed.told == (NEAR,)
    assert aimed.area.geocodes == (NEAR,)
    assert aimed.area.polygons == (square(114.55, 32.25),)
    assert (aimed.division, aimed.people, aimed.uncounted) == (NEAR, 500, 0)
    assert [site.id for site in aimed.sites] == ["s1"]


def test_the_radius_of_a_village_counts_and_a_common_border_does_not():
    # 甲村 reaches 1 km around 114.60, 32.30; 丁村 begins at 114.90.
    near = resolve(Aim(polygons=(square(114.608, 32.25),)), places())
    assert NEAR in near.told
    beside = Aim(polygons=(((114.85, 32.30), (114.90, 32.30), (114.90, 32.35), (114.85, 32.35), (114.85, 32.30)),))
    assert refused(beside).code == "empty_area"
    into = Aim(polygons=(((114.85, 32.30), (114.91, 32.30), (114.91, 32.35), (114.85, 32.35), (114.85, 32.30)),))
    assert resolve(into, places()).told == (DRAWN,)


def test_a_village_that_is_a_point_is_hit_on_the_edge():
    edge = ((114.70, 32.38), (114.72, 32.38), (114.72, 32.42), (114.70, 32.42), (114.70, 32.38))
    assert resolve(Aim(polygons=(edge,)), places()).told == (POINT,)


def test_a_county_is_not_told_as_a_whole_because_a_line_crosses_its_fields():
    error = refused(Aim(polygons=(square(114.52, 32.52, 0.02),)))
    assert error.code == "empty_area"
    assert "no known village or township lies in it" in str(error)


def test_a_circle_is_told_in_km_and_holds_what_lies_within():
    aimed = resolve(Aim(circles=((114.70, 32.40, 2000.0),)), places())
    assert aimed.told == (POINT,)
    assert aimed.area.circles == ((114.70, 32.40, 2.0),)
    assert aimed.km2 == pytest.approx(math.pi * 4, rel=0.005)


def test_a_division_is_told_with_all_that_lies_below_it():
    aimed = resolve(Aim(divisions=(XIXIAN, NEAR)), places())
    assert aimed.told == (XIXIAN,)
    assert aimed.villages == (NEAR, FAR, POINT, DRAWN)
    assert (aimed.people, aimed.counted, aimed.uncounted) == (1600, 3, 1)
    assert aimed.km2 == pytest.approx(square_km(shapely.box(114.5, 32.2, 115.0, 32.6)))


def test_a_fence_that_holds_now_is_an_area_like_any_other():
    assert resolve(Aim(fences=("dam",)), places()).told == (NEAR,)
    error = refused(Aim(fences=("dom",)))
    assert (error.code, str(error)) == ("bad_target", 'target.fences: no fence "dom" holds now, did you mean "dam"?')


def test_groups_alone_are_told_in_the_name_of_a_division():
    aimed = resolve(Aim(groups=("防汛队",)), places(), owner=XIXIAN)
    assert (aimed.told, aimed.groups, aimed.area.geocodes) == ((), ("防汛队",), (XIXIAN,))
    assert refused(Aim(groups=("防汛队",))).code == "empty_area"


def test_the_division_in_whose_name_is_the_smallest_that_holds_it_all():
    assert resolve(Aim(divisions=(NEAR, FAR)), places()).division == "411528100000"
    assert resolve(Aim(divisions=(NEAR, SOUTH)), places()).division == CITY


def test_nothing_is_nowhere():
    assert refused(Aim()).code == "empty_area"


def test_a_misspelt_division_is_told():
    error = refused(Aim(divisions=("411528100209",)))
    assert error.code == "bad_target"
    assert 'unknown division "411528100209", did you mean' in str(error)


def test_what_lies_outside_the_authority_is_named():
    across = Aim(polygons=(square(114.55, 32.05, 0.3),))
    aimed = resolve(across, places(), authority=(XIXIAN,))
    assert set(aimed.told) == {NEAR, SOUTH}
    assert aimed.outside == (f"新县戊村 ({SOUTH})",)
    assert resolve(across, places(), authority=(CITY, "4115")).outside == ()


def test_ground_outside_counts_where_no_village_is_hit():
    over = Aim(polygons=(((114.55, 32.15), (114.65, 32.15), (114.65, 32.35), (114.55, 32.35), (114.55, 32.15)),))
    (told,) = resolve(over, places(), authority=(XIXIAN,)).outside
    assert told.endswith("km² outside 息县")


def test_an_authority_without_an_outline_is_judged_by_codes_and_says_so():
    bare = places(ground=Ground([Division(code=NEAR, name="甲村", lon=114.60, lat=32.30)]))
    aimed = resolve(Aim(polygons=(square(114.55, 32.25),)), bare, authority=(XIXIAN,))
    assert (aimed.told, aimed.outside) == ((NEAR,), ())
    assert any(XIXIAN in note for note in aimed.notes)


def test_a_site_on_the_ground_brings_its_village_along():
    alone = places(ground=Ground([Division(code=FAR, name="乙村", lon=114.80, lat=32.50)]))
    assert resolve(Aim(circles=((114.60, 32.30, 500.0),)), alone).told == (NEAR,)


def test_codes_are_enough_where_there_is_no_map():
    aimed = resolve(Aim(divisions=(XINXIAN,)), Places())
    assert (aimed.told, aimed.km2, aimed.people, aimed.uncounted) == ((XINXIAN,), None, None, 1)


_DEGREES = st.integers(0, 400)


@st.composite
def boxes(draw) -> tuple[float, float, float, float]:
    west, south = 114.4 + draw(_DEGREES) / 1000, 31.9 + draw(_DEGREES) / 1000
    return west, south, west + draw(st.integers(1, 400)) / 1000, south + draw(st.integers(1, 400)) / 1000


GROUND = Ground(places().ground.tree.divisions.values())


@settings(max_examples=150, deadline=None)
@given(boxes(), st.integers(0, 300), st.integers(0, 300))
def test_a_larger_polygon_never_hits_less(box, wider, higher):
    west, south, east, north = box
    small = shapely.box(west, south, east, north)
    large = shapely.box(west - wider / 1000, south - higher / 1000, east + higher / 1000, north + wider / 1000)
    assert set(GROUND.hit(small)) <= set(GROUND.hit(large))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(_DEGREES, _DEGREES), min_size=3, max_size=7))
def test_the_index_answers_as_geos_does_one_by_one(corners):
    shape = shapely.Polygon([(114.4 + x / 500, 31.8 + y / 500) for x, y in corners])
    if not shape.is_valid or not shape.area:
        return
    found = []
    for leaf, own in zip(GROUND._leaves, GROUND._shapes, strict=True):
        shares = shape.intersects(own) and (own.geom_type == "Point" or not shape.touches(own))
        if shares:
            found.append(leaf.code)
    assert GROUND.hit(shape) == found
