import contextlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ExchangeError
from geo.exchange.kml import read_kml
from geo.exchange.source import Format
from tests.unit.geo.exchange.files import kml, kml_polygon, square, zipped

DATA = (
    '<ExtendedData><Data name="编码"><value>411528</value></Data>'
    '<SchemaData><SimpleData name="MC">息县</SimpleData></SchemaData></ExtendedData>'
)


def only(data: bytes):
    (feature,) = read_kml(data).features
    return feature


def test_a_placemark_has_its_name_its_data_and_its_shape():
    feature = only(kml(f"<name> 息县 </name>{DATA}{kml_polygon()}"))
    assert feature.attributes == {"name": "息县", "编码": "411528", "MC": "息县"}
    assert feature.geometry.area == pytest.approx(0.16)


def test_the_table_of_a_description_is_read_as_arcgis_writes_it():
    row = "&lt;tr&gt;&lt;td&gt;PAC&lt;/td&gt; &lt;td&gt;411528&lt;/td&gt;&lt;/tr&gt;"
    table = f"<description>&lt;table&gt;{row}</description>"
    assert only(kml(table + kml_polygon())).attributes == {"PAC": "411528"}


def test_a_multigeometry_holds_several_shapes():
    feature = only(kml(f"<MultiGeometry>{kml_polygon()}{kml_polygon(square(116.0))}</MultiGeometry>"))
    assert feature.geometry.area == pytest.approx(0.32)


def test_blanks_after_commas_are_forgiven():
    point = "<Point><coordinates> 114.73, 32.33, 0 </coordinates></Point>"
    assert only(kml(point)).geometry.coords[0] == (114.73, 32.33)


@pytest.mark.parametrize(
    ("shape", "fault"),
    [
        ("<Point><coordinates>114.7;32.3</coordinates></Point>", "expected coordinates such as 114.73,32.33"),
        ("<Point><coordinates>nan,1</coordinates></Point>", "expected coordinates such as 114.73,32.33"),
        ("<Polygon></Polygon>", "expected a Polygon to have an outer boundary"),
        ("<LineString><coordinates>1,1</coordinates></LineString>", ""),
    ],
)
def test_a_broken_shape_is_refused_alone(shape: str, fault: str):
    bad, good = read_kml(kml(shape, kml_polygon())).features
    assert bad.fault.startswith(fault)
    assert bad.fault
    assert good.geometry is not None


def test_a_kmz_holds_the_document():
    found = read_kml(zipped({"files/other.kml": b"<kml/>", "doc.kml": kml(kml_polygon())}))
    assert (found.form, len(found.features)) == (Format.KMZ, 1)


def test_network_links_are_not_followed():
    assert read_kml(kml(kml_polygon()).replace(b"<Folder>", b"<NetworkLink/><Folder>")).notes == (
        "1 network links are not followed",
    )


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE kml [<!ENTITY xxe SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE kml SYSTEM "http://127.0.0.1/x.dtd">',
        '<!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        "<! doctype kml>",
    ],
)
def test_a_dtd_is_refused_before_anything_is_read(head: str):
    with pytest.raises(ExchangeError, match="expected a document without DTD"):
        read_kml(kml(f"<name>&xxe;&b;</name>{kml_polygon()}", head=head))


def test_a_dtd_cannot_hide_in_another_encoding():
    text = kml(kml_polygon(), head="<!DOCTYPE kml>").decode().replace("UTF-8", "UTF-16")
    for data in (text.encode("utf-16"), text.encode("utf-16-le"), text.encode("utf-16-be")):
        with pytest.raises(ExchangeError):
            read_kml(data)


def test_an_encoding_that_could_hide_a_dtd_is_refused():
    data = b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4-<kml/>'
    with pytest.raises(ExchangeError):
        read_kml(data)


@pytest.mark.parametrize(("data", "why"), [(b"<kml", "not XML"), (b"<html/>", "expected a kml element, got html")])
def test_what_is_no_kml_is_refused(data: bytes, why: str):
    with pytest.raises(ExchangeError, match=why):
        read_kml(data)


def test_a_document_as_deep_as_a_well_is_refused():
    with pytest.raises(ExchangeError, match="not XML"):
        read_kml(b"<kml>" + b"<Folder>" * 5000 + b"</Folder>" * 5000 + b"</kml>")


@given(st.randoms(use_true_random=False))
def test_any_mutation_is_read_or_refused(rng: random.Random):
    data = bytearray(kml(f"<name>息县</name>{DATA}<MultiGeometry>{kml_polygon()}</MultiGeometry>"))
    for _ in range(rng.randint(1, 10)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    with contextlib.suppress(ExchangeError):
        read_kml(bytes(data))
