"""Reads a backup and checks it on the way: order, hashes, counts, nothing missing and nothing beside.

What is yielded before the end is provisional. Whoever restores keeps it back (a transaction) until the end was reached;
whoever verifies throws it away.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from fenghuo.backup.errors import DamagedError
from fenghuo.backup.manifest import HEADER, MANIFEST, Count, Manifest, read_header, read_manifest
from fenghuo.backup.members import members
from fenghuo.backup.pieces import inflated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fenghuo.backup.manifest import Header

_PIECE: Final = re.compile(r"table/([^/]+)/(\d{6,})\.zlib")
_PICTURE: Final = re.compile(r"picture/[0-9a-f]{2}/([0-9a-f]{64})")


class Piece(NamedTuple):
    """The next bytes of a table's binary COPY."""

    table: str
    data: bytes


class Picture(NamedTuple):
    """A picture, named after its bytes."""

    sha256: str
    data: bytes


def piece_name(table: str, number: int) -> str:
    """Return the member's name of a table's piece, from 1."""
    return f"table/{table}/{number:06}.zlib"


def picture_name(sha256: str) -> str:
    """Return the member's name of a picture."""
    return f"picture/{sha256[:2]}/{sha256}"


class Archive:
    """A backup that is being read."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        """Read its header.

        Args:
            read: Returns up to so many bytes, none at the end.

        Raises:
            DamagedError: If it does not begin like a backup.
        """
        self._members = members(read)
        try:
            name, data = next(self._members)
        except StopIteration:
            name, data = "", b""
        except DamagedError as error:
            raise DamagedError(f"this is no backup of Fenghuo: {error}") from None
        if name != HEADER:
            raise DamagedError(f"this is no backup of Fenghuo: expected {HEADER} first, got {name!r}")
        self.header: Header = read_header(data)
        #: Known once all parts were read.
        self.manifest: Manifest | None = None

    def parts(self) -> Iterator[Piece | Picture]:
        """Yield everything in it; reaching the end says that all of it is as it was written.

        Raises:
            DamagedError: If it is not.
        """
        seen = _Seen(order=[table.name for table in self.header.tables])
        for name, data in self._members:
            if self.manifest is not None:
                raise DamagedError(f"expected nothing after {MANIFEST}, got {name!r}")
            if name == MANIFEST:
                self.manifest = read_manifest(data)
            elif found := _PIECE.fullmatch(name):
                yield seen.piece(found[1], int(found[2]), data=data)
            elif found := _PICTURE.fullmatch(name):
                yield seen.picture(found[1], data=data)
            else:
                raise DamagedError(f"expected a table, a picture or {MANIFEST}, got {name!r}")
        if self.manifest is None:
            raise DamagedError(f"it has no {MANIFEST}")
        seen.compare(self.manifest)


@dataclass(slots=True, kw_only=True)
class _Seen:
    """What has been read so far."""

    #: Tables in the order that the header announces.
    order: list[str]
    hashes: dict[str, hashlib._Hash] = field(default_factory=dict)
    #: Bytes and pieces by table.
    sizes: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    pictures: int = 0
    picture_bytes: int = 0

    def piece(self, table: str, number: int, *, data: bytes) -> Piece:
        if table not in self.hashes:
            place = len(self.hashes)
            if self.order[place : place + 1] != [table]:
                raise DamagedError(f"table {table} stands where another belongs")
            self.hashes[table], self.sizes[table], self.numbers[table] = hashlib.sha256(), 0, 0
        if number != self.numbers[table] + 1 or table != next(reversed(self.hashes)) or self.pictures:
            raise DamagedError(f"piece {number} of table {table} stands where another belongs")
        raw = inflated(data)
        self.hashes[table].update(raw)
        self.sizes[table] += len(raw)
        self.numbers[table] = number
        return Piece(table, raw)

    def picture(self, sha256: str, *, data: bytes) -> Picture:
        if hashlib.sha256(data).hexdigest() != sha256:
            raise DamagedError(f"picture {sha256} does not have the hash that it is named after")
        self.pictures += 1
        self.picture_bytes += len(data)
        return Picture(sha256, data)

    def compare(self, manifest: Manifest) -> None:
        if [*manifest.tables] != self.order:
            raise DamagedError(f"{MANIFEST} lists other tables than {HEADER}")
        for table, count in manifest.tables.items():
            digest = self.hashes[table].hexdigest() if table in self.hashes else ""
            found = Count(rows=count.rows, size=self.sizes.get(table, 0), sha256=digest)
            if found != count:
                raise DamagedError(
                    f"table {table}: expected {count.size} bytes {count.sha256}, got {found.size} {digest}"
                )
        if (self.pictures, self.picture_bytes) != (manifest.pictures, manifest.picture_bytes):
            raise DamagedError(f"expected {manifest.pictures} pictures, got {self.pictures}")
