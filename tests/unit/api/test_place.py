from __future__ import annotations

import pytest

from api.place import place


@pytest.mark.parametrize("datum", ["", "WGS-84", "wgs84", "CGCS2000"])
def test_the_datum_of_satellites_is_taken_as_it_is(datum: str):
    assert place(datum, 114.123456789, 32.1) == (114.123456789, 32.1)


@pytest.mark.parametrize("datum", ["GCJ-02", "gcj02", "BD-09", "百度", "国测局"])
def test_the_datums_of_chinese_maps_are_converted(datum: str):
    lon, lat = place(datum, 114.0685, 32.1264)
    assert 0.002 < abs(lon - 114.0685) < 0.02
    assert abs(lat - 32.1264) < 0.02


def test_another_datum_is_refused():
    with pytest.raises(ValueError, match="expected one of WGS84, CGCS2000, GCJ02, BD09, got 'Beijing54'"):
        place("Beijing54", 114.0, 32.0)
