from datetime import timedelta

import pytest

from sensing.exchange.value import READERS, CellError, duration, number, property_of, read_stream
from sensing.station import StationKind


@pytest.mark.parametrize(
    ("cell", "kind"),
    [("水库站", StationKind.RESERVOIR), ("PP", StationKind.RAIN_GAUGE), ("river_gauge", StationKind.RIVER_GAUGE)],
)
def test_kinds_are_known_in_chinese_by_code_and_by_key(cell, kind):
    assert READERS["kind"](cell) is kind


@pytest.mark.parametrize(
    ("cell", "seconds"), [("5m", 300), ("5分钟", 300), ("1小时", 3600), ("30 秒", 30), ("１h", 3600)]
)
def test_durations_are_read_as_people_write_them(cell, seconds):
    assert duration("interval", cell) == timedelta(seconds=seconds)


@pytest.mark.parametrize("cell", ["5", "soon", "-5m"])
def test_a_duration_that_says_no_unit_is_refused(cell):
    with pytest.raises(CellError, match="interval: expected a duration"):
        duration("interval", cell)


@pytest.mark.parametrize("cell", ["nan", "inf", "12,5", "abc", "1e999"])
def test_what_is_no_number_is_refused(cell):
    with pytest.raises(CellError, match="rise: expected a number"):
        number("rise", cell)


def test_full_width_digits_are_digits():
    assert number("lon", "１１４．５") == 114.5
    assert READERS["division"]("４１１５") == "411500000000"


@pytest.mark.parametrize(
    ("field", "cell", "message"),
    [
        ("id", "a b", "id: expected 1 to 64 of A-Z a-z 0-9 . _ -, got 'a b'"),
        ("name", "x" * 201, "name: expected at most 200 characters, got 201"),
        ("kind", "river_guage", "kind: unknown value 'river_guage', did you mean \"river_gauge\""),
        ("division", "息县", "division: expected a code of 2, 4, 6, 9 or 12 digits, got '息县'"),
        ("demo", "maybe", "demo: expected true or false, got 'maybe'"),
        ("notes", "x" * 2001, "notes: expected texts of at most 2000 characters"),
    ],
)
def test_each_mistake_has_its_message(field, cell, message):
    with pytest.raises(CellError) as caught:
        READERS[field](cell)
    assert str(caught.value).startswith(message)


def test_notes_are_a_remark_or_an_object():
    assert READERS["notes"]("老站") == {"备注": "老站"}
    assert READERS["notes"]('{"a": "b"}') == {"a": "b"}
    assert READERS["notes"]('{"a": 1}') == {"备注": '{"a": 1}'}


def test_a_property_is_known_by_three_names():
    assert {property_of(cell) for cell in ("water_level", "水位", "Water level")} == {"water_level"}


def test_limits_are_read_with_their_datastream():
    cells = {"property": "水位", "soft": "[1, 2]", "stuck": "6小时", "neighbours": "A, B;C", "rise": "0.5"}
    assert read_stream(cells)["limits"] == {
        "soft": ((1.0, 2.0),),
        "stuck": timedelta(hours=6),
        "neighbours": ("A", "B", "C"),
        "rise": 0.5,
    }


@pytest.mark.parametrize("cell", ["[1]", "x", "[[1,2,3]]", "{}", "5", "[null, 1]", '[["a", 1]]'])
def test_ranges_that_are_none_are_refused(cell):
    with pytest.raises(CellError, match="soft: expected"):
        read_stream({"property": "水位", "soft": cell})


def test_a_row_without_property_says_nothing_of_a_datastream():
    assert read_stream({"unit": "cm"}) == {}


def test_groups_are_pairs_or_an_object():
    assert READERS["groups"]("power=P7；pole=3") == {"power": "P7", "pole": "3"}
    assert READERS["groups"]('{"network": "CT"}') == {"network": "CT"}
    with pytest.raises(CellError, match="groups: expected pole or power or network with a name such as power=P7"):
        READERS["groups"]("powr=P7")
