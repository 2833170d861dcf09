from __future__ import annotations

from api.columns import columns_answer
from sensing.exchange.table import Row, Table


def a_table(*header: str, rows: tuple[tuple[str, ...], ...] = (), name: str = "") -> Table:
    return Table(
        name=name, header=header, rows=tuple(Row(number=at, cells=cells) for at, cells in enumerate(rows, start=2))
    )


def taken(table: Table) -> dict[str, str]:
    (told,) = columns_answer([table])["tables"]
    return {column["header"]: column["field"] for column in told["columns"]}


def test_each_header_is_told_with_its_field_and_what_stands_below():
    table = a_table("站码", "颜色", rows=(("A", "红"), ("B", ""), ("C", "蓝"), ("D", "黄")))
    (told,) = columns_answer([table])["tables"]
    assert (told["kind"], told["rows"]) == ("stations", 4)
    assert told["columns"] == [
        {"header": "站码", "field": "id", "sample": ["A", "B", "C"]},
        {"header": "颜色", "field": "", "sample": ["红", "", "蓝"]},
    ]


def test_a_table_without_an_id_is_told_all_the_same():
    assert taken(a_table("测点", "站名")) == {"测点": "", "站名": "name"}


def test_of_two_columns_that_mean_the_same_the_first_has_the_field():
    assert taken(a_table("站码", "编码", "站名")) == {"站码": "id", "编码": "", "站名": "name"}


def test_a_sheet_that_means_nothing_beside_others_has_no_kind():
    tables = [a_table("站码", name="测站"), a_table("天气", rows=(("晴",),), name="其他")]
    assert [each["kind"] for each in columns_answer(tables)["tables"]] == ["stations", ""]


def test_fields_of_every_kind_are_named():
    fields = columns_answer([])["fields"]
    assert "division" in fields["stations"]
    assert set(fields) == {"stations", "thresholds", "contacts", "sites"}
