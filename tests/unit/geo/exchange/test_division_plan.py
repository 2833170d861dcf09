import pytest

from geo.division import Division
from geo.errors import ExchangeError
from geo.exchange.division_plan import plan_divisions
from geo.exchange.places import Options, read_places
from geo.exchange.writing import write_divisions
from sensing.exchange.plan import Change
from tests.unit.geo.exchange.files import a_feature, geojson, polygon, square

CITY, XIXIAN, HUAIBIN = "411500000000", "411528000000", "411527000000"


def point(lon: float = 114.74, lat: float = 32.34):
    return {"type": "Point", "coordinates": [lon, lat]}


def plan(*features, known=(), **fields: str):
    return plan_divisions(read_places(geojson(*features), Options()), known=known, fields=fields)


def told(planned):
    return [(each.id, each.change.value) for each in planned.features]


def test_features_become_divisions_with_codes_names_and_areas():
    planned = plan(a_feature(XZQDM="411528", XZQMC="息县"))
    (division,) = planned.divisions
    assert (division.code, division.name) == (XIXIAN, "息县")
    assert division.geometry.bounds == (114.5, 32.2, 114.9, 32.6)
    assert (division.lon, division.lat) == pytest.approx((114.7, 32.4))
    assert planned.columns == {"code": "XZQDM", "name": "XZQMC"}
    assert told(planned) == [(XIXIAN, "new")]


def test_codes_as_numbers_with_a_decimal_point_are_codes():
    assert told(plan(a_feature(adcode=411528.0, name="息县"), a_feature(point(), adcode="411527.0", name="淮滨"))) == [
        (XIXIAN, "new"),
        (HUAIBIN, "new"),
    ]


def test_a_second_import_changes_nothing():
    first = plan(a_feature(code="411528", name="息县"))
    again = plan(a_feature(polygon(square()[1:4] + square()[:2]), code="411528", name="息县"), known=first.divisions)
    assert (again.divisions, told(again)) == ((), [(XIXIAN, "unchanged")])


def test_what_is_exported_comes_back_unchanged():
    known = plan(
        a_feature(code="411528", name="息县"),
        a_feature(point(115.0), code="411527", name="淮滨县", radius_m=3000, people=900),
    ).divisions
    bare = Division(code=CITY, name="信阳市")
    back = plan_divisions(read_places(write_divisions([bare, *known]), Options()), known=[])
    assert sorted(back.divisions, key=lambda each: each.code) == [bare, *known]


def test_what_differs_is_named():
    before = Division(code=XIXIAN, name="息", lon=114.74, lat=32.34)
    (planned,) = plan(a_feature(code="411528", name="息县"), known=[before]).features
    assert (planned.change, planned.fields) == (Change.CHANGED, ("name", "geometry"))


def test_a_division_without_a_name_keeps_the_one_it_has():
    known = Division(code=XIXIAN, name="息县")
    (planned,) = plan(a_feature(code="411528"), known=[known]).features
    assert planned.warnings[0] == "has no name in the file; keeps 息县"
    (refused,) = plan(a_feature(code="411528")).features
    assert refused.detail == "division 411528000000 has no name: say which column holds it with name_field"


def test_a_parent_that_contradicts_the_code_is_told():
    (planned,) = plan(a_feature(code="411528", name="息县", parent="411300")).features
    assert planned.warnings[0] == "the file says its parent is 411300; its code says otherwise and counts"
    (fits,) = plan(a_feature(code="411528", name="息县", parent={"adcode": 411500})).features
    assert "the file says" not in " ".join(fits.warnings)


def test_a_division_without_any_known_parent_is_told():
    (planned,) = plan(a_feature(code="411528", name="息县")).features
    assert planned.warnings == ("none of the divisions above it is known",)
    whole, county = plan(a_feature(code="411500", name="信阳市"), a_feature(code="411528", name="息县")).features
    assert county.warnings == ()
    assert whole.warnings == ("none of the divisions above it is known",)


def test_an_area_outside_its_parent_is_told():
    planned = plan(
        a_feature(code="411500", name="信阳市"),
        a_feature(polygon(square(114.7)), code="411528", name="息县"),
        a_feature(point(120.0), code="411527", name="淮滨县"),
    )
    assert planned.features[1].warnings == ("50.0% of it lies outside 信阳市 (411500000000)",)
    assert planned.features[2].warnings == ("100.0% of it lies outside 信阳市 (411500000000)",)


def test_known_siblings_that_the_file_lacks_are_told():
    known = [
        Division(code=CITY, name="信阳市"),
        Division(code=HUAIBIN, name="淮滨县"),
        Division(code="411528100000", name="镇"),
    ]
    assert plan(a_feature(code="411528", name="息县"), known=known).gone == (HUAIBIN,)


@pytest.mark.parametrize(
    ("feature", "detail"),
    [
        (a_feature(code="x", name="a"), 'expected a division code of 6, 9 or 12 digits, got "x"'),
        (a_feature({"type": "Polygon", "coordinates": []}, code="411527", name="a"), "expected an area, got an empty"),
        (a_feature(point(), code="411527", name="a", radius="-3"), "expected a radius of 0 to 200000 m"),
        (a_feature(point(), code="411527", name="a", radius="far"), 'in "radius", got "far"'),
    ],
)
def test_a_broken_feature_keeps_no_other_from_being_taken(feature, detail: str):
    planned = plan(feature, a_feature(code="411528", name="息县"))
    assert detail in planned.features[0].detail
    assert [each.code for each in planned.divisions] == [XIXIAN]


def test_a_file_without_codes_says_which_columns_it_has():
    with pytest.raises(ExchangeError, match=r"no column holds division codes \(columns: FID, MC\)"):
        plan(a_feature(FID=1, MC="息县"))


@pytest.mark.parametrize(
    ("column", "value", "people"), [("people", 1200, 1200), ("人口", "1,200", 1200), ("常住人口", "1200.0", 1200)]
)
def test_inhabitants_are_read_however_the_column_is_called(column, value, people):
    (village,) = plan(a_feature(point(), code="411528100201", name="a", **{column: value})).divisions
    assert village.people == people


@pytest.mark.parametrize("value", ["-3", "many", "1.5"])
def test_a_number_of_people_that_is_none_is_refused(value):
    (refused,) = plan(a_feature(point(), code="411528100201", name="a", people=value)).features
    assert f'expected a number of people in "people", got "{value}"' in refused.detail


def test_villages_are_points_with_a_radius():
    (village,) = plan(a_feature(point(), code="411528100201", name="某村", 服务半径="1500")).divisions
    assert (village.lon, village.lat, village.radius_m, village.geometry) == (114.74, 32.34, 1500.0, None)
