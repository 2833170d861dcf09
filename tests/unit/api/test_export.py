from __future__ import annotations

import csv
import io
import sys
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

from api import export
from api.export import BOM, COLUMNS, csv_pages, parquet_pages, parts_of
from api.problem import ApiError
from sensing.batch import make_batch
from sensing.instant import Micros, to_micros
from sensing.quality import Check
from tests.builders import BY_TEST
from tests.unit.api.world import NOW, World, a_station

if TYPE_CHECKING:
    from collections.abc import Iterator

SPAN = {"start": Micros(0), "end": Micros(2**60)}


@pytest.fixture
def parts(world: World) -> Iterator[export.Part]:
    world.measure([40.5, -1.25])
    station = world.store.put_stations([a_station()], **BY_TEST)[0]
    number = station.datastreams[1].number
    batch = make_batch(
        datastream=[number], phenomenon_time=[to_micros(NOW)], value=[7], quality=[2], why=[Check.RANGE | Check.LATE],
        lon=[114.5], lat=[32.5],
    )  # fmt: skip
    with world.store.begin() as transaction:
        transaction.append(batch)
    return parts_of(world.store, station, station.datastreams, **SPAN)


def test_a_csv_has_one_row_per_reading(parts):
    rows = list(csv.reader(io.StringIO(b"".join(csv_pages(parts, has_bom=False)).decode())))
    assert rows == [
        list(COLUMNS),
        ["XY-H03", "water_level", "m", "2026-07-19T06:00:00Z", "40.5", "good", "", "2026-07-19T06:00:00Z", "", ""],
        ["XY-H03", "water_level", "m", "2026-07-19T06:05:00Z", "-1.25", "good", "", "2026-07-19T06:05:00Z", "", ""],
        ["XY-H03", "flow", "m³/s", "2026-07-19T06:00:00Z", "7.0", "unreliable", "range late", "2026-07-19T06:00:00Z",
         "114.5", "32.5"],
    ]  # fmt: skip


def test_a_mark_at_the_beginning_tells_excel_that_it_is_utf8(parts):
    first = next(iter(csv_pages(parts, has_bom=True)))
    assert first.decode().startswith(f"{BOM}station,")


def test_a_station_that_looks_like_a_formula_is_text(world: World):
    station = world.store.put_stations([a_station("-1.cmd")], **BY_TEST)[0]
    with world.store.begin() as transaction:
        transaction.append(make_batch(datastream=[station.datastreams[0].number], phenomenon_time=[0], value=[1]))
    text = b"".join(csv_pages(parts_of(world.store, station, station.datastreams, **SPAN), has_bom=False)).decode()
    assert text.splitlines()[1].startswith("'-1.cmd,water_level")


def test_a_parquet_file_comes_in_pieces_and_reads_back(parts, monkeypatch):
    pieces = list(parquet_pages(parts))
    table = pq.read_table(io.BytesIO(b"".join(pieces)))
    assert len(pieces) == 3
    assert tuple(table.column_names) == COLUMNS
    assert table["value"].to_pylist() == [40.5, -1.25, 7.0]
    assert table["station"].to_pylist() == ["XY-H03"] * 3
    assert table["time"][0].as_py() == NOW
    assert table["lon"].to_pylist() == [None, None, 114.5]


def test_without_the_library_the_answer_says_what_to_install(parts, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ApiError, match=r"install fenghuo\[parquet\], or take format=csv"):
        parquet_pages(parts)


def test_pages_join_without_gap_or_repeat(world: World, monkeypatch):
    monkeypatch.setattr(export, "PAGE", 2)
    world.measure([40.0, 40.1, 40.2, 40.3, 40.4])
    station = world.store.stations()[0]
    found = list(parts_of(world.store, station, station.datastreams[:1], **SPAN))
    assert [part.batch.value.tolist() for part in found] == [[40.0, 40.1], [40.2, 40.3], [40.4]]
