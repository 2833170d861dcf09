import contextlib
import io
import random
import struct

import pytest
import shapefile
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ExchangeError
from geo.exchange.shape import polygons_of, read_shapefile
from tests.unit.geo.exchange.files import a_shapefile, shape_parts, square, zipped


def only(data: bytes, **options: str):
    (feature,) = read_shapefile(data, **options).features
    return feature


def test_a_shapefile_gives_shapes_with_their_attributes():
    found = read_shapefile(a_shapefile(prj='GEOGCS["x"]', cpg="UTF-8"))
    (feature,) = found.features
    assert feature.attributes == {"XZQDM": "411528", "XZQMC": "息县"}
    assert feature.geometry.equals(shapely.Polygon(square()))
    assert (found.crs, found.encoding) == ('GEOGCS["x"]', "utf-8 (.cpg)")


@pytest.mark.parametrize("cpg", ["", "GBK", "936", "GB18030"])
def test_a_table_in_gb18030_is_read_with_and_without_cpg(cpg: str):
    rows = [([square()], {"XZQMC": "浉河区䶮镇"})]
    assert only(a_shapefile(rows, encoding="gb18030", cpg=cpg)).attributes == {"XZQMC": "浉河区䶮镇"}


def test_field_names_in_chinese_are_read_too():
    rows = [([square()], {"行政代码": "411528", "名称": "息县"})]
    assert only(a_shapefile(rows, encoding="gb18030")).attributes == {"行政代码": "411528", "名称": "息县"}


def test_a_cpg_that_does_not_fit_is_noted_and_passed_over():
    rows = [([square()], {"XZQMC": "息县"})]
    found = read_shapefile(a_shapefile(rows, encoding="gb18030", cpg="UTF-8"))
    assert found.features[0].attributes == {"XZQMC": "息县"}
    assert found.notes == ("the .cpg says UTF-8, which does not fit the texts",)


def test_a_given_encoding_comes_first():
    rows = [([square()], {"XZQMC": "龍山區"})]
    assert only(a_shapefile(rows, encoding="big5"), encoding="big5").attributes == {"XZQMC": "龍山區"}


def test_a_last_character_cut_in_two_is_dropped():
    parts = shape_parts([([square()], {"MC": "息县县"})], encoding="gb18030", width=6)
    cut = parts[".dbf"].replace("息县县".encode("gb18030"), "息县县".encode("gb18030")[:5] + b" ")
    assert only(zipped({"a.shp": parts[".shp"], "a.dbf": cut})).attributes["MC"].startswith("息县")


def test_parts_may_lie_in_a_folder_and_differ_in_case():
    parts = shape_parts([([square()], {"DM": "411528"})])
    data = zipped({"导出/Town.SHP": parts[".shp"], "导出/town.dbf": parts[".dbf"], "导出/Town.shp.prj": b"EPSG"})
    assert only(data).attributes == {"DM": "411528"}
    assert read_shapefile(data).crs == "EPSG"


def test_without_a_table_features_have_no_attributes():
    parts = shape_parts([([square()], {"DM": "411528"})])
    found = read_shapefile(zipped({"a.shp": parts[".shp"]}))
    assert found.features[0].attributes == {}
    assert found.notes == ("no .dbf: the features have no attributes",)


def test_two_layers_in_one_archive_are_refused():
    part = shape_parts([([square()], {"DM": "1"})])[".shp"]
    with pytest.raises(ExchangeError, match=r"expected one \.shp, got a\.shp, b\.shp"):
        read_shapefile(zipped({"a.shp": part, "b.shp": part}))


def test_a_null_shape_has_no_geometry():
    found = read_shapefile(a_shapefile([(None, {"DM": "411502"}), ([square()], {"DM": "411528"})]))
    assert [feature.geometry is None for feature in found.features] == [True, False]


