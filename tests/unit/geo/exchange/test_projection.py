import numpy as np
import pyproj
import pytest
import shapely

from geo.datum import wgs84_to_bd09, wgs84_to_gcj02
from geo.errors import ExchangeError
from geo.exchange.projection import Axes, Datum, projected, projection_of

XIXIAN = (114.73, 32.33)


def place(projection, x: float, y: float) -> tuple[float, float]:
    return projected(shapely.Point(x, y), projection).coords[0]


@pytest.mark.parametrize(
    ("name", "x", "y"),
    [
        # Computed with the closed formula of the transverse Mercator (Krueger, 1912) by cs2cs of PROJ 9.
        ("EPSG:4526", 38_568_732.591, 3_578_680.208),
        ("EPSG:4547", 568_732.591, 3_578_680.208),
        ("urn:ogc:def:crs:EPSG::4547", 568_732.591, 3_578_680.208),
    ],
)
def test_gauss_krueger_zones_come_to_degrees(name: str, x: float, y: float):
    assert place(projection_of(name), x, y) == pytest.approx(XIXIAN, abs=1e-8)
    assert place(projection_of(name, axes="yx"), y, x) == pytest.approx(XIXIAN, abs=1e-8)


@pytest.mark.parametrize("number", range(4513, 4555))
def test_every_zone_of_cgcs2000_is_known_by_number_and_by_its_prj(number: int):
    there = pyproj.Transformer.from_crs(4490, number, always_xy=True)
    meridian = pyproj.CRS.from_epsg(number).coordinate_operation.params[1].value
    x, y = there.transform(meridian + 0.5, 32.33)
    for text in (f"EPSG:{number}", pyproj.CRS.from_epsg(number).to_wkt("WKT1_ESRI")):
        assert place(projection_of(text), x, y) == pytest.approx((meridian + 0.5, 32.33), abs=1e-9)


@pytest.mark.parametrize("name", ["EPSG:4490", "EPSG:4326", "4326", "urn:ogc:def:crs:OGC:1.3:CRS84", ""])
def test_degrees_of_the_target_are_left_to_the_last_bit(name: str):
    assert place(projection_of(name), 0.1 + 114.63, 32.33) == (0.1 + 114.63, 32.33)


def test_what_is_said_comes_before_what_the_file_states():
    assert projection_of("EPSG:4526").why == "stated by the file"
    said = projection_of("EPSG:4526", crs="EPSG:4490")
    assert (said.why, said.is_projected) == ("given", False)
    assert projection_of("").why == "assumed"


@pytest.mark.parametrize(
    ("datum", "shift"), [("GCJ02", wgs84_to_gcj02), ("bd-09", wgs84_to_bd09), ("百度", wgs84_to_bd09)]
)
def test_datums_of_maps_are_taken_back(datum: str, shift):
    there = tuple(map(float, shift(*XIXIAN)))
    assert place(projection_of("", datum=datum), *there) == pytest.approx(XIXIAN, abs=1e-9)


def test_a_shifted_datum_under_web_mercator_is_taken_back_too():
    there = pyproj.Transformer.from_crs(4326, 3857, always_xy=True).transform(*map(float, wgs84_to_gcj02(*XIXIAN)))
    assert place(projection_of("EPSG:3857", datum="GCJ02"), *there) == pytest.approx(XIXIAN, abs=1e-8)


def test_a_datum_without_a_published_shift_is_told():
    (note,) = projection_of("EPSG:4610").notes
    assert note == "Xian 1980: no published shift to WGS 84; places may be off by up to 150 m"


def test_japan_is_not_taken_for_china():
    assert projection_of("EPSG:4612").convert is not None


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"crs": "EPSG:999999"}, "not a coordinate reference system"),
        ({"crs": "+proj=longlat +nadgrids=/etc/passwd"}, "expected an EPSG code such as EPSG:4547, or WKT"),
        ({"crs": 'GEOGCS["x",EXTENSION["PROJ4","+nadgrids=x"]]'}, "expected an EPSG code"),
        ({"crs": "EPSG:5773"}, 'expected degrees or a projection, got "EGM96 height"'),
        ({"crs": "GEOGCS[["}, "not a coordinate reference system"),
        ({"datum": "Pulkovo"}, 'datum: expected one of WGS84, CGCS2000, GCJ02, BD09, got "Pulkovo"'),
        ({"axes": "zx"}, 'axes: expected xy or yx, got "zx"'),
    ],
)
def test_what_is_unknown_is_refused(options: dict[str, str], why: str):
    with pytest.raises(ExchangeError) as caught:
        projection_of("", **options)
    assert why in str(caught.value)


def test_a_stated_system_that_cannot_be_read_asks_for_a_word():
    with pytest.raises(ExchangeError, match="give crs= to say which system the file is in"):
        projection_of("Beijing local")


def test_a_place_without_degrees_becomes_infinite():
    assert not np.isfinite(place(projection_of("EPSG:4526"), 1e9, 1e9)).all()


def test_words_for_axes_and_datum():
    assert projection_of("", axes="latlon").axes is Axes.YX
    assert projection_of("", datum="火星坐标").datum is Datum.GCJ02
