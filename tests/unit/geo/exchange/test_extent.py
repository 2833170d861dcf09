import numpy as np
import pytest

from geo.errors import ExchangeError
from geo.exchange.extent import faults_of
from geo.exchange.projection import projection_of


def bounds(*rows: tuple[float, float, float, float]):
    return np.array(rows, dtype=np.float64)


@pytest.mark.parametrize(
    ("box", "hint"),
    [
        ((31.2, 113.7, 32.6, 115.9), "the axes look swapped (x 31.2 to 32.6, y 113.7 to 115.9: lat, lon): say axes=yx"),
        ((38.5e6, 3.5e6, 38.6e6, 3.6e6), "look like CGCS2000 3-degree zone 38: give crs=EPSG:4526"),
        ((19.5e6, 3.5e6, 19.6e6, 3.6e6), "look like CGCS2000 6-degree zone 19: give crs=EPSG:4497"),
        ((3.5e6, 38.5e6, 3.6e6, 38.6e6), "look like CGCS2000 3-degree zone 38: give crs=EPSG:4526, with axes=yx"),
        ((4e5, 3.5e6, 5e5, 3.6e6), "give crs=EPSG:4534 (meridian 75° E) to EPSG:4554 (135° E)"),
        ((12.7e6, 3.7e6, 12.9e6, 3.8e6), "look like Web Mercator: give crs=EPSG:3857"),
        ((-5e9, -5e9, 5e9, 5e9), "give crs=EPSG:…"),
    ],
)
def test_coordinates_that_are_no_degrees_say_what_they_look_like(box, hint: str):
    with pytest.raises(ExchangeError) as caught:
        faults_of(bounds(box), projection_of(""))
    assert hint in str(caught.value)


def test_swapped_axes_under_yx_ask_for_xy():
    with pytest.raises(ExchangeError, match="say axes=xy to turn them"):
        faults_of(bounds((31.2, 113.7, 32.6, 115.9)), projection_of("", axes="yx"))


def test_a_system_that_does_not_fit_is_named():
    with pytest.raises(ExchangeError, match=r"coordinates do not fit CGCS2000 / 3-degree.*\(given\)"):
        faults_of(bounds((np.inf,) * 4), projection_of("", crs="EPSG:4526"))


def test_one_feature_of_many_that_lies_nowhere_is_refused_alone():
    good = (114.5, 32.2, 114.9, 32.6)
    faults, notes = faults_of(
        bounds(good, good, good, good, (31.2, 113.7, 32.6, 115.9), (1e6, 1e6, 1e6, 1e6)), projection_of("")
    )
    assert faults[4:] == ["the axes of this feature look swapped", "lies at no degrees of longitude, latitude"]
    assert not any(faults[:4])
    assert notes == ()


def test_places_beyond_china_are_told():
    _, notes = faults_of(bounds((0, 0, 1, 1)), projection_of(""))
    assert notes == ("1 features reach beyond China: is the system right?",)
    assert faults_of(np.empty((0, 4)), projection_of("")) == ([], ())
