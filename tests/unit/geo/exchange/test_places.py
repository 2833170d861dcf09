import contextlib
import random

import pyproj
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ExchangeError
from geo.exchange.places import Options, read_places
from geo.exchange.source import Format
from tests.unit.geo.exchange.files import a_feature, a_shapefile, geojson, kml, kml_polygon, polygon, square, zipped

PRJ = pyproj.CRS.from_epsg(4526).to_wkt("WKT1_ESRI")


def gauss(ring):
    there = pyproj.Transformer.from_crs(4490, 4526, always_xy=True)
    return [there.transform(*position) for position in ring]


def read(data: bytes, **options):
    return read_places(data, Options(**options))


def test_the_form_is_told_by_the_bytes():
    for data, form in (
        (geojson(a_feature()), Format.GEOJSON),
        (zipped({"a.geojson": geojson(a_feature())}), Format.GEOJSON),
        (a_shapefile(), Format.SHAPEFILE),
        (kml(kml_polygon()), Format.KML),
        (zipped({"doc.kml": kml(kml_polygon())}), Format.KMZ),
    ):
        found = read(data)
        assert found.form is form
        assert found.bounds == pytest.approx((114.5, 32.2, 114.9, 32.6))


def test_a_shapefile_in_a_gauss_krueger_zone_comes_to_degrees():
    found = read(a_shapefile([([gauss(square())], {"XZQDM": "411528"})], prj=PRJ))
    assert found.projection.name == "CGCS2000 / 3-degree Gauss-Kruger zone 38 (EPSG:4526)"
    assert found.bounds == pytest.approx((114.5, 32.2, 114.9, 32.6), abs=1e-8)


def test_without_prj_metres_are_refused_with_what_they_look_like():
    data = a_shapefile([([gauss(square())], {"XZQDM": "411528"})])
    with pytest.raises(ExchangeError, match="look like CGCS2000 3-degree zone 38: give crs=EPSG:4526"):
        read(data)
    assert read(data, crs="EPSG:4526").bounds == pytest.approx((114.5, 32.2, 114.9, 32.6), abs=1e-8)


def test_swapped_axes_are_said_and_turned_when_asked():
    data = geojson(a_feature(polygon([(lat, lon) for lon, lat in square()])))
    with pytest.raises(ExchangeError, match="the axes look swapped"):
        read(data)
    assert read(data, axes="yx").bounds == pytest.approx((114.5, 32.2, 114.9, 32.6))


def test_degrees_under_a_projection_are_refused():
    with pytest.raises(ExchangeError, match=r"coordinates look like degrees, and CGCS2000 .* \(given\) counts metres"):
        read(geojson(a_feature()), crs="EPSG:4526")


def test_altitudes_are_dropped():
    high = polygon()
    high["coordinates"] = [[[*position, 80.0] for position in ring] for ring in high["coordinates"]]
    found = read(geojson(a_feature(high), a_feature()))
    assert not any(feature.geometry.has_z for feature in found.features)
    assert "altitudes of 1 features are dropped: places have none here" in found.notes


def test_altitudes_of_every_form_are_told():
    told = "altitudes of 1 features are dropped: places have none here"
    raised, level = kml(kml_polygon()), kml(kml_polygon()).replace(b",12", b",0")
    nested = {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [114.5, 32.2, 80]}]}
    assert told in read(raised).notes
    assert told not in read(level).notes
    assert told in read(geojson(a_feature(nested))).notes
    assert told not in read(a_shapefile()).notes


def test_a_refused_feature_keeps_no_other_from_being_read():
    tie = polygon([(114, 32), (115, 33), (115, 32), (114, 33), (114, 32)])
    bad, empty, good = read(
        geojson(a_feature(tie), a_feature({"type": "Polygon", "coordinates": []}), a_feature())
    ).features
    assert bad.fault.startswith("not a valid area")
    assert empty.fault == "expected an area, got an empty geometry"
    assert (good.fault, good.number) == ("", 3)


def test_points_are_kept_as_points():
    (feature,) = read(geojson(a_feature({"type": "Point", "coordinates": [114.7, 32.3]}))).features
    assert feature.geometry.geom_type == "Point"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "expected GeoJSON, KML, KMZ, or a Shapefile in a ZIP"),
        (b"\x00\x00\x27\x0a" + bytes(96), "got the .shp alone"),
        (zipped({"readme.txt": b"x"}), "expected a .shp with its .dbf and .prj"),
        (geojson(), "expected at least one feature, got none"),
        (kml(), "expected at least one feature, got none"),
    ],
)
def test_what_holds_no_places_is_refused(data: bytes, why: str):
    with pytest.raises(ExchangeError) as caught:
        read(data)
    assert why in str(caught.value)


def test_nothing_usable_has_no_bounds():
    assert read(geojson(a_feature(None))).bounds is None


def test_size_is_bounded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("geo.exchange.places.LARGEST", 10)
    with pytest.raises(ExchangeError, match="expected at most 10 bytes"):
        read(geojson(a_feature()))


FILES = [
    geojson(a_feature(code="411528"), a_feature({"type": "Point", "coordinates": [1, 2]})),
    a_shapefile(prj=PRJ, cpg="GBK"),
    kml(kml_polygon()),
    zipped({"doc.kml": kml(kml_polygon())}),
]


@settings(deadline=None)
@given(st.sampled_from(FILES), st.randoms(use_true_random=False))
def test_any_mutation_is_read_or_refused(file: bytes, rng: random.Random):
    data = bytearray(file)
    for _ in range(rng.randint(1, 6)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    with contextlib.suppress(ExchangeError):
        read(bytes(data))


COORDINATE = st.one_of(st.floats(allow_nan=False, width=32), st.floats(70, 140), st.floats(0, 60))


@settings(deadline=None)
@given(
    st.lists(st.tuples(COORDINATE, COORDINATE), min_size=1, max_size=8),
    st.sampled_from(["", "EPSG:4526", "EPSG:3857", "EPSG:4490"]),
    st.sampled_from(["", "GCJ02", "BD09"]),
)
def test_any_polygon_comes_out_valid_or_is_refused(ring, crs: str, datum: str):
    try:
        found = read(geojson(a_feature(polygon([*ring, ring[0]]))), crs=crs, datum=datum, most_change=1.0)
    except ExchangeError:
        return
    for feature in found.features:
        assert (feature.geometry is None) == bool(feature.fault)
        if feature.geometry is not None:
            assert feature.geometry.is_valid
            west, south, east, north = feature.geometry.bounds
            assert -180 <= west <= east <= 180
            assert -90 <= south <= north <= 90
