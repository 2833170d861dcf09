"""Tables of must-reach sites."""

import pytest

from alerts.site_document import make_site
from alerts.site_table import SITE_HEADER, SITE_NAMES, read_site_rows, site_cells
from sensing.exchange.column import columns_of
from sensing.exchange.comma import read_csv, write_csv
from sensing.exchange.plan import Change
from sensing.exchange.table import TableError

SITE = make_site(id="s1", name="中学", kind="school", division="411528", lon=114.7, lat=32.3, people=800, note="寄宿")


def rows(text, *, known=()):
    table = read_csv(text)
    places, _ = columns_of(table.header, names=SITE_NAMES, mapping={})
    return read_site_rows(table, places, known={site.id: site for site in known})


def test_an_exported_table_is_read_back_to_the_same_sites():
    text = write_csv(SITE_HEADER, site_cells([SITE])).decode("utf-8-sig")
    assert rows(text)[1] == [SITE]
    outcomes, changed = rows(text, known=[SITE])
    assert (outcomes[0].change, changed) == (Change.UNCHANGED, [])


def test_chinese_headers_and_kinds_are_understood():
    outcomes, found = rows("编号,名称,类型,行政区划,经度,纬度,人数\ns1,中学,学校,411528,114.7,32.3,801\n", known=[SITE])
    assert outcomes[0].change is Change.CHANGED
    # A table without a column takes nothing away.
    assert (found[0].people, found[0].note) == (801, "寄宿")


@pytest.mark.parametrize("row", ["s1,中学,酒吧,411528,1,1", "s1,中学,school,411528,x,1", "s1,中学,school,411528,nan,1",
                                 "s1,中学,school,x,1,1", "a b,中学,school,411528,1,1"])  # fmt: skip
def test_a_row_that_does_not_fit_is_refused_by_its_number(row):
    outcomes, found = rows(f"id,name,type,division,lon,lat\n{row}\n")
    assert (outcomes[0].change, found) == (Change.REFUSED, [])
    assert outcomes[0].detail.startswith("row ")


def test_an_id_that_stands_twice_is_refused_the_second_time():
    text = "id,name,type,division,lon,lat\ns1,甲,school,411528,1,1\ns1,乙,school,411528,1,1\n"
    assert [one.change for one in rows(text)[0]] == [Change.NEW, Change.REFUSED]


def test_a_table_without_places_is_none_of_sites():
    with pytest.raises(TableError, match="lon, lat"):
        rows("id,name,type,division\ns1,甲,school,411528\n")
