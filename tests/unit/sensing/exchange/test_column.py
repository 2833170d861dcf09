import pytest

from sensing.exchange.column import STATION_NAMES, columns_of
from sensing.exchange.table import TableError


def found(*header: str, **mapping: str):
    return columns_of(header, names=STATION_NAMES, mapping=mapping)


@pytest.mark.parametrize(
    "header",
    [
        ("站码", "站名", "经度", "纬度", "行政区划"),
        ("STCD", "STNM", "LGTD", "LTTD", "ADDVCD"),
        ("id", "name", "lon", "lat", "division"),
        ("Station ID", "station_name", "Longitude", "LATITUDE", "division code"),
        ("测站编码*", " 站点名称 ", "经度(°)", "纬度（度）", "行政区划代码【12位】"),
    ],
)
def test_headers_are_recognised_in_the_words_of_the_field(header):
    assert found(*header) == ({"id": 0, "name": 1, "lon": 2, "lat": 3, "division": 4}, ())


def test_a_header_that_means_nothing_is_named():
    assert found("id", "负责人", "") == ({"id": 0}, ("负责人",))


def test_two_columns_of_one_meaning_are_not_guessed_between():
    with pytest.raises(
        TableError, match="table: columns '站码' and '编号' both mean 'id'; say which one with a mapping"
    ):
        found("站码", "编号")


def test_a_mapping_comes_first():
    assert found("站码", "编号", id="编号") == ({"id": 1}, ("站码",))
    assert found("站码", "甲", name="甲") == ({"id": 0, "name": 1}, ())


def test_a_field_can_be_left_out():
    assert found("id", "备注", notes="") == ({"id": 0}, ("备注",))


def test_a_mapping_that_leads_nowhere_is_refused():
    with pytest.raises(TableError, match="mapping: unknown field 'nam', did you mean \"name\""):
        found("id", nam="id")
    with pytest.raises(TableError, match="table: the mapping names the column '乙', the header has 'id'"):
        found("id", name="乙")
