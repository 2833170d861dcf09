"""What a backup says of itself: in its first member what is to come, in its last one what came."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, TypeVar

import msgspec

from fenghuo.backup.errors import DamagedError

#: Version of the format; a reader knows those up to its own.
FORMAT: Final = 1
#: Names of the two members.
HEADER: Final = "fenghuo-backup.json"
MANIFEST: Final = "manifest.json"

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column that is copied."""

    name: str
    #: As PostgreSQL writes it: ``timestamp with time zone``.
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table that is copied."""

    name: str
    columns: tuple[Column, ...]
    #: Mondays, ``2026-07-13``, of the weeks that hold rows; for tables that are cut in weeks.
    weeks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """A migration that had run."""

    name: str
    #: SHA-256 of its text, hexadecimal.
    checksum: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What is known before the first row is read."""

    #: Version of the format.
    format: int
    #: Version of Fenghuo that made it.
    fenghuo: str
    #: When the snapshot was taken, RFC 3339 in UTC.
    created: str
    #: PostgreSQL's own number, with the edition of TimescaleDB if there is one.
    server: str
    #: The schema, oldest migration first.
    migrations: tuple[Applied, ...]
    #: In the order in which they can be filled.
    tables: tuple[Table, ...]
    #: Whether the pictures of events are in it; no when there was no evidence folder.
    has_pictures: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What one table came to."""

    rows: int
    #: Bytes of its binary COPY.
    size: int
    #: Of these bytes, hexadecimal.
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """Where a sequence stands."""

    name: str
    value: int
    is_called: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What is known once the last row was read."""

    #: By table.
    tables: dict[str, Count]
    sequences: tuple[Sequence, ...]
    #: Last hash of each division's chain, hexadecimal.
    chain_heads: dict[str, str]
    #: Sequence number of the last journal row, 0 for none.
    journal_head: int
    #: How many of what was still going on: deliveries that wait, incidents that are open, warnings in force.
    standing: dict[str, int]
    #: Number and bytes of pictures.
    pictures: int = 0
    picture_bytes: int = 0
    #: Hashes of pictures that were kept once and are gone from the folder.
    missing_pictures: tuple[str, ...] = field(default=())


def encoded(record: Header | Manifest) -> bytes:
    """Return a record as JSON."""
    return msgspec.json.format(msgspec.json.encode(record), indent=1)


def read_header(data: bytes) -> Header:
    """Return the first member.

    Raises:
        DamagedError: If it is none, or of a later format.
    """
    # The version first: a later format may look different in every other respect.
    version = _decoded(data, _Versioned, name=HEADER).format
    if version > FORMAT:
        raise DamagedError(f"format {version} is unknown here, expected {FORMAT} at most: use a newer Fenghuo")
    return _decoded(data, Header, name=HEADER)


def read_manifest(data: bytes) -> Manifest:
    """Return the last member.

    Raises:
        DamagedError: If it is none.
    """
    return _decoded(data, Manifest, name=MANIFEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Versioned:
    """The one thing that every format says."""

    format: int


def _decoded(data: bytes, kind: type[T], *, name: str) -> T:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DamagedError(f"{name}: {error}") from None
