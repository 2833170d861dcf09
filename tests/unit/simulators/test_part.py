from __future__ import annotations

import re

import pytest

from sensing.errors import DocumentError
from sensing.level import Level
from sensing.station import StationKind
from simulators.part import read_between, read_levels, read_place, read_span, read_station, read_wind, refuse_name
from tests.unit.simulators.parts import section, the_city


def test_what_is_right_is_read():
    part = section("at: [114.9, 31.9]\nwind: {speed: 3, from: 90}\nwho: XY-Q16\nfrom_h: 1\nuntil_h: 5", keys=None)
    assert read_place(part, "at", city=the_city()) == (114.9, 31.9)
    assert read_wind(part, "wind").come_from == 90
    assert read_station(part, "who", city=the_city(), kinds=(StationKind.WATER_QUALITY,)).river == "潢河"
    assert read_span(part, longest_h=10) == (1, 5)
    assert read_levels(part, "levels", default={Level.RED: 3.0}) == {Level.RED: 3.0}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\nat: [31.9, 114.9]", "d.yaml:2: part.at: expected a place [lon, lat] near the city, got [31.9, 114.9]"),
        ("at: [[1, 2], [3, 4]]", "d.yaml:1: part.at: expected one place such as [114.93, 31.64]"),
    ],
)
def test_a_place_elsewhere_is_refused(text: str, message: str):
    with pytest.raises(DocumentError, match=re.escape(message)):
        read_place(section(text, keys=None), "at", city=the_city())


def test_a_misspelt_station_is_refused_with_the_nearest():
    part = section("a: 1\nwho: XY-Q61", keys=None)
    with pytest.raises(DocumentError, match=re.escape('d.yaml:2: part.who: unknown name "XY-Q61", did you mean "XY-Q')):
        read_station(part, "who", city=the_city(), kinds=(StationKind.WATER_QUALITY,))
    with pytest.raises(DocumentError, match=re.escape('unknown name "zzz", expected one of a, b')):
        refuse_name(part, "who", name="zzz", known=["a", "b"])


def test_numbers_out_of_range_are_refused():
    with pytest.raises(DocumentError, match=re.escape("d.yaml:1: part.share: expected 0 to 1, got 2")):
        read_between(section("share: 2", keys=None), "share", low=0, high=1)
    with pytest.raises(DocumentError, match=re.escape('unknown key "sped", did you mean "speed"')):
        read_wind(section("wind: {sped: 2, from: 1}", keys=None), "wind")
    with pytest.raises(DocumentError, match="until_h: expected 0 ≤ from_h < until_h"):
        read_span(section("from_h: 5\nuntil_h: 2", keys=None), longest_h=10)
    with pytest.raises(DocumentError, match="levels: expected limits that rise with the level"):
        read_levels(section("levels: {yellow: 300, red: 200}", keys=None), "levels", default={})
