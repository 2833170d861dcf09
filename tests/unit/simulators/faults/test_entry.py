from __future__ import annotations

import pytest

from sensing.document import read_document
from sensing.errors import DocumentError
from sensing.section import Section
from simulators.faults.entry import Entry, homes_of, positive, property_of, share, station_named, window_of
from tests.unit.simulators.faults.making import HOUR, HUAIBIN, XIXIAN, a_station

STATIONS = {"XY-H03": a_station(), "XY-H04": a_station("XY-H04", division=HUAIBIN)}


def an_entry(text: str) -> Entry:
    document = read_document(text, origin="f.yaml", what="entry")
    return Entry(
        section=Section(document.root, name="faults[0]", origin="f.yaml", keys=None), stations=STATIONS, seed=1
    )


def refusal(read, text: str) -> str:
    with pytest.raises(DocumentError) as caught:
        read(an_entry(text))
    return str(caught.value)


def test_a_window_is_hours_and_stays_open_without_an_end():
    window = window_of(an_entry("from_h: 1.5").section)
    assert (window.from_s, window.holds(1e12)) == (1.5 * HOUR, True)
    wrong = refusal(lambda it: window_of(it.section), "from_h: 3\nuntil_h: 2")
    assert wrong == "f.yaml:2: faults[0].until_h: expected 0 ≤ from_h < until_h, got 3 and 2"
    assert "missing key" in refusal(lambda it: window_of(it.section, is_ending=True), "from_h: 3")


def test_a_misspelt_station_or_property_is_told_with_what_was_meant():
    found = refusal(station_named, "station: XY-H33")
    assert found == 'f.yaml:1: faults[0].station: the city has no station "XY-H33", did you mean "XY-H03"?'
    found = refusal(lambda it: property_of(it, a_station()), "property: water_levl")
    assert found.endswith('XY-H03 does not measure "water_levl", did you mean "water_level"?')
    found = refusal(lambda it: property_of(it, a_station()), "property: pm25")
    assert found.endswith("it measures water_level, flow, battery_voltage")


def test_a_division_means_all_stations_in_it_by_its_long_and_its_short_code():
    assert homes_of(an_entry('division: "411528"')) == {"XY-H03": XIXIAN}
    assert homes_of(an_entry('division: "411500000000"')) == {"XY-H03": XIXIAN, "XY-H04": HUAIBIN}
    assert homes_of(an_entry("station: XY-H04")) == {"XY-H04": HUAIBIN}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("kind: x", "expected a station or a division, got neither"),
        ('station: XY-H03\ndivision: "411528"', "expected a station or a division, got both"),
        ('division: "4115"\nx: 1', ""),
        ('division: "510000"', "faults[0].division: the city has no station in 51"),
        ('division: "abc"', 'faults[0].division: expected a division code of 2, 4, 6, 9 or 12 digits, got "abc"'),
    ],
)
def test_a_wrong_place_is_refused(text, wrong):
    if wrong:
        assert wrong in refusal(homes_of, text)
    else:
        assert len(homes_of(an_entry(text))) == 2


def test_numbers_out_of_range_are_refused():
    assert share(an_entry("x: 1").section, "share", 0.25) == 0.25
    assert "expected 0 to 1, got 2" in refusal(lambda it: share(it.section, "share", 0.5), "share: 2")
    assert "expected more than 0, got 0" in refusal(lambda it: positive(it.section, "rate", 1), "rate: 0")
