from __future__ import annotations

import csv

import pytest

from ingest.wire.sl651.elements import BY_ASCII, ELEMENTS, OPTIONAL, property_of
from sensing.property import PROPERTIES
from tests.unit.ingest.wire.sl651.making import SHARED


def test_what_a_property_claims_is_found():
    for key, row in PROPERTIES.items():
        assert not row.sl651 or property_of(row.sl651) == key


def test_every_property_named_exists():
    assert {row.property for row in ELEMENTS.values()} - {""} <= PROPERTIES.keys()


def test_an_extension_is_no_property():
    assert property_of("FF01") == ""


def test_ascii_identifiers_are_unique():
    assert len(BY_ASCII) == len(ELEMENTS)


def test_optional_elements_exist():
    assert ELEMENTS.keys() >= OPTIONAL


@pytest.mark.skipif(not SHARED.exists(), reason="the table of the standard is not at hand")
def test_the_table_is_that_of_the_standard():
    with (SHARED.parent / "sl651_elements.csv").open(encoding="utf-8") as file:
        rows = {row["hex_id"]: row for row in csv.DictReader(file)}
    for identifier, element in ELEMENTS.items():
        row = rows[identifier]
        assert row["ascii_id"].removesuffix("xnn") == element.ascii
        assert int(row["usual_definition_byte_hex"], 16) == element.definition or identifier >= "F4"
