from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.datum import (
    bd09_to_gcj02,
    bd09_to_wgs84,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    is_shifted,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)

#: Half a nanodegree is a twentieth of a millimetre.
NANO = 1e-9

#: (lat, lon) WGS-84 and GCJ-02: Shanghai, Shenzhen, Beijing. Published with googollee/eviltransform.
PUBLISHED_GCJ02 = [
    ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),
    ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363)),
    ((39.911954, 116.377817), (39.91334545536069, 116.38404722455657)),
]


@pytest.mark.parametrize(("wgs84", "gcj02"), PUBLISHED_GCJ02)
def test_gcj02_is_as_published(wgs84, gcj02):
    lon, lat = wgs84_to_gcj02(wgs84[1], wgs84[0])
    assert (lat, lon) == pytest.approx(gcj02, abs=NANO)
    lon, lat = gcj02_to_wgs84(gcj02[1], gcj02[0])
    assert (lat, lon) == pytest.approx(wgs84, abs=NANO)


def test_bd09_is_as_published():
    # Published with wandergis/coordtransform: (116.404, 39.915) through each function.
    assert wgs84_to_gcj02(116.404, 39.915) == pytest.approx((116.41024449916938, 39.91640428150164), abs=NANO)
    assert gcj02_to_bd09(116.404, 39.915) == pytest.approx((116.41036949371029, 39.92133699351021), abs=NANO)
    assert wgs84_to_bd09(116.404, 39.915) == pytest.approx((116.41662724378733, 39.922699552216216), abs=NANO)
    # The published inverse is a first approximation only.
    assert bd09_to_gcj02(116.404, 39.915) == pytest.approx((116.39762729119315, 39.90865673957631), abs=1e-6)


@given(st.floats(73, 136), st.floats(3, 54))
def test_a_round_trip_returns_to_a_nanodegree(lon, lat):
    for there, back in [
        (wgs84_to_gcj02, gcj02_to_wgs84),
        (gcj02_to_bd09, bd09_to_gcj02),
        (wgs84_to_bd09, bd09_to_wgs84),
    ]:
        assert back(*there(lon, lat)) == pytest.approx((lon, lat), abs=NANO)


@pytest.mark.parametrize(("lon", "lat"), [(-104.99, 39.74), (0, 0), (2.35, 48.86), (151.2, -33.9)])
def test_outside_china_nothing_moves(lon, lat):
    for convert in (wgs84_to_gcj02, gcj02_to_wgs84, gcj02_to_bd09, bd09_to_gcj02, wgs84_to_bd09, bd09_to_wgs84):
        assert convert(lon, lat) == (lon, lat)


def test_arrays_keep_their_shape():
    lon, lat = np.array([[114.0, -70.0], [115.0, 116.0]]), np.array([[32.0, 40.0], [31.0, 30.0]])
    x, y = wgs84_to_gcj02(lon, lat)
    assert x.shape == y.shape == (2, 2)
    assert (x[0, 1], y[0, 1]) == (-70.0, 40.0)
    assert is_shifted(lon, lat).tolist() == [[True, False], [True, True]]
