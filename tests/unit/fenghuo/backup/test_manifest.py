from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenghuo.backup.errors import DamagedError
from fenghuo.backup.manifest import (
    FORMAT,
    Applied,
    Column,
    Count,
    Header,
    Manifest,
    Sequence,
    Table,
    encoded,
    read_header,
    read_manifest,
)

HEADER = Header(
    format=FORMAT,
    fenghuo="0.1.0",
    created="2026-07-19T12:00:00.000Z",
    server="PostgreSQL 18.0",
    migrations=(Applied(name="0001_a", checksum="ab"),),
    tables=(Table(name="t", columns=(Column(name="c", type="integer"),), weeks=("2026-07-13",)),),
    has_pictures=False,
)
MANIFEST = Manifest(
    tables={"t": Count(rows=2, size=40, sha256="cd")},
    sequences=(Sequence(name="t_id_seq", value=7, is_called=True),),
    chain_heads={"411528000000": "ef"},
    journal_head=9,
    standing={"incidents open": 1},
    pictures=1,
    picture_bytes=5,
    missing_pictures=("00",),
)


def test_both_come_back_as_they_were():
    assert read_header(encoded(HEADER)) == HEADER
    assert read_manifest(encoded(MANIFEST)) == MANIFEST


def test_what_a_later_version_adds_is_passed_over():
    assert read_header(encoded(HEADER).replace(b'"format"', b'"new": [1], "format"')) == HEADER


def test_a_later_format_is_named_even_if_nothing_else_is_understood():
    with pytest.raises(DamagedError, match="format 2 is unknown here, expected 1 at most: use a newer Fenghuo"):
        read_header(encoded(replace(HEADER, format=2)))
    with pytest.raises(DamagedError, match="format 3 is unknown here"):
        read_header(b'{"format": 3}')


@given(st.binary(max_size=40))
def test_garbage_is_damaged_and_nothing_else(garbage):
    with pytest.raises(DamagedError, match=r"^fenghuo-backup\.json: "):
        read_header(garbage)
    with pytest.raises(DamagedError, match=r"^manifest\.json: "):
        read_manifest(garbage)