def test_a_deleted_row_is_left_out_with_its_shape():
    parts = shape_parts([([square()], {"DM": "411502"}), ([square()], {"DM": "411528"})])
    dbf = bytearray(parts[".dbf"])
    dbf[struct.unpack("<H", dbf[8:10])[0]] = ord("*")
    found = read_shapefile(zipped({"a.shp": parts[".shp"], "a.dbf": bytes(dbf)}))
    assert [(feature.number, feature.attributes["DM"]) for feature in found.features] == [(2, "411528")]


def test_rings_make_polygons_whichever_way_they_turn():
    shell, hole, island = square(), square(114.6, 32.3, side=0.2), square(114.65, 32.35, side=0.05)
    wanted = shapely.Polygon(shell, [hole]).union(shapely.Polygon(island))
    for rings in ([shell, hole, island], [shell[::-1], hole, island[::-1]], [island, hole[::-1], shell]):
        assert polygons_of(rings).equals(wanted)


def test_a_hole_outside_its_shell_is_a_shell_of_its_own():
    assert polygons_of([square(), square(120.0)[::-1]]).area == pytest.approx(0.32)


def test_rings_without_end_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("geo.exchange.shape._MOST_PAIRS", 10)
    rings = [square(side=0.1 + 0.01 * number) for number in range(6)]
    assert only(a_shapefile([(rings, {"DM": "1"})])).fault == (
        "not a shape: its rings lie in each other more often than an area's do"
    )
    monkeypatch.setattr("geo.exchange.shape._MOST_RINGS", 5)
    assert only(a_shapefile([(rings, {"DM": "1"})])).fault == "not a shape: expected at most 5 rings, got 6"


@pytest.mark.parametrize("length", [-4, 0, 2**30])
def test_a_record_of_a_false_length_ends_the_reading(length: int):
    parts = shape_parts([([square()], {"DM": "1"})])
    broken = parts[".shp"][:104] + struct.pack(">i", length) + parts[".shp"][108:]
    with pytest.raises(ExchangeError, match="the record at byte 100 is broken or cut off"):
        read_shapefile(zipped({"a.shp": broken}))


def test_what_does_not_begin_as_a_shape_is_refused():
    with pytest.raises(ExchangeError, match="does not begin as one"):
        read_shapefile(zipped({"a.shp": bytes(200)}))


ROWS = [
    ([square(), square(114.6, 32.3, side=0.2)[::-1]], {"XZQDM": "411528", "XZQMC": "息县"}),
    ([square(115.0)], {"XZQDM": "411527", "XZQMC": "淮滨县"}),
]
PARTS = shape_parts(ROWS, encoding="gb18030")


@settings(deadline=None)
@given(st.randoms(use_true_random=False))
def test_any_mutation_is_read_or_refused(rng: random.Random):
    members = {}
    for suffix in (".shp", ".dbf"):
        data = bytearray(PARTS[suffix])
        for _ in range(rng.randint(0, 6)):
            # The headers are where the harm is.
            data[rng.randrange(min(len(data), 260))] = rng.choice([0, 1, 127, 128, 255, rng.randrange(256)])
        members[f"a{suffix}"] = bytes(data[: rng.randint(0, len(data))] if rng.random() < 0.2 else data)
    with contextlib.suppress(ExchangeError):
        read_shapefile(zipped(members))


@pytest.mark.parametrize("height", [80.0, 0.0])
def test_altitudes_are_dropped_and_told_unless_they_are_nought(height: float):
    shp, shx, dbf = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with shapefile.Writer(shp=shp, shx=shx, dbf=dbf, shapeType=shapefile.POLYGONZ) as writer:
        writer.field("XZQDM", "C", size=12)
        writer.polyz([[[*position, height] for position in square()]])
        writer.record("411528")
    found = only(zipped({"a.shp": shp.getvalue(), "a.dbf": dbf.getvalue()}))
    assert (found.has_altitudes, found.geometry.has_z) == (height > 0, False)
