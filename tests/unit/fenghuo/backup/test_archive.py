import hashlib
import io
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenghuo.backup.archive import Archive, Picture, Piece, picture_name, piece_name
from fenghuo.backup.errors import DamagedError
from fenghuo.backup.manifest import HEADER, MANIFEST, Count, Header, Manifest, Table, encoded
from fenghuo.backup.members import Writer

TABLES = {"station": [b"abc", b"de"], "observation": [b"x" * 5000]}
PICTURE = b"\xff\xd8\xffsmoke"
HASH = hashlib.sha256(PICTURE).hexdigest()


def a_header(*names: str) -> Header:
    return Header(
        format=1,
        fenghuo="0.1.0",
        created="2026-07-19T12:00:00.000Z",
        server="PostgreSQL 18",
        migrations=(),
        tables=tuple(Table(name=name, columns=()) for name in names),
        has_pictures=True,
    )


def a_manifest(tables: dict[str, list[bytes]], pictures: list[bytes]) -> Manifest:
    counts = {
        name: Count(rows=1, size=len(b"".join(pieces)), sha256=hashlib.sha256(b"".join(pieces)).hexdigest())
        for name, pieces in tables.items()
    }
    return Manifest(
        tables=counts,
        sequences=(),
        chain_heads={},
        journal_head=0,
        standing={},
        pictures=len(pictures),
        picture_bytes=sum(map(len, pictures)),
    )


def members_of(tables: dict[str, list[bytes]], pictures: list[bytes]) -> list[tuple[str, bytes]]:
    found = [(HEADER, encoded(a_header(*tables)))]
    for name, pieces in tables.items():
        found += [(piece_name(name, n), zlib.compress(piece)) for n, piece in enumerate(pieces, start=1)]
    found += [(picture_name(hashlib.sha256(data).hexdigest()), data) for data in pictures]
    return [*found, (MANIFEST, encoded(a_manifest(tables, pictures)))]


def opened(members: list[tuple[str, bytes]]) -> Archive:
    sink = io.BytesIO()
    writer = Writer(sink.write)
    for name, data in members:
        writer.put(name, data)
    writer.seal()
    return Archive(io.BytesIO(sink.getvalue()).read)


WHOLE = members_of(TABLES, [PICTURE])


def test_a_backup_is_read_as_it_was_written():
    archive = opened(WHOLE)
    assert [table.name for table in archive.header.tables] == ["station", "observation"]
    assert archive.manifest is None
    assert list(archive.parts()) == [
        Piece("station", b"abc"),
        Piece("station", b"de"),
        Piece("observation", b"x" * 5000),
        Picture(HASH, PICTURE),
    ]
    assert archive.manifest == a_manifest(TABLES, [PICTURE])


@given(st.dictionaries(st.text("abc_", min_size=1, max_size=9), st.lists(st.binary(max_size=99), min_size=1)))
def test_every_backup_is_read_as_it_was_written(tables):
    read: dict[str, list[bytes]] = {}
    for part in opened(members_of(tables, [])).parts():
        read.setdefault(part.table, []).append(part.data)
    assert read == tables


@pytest.mark.parametrize("place", range(1, len(WHOLE)))
def test_a_member_that_was_taken_out_is_missed(place):
    archive = opened(WHOLE[:place] + WHOLE[place + 1 :])
    with pytest.raises(DamagedError):
        list(archive.parts())


@pytest.mark.parametrize("place", range(1, len(WHOLE) - 1))
def test_members_in_another_order_are_refused(place):
    archive = opened([*WHOLE[:place], WHOLE[place + 1], WHOLE[place], *WHOLE[place + 2 :]])
    with pytest.raises(DamagedError):
        list(archive.parts())


@pytest.mark.parametrize(
    ("place", "member", "message"),
    [
        (1, (piece_name("station", 1), b"no zlib"), "a piece cannot be inflated"),
        (1, (piece_name("station", 1), zlib.compress(b"abd")), "table station: expected .*, got "),
        (1, (piece_name("warning", 1), zlib.compress(b"abc")), "table warning stands where another belongs"),
        (2, (piece_name("station", 3), zlib.compress(b"de")), "piece 3 of table station stands where another"),
        (4, (picture_name(HASH), PICTURE + b"x"), f"picture {HASH} does not have the hash"),
        (4, ("etc/passwd", b"root"), "expected a table, a picture or manifest.json, got 'etc/passwd'"),
        (5, (MANIFEST, b"{}"), "manifest.json: Object missing required field"),
        (5, (MANIFEST, encoded(a_manifest({}, []))), "lists other tables"),
        (5, (MANIFEST, encoded(a_manifest(TABLES, []))), "expected 0 pictures, got 1"),
    ],
)
def test_what_does_not_fit_is_said(place, member, message):
    with pytest.raises(DamagedError, match=message):
        list(opened([*WHOLE[:place], member, *WHOLE[place + 1 :]]).parts())


def test_nothing_may_follow_the_manifest():
    with pytest.raises(DamagedError, match=r"expected nothing after manifest\.json"):
        list(opened([*WHOLE, WHOLE[1]]).parts())


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04" + bytes(2000), b"{}", bytes(1024)])
def test_what_is_no_backup_is_said_to_be_none(data):
    with pytest.raises(DamagedError, match="this is no backup of Fenghuo"):
        Archive(io.BytesIO(data).read)


def test_another_tar_is_said_to_be_none():
    with pytest.raises(DamagedError, match=r"no backup of Fenghuo: expected fenghuo-backup\.json first, got 'a'"):
        opened([("a", b"x")])
    with pytest.raises(DamagedError, match="this is no backup of Fenghuo"):
        opened([])
