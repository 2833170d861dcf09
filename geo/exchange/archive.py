"""Archives: the members of a ZIP, counted while they are unpacked.

Sizes that the archive states are not believed: a member is read in pieces and given up once it has grown past what
one import takes, so that a file of kilobytes cannot become gigabytes. Nothing is ever written to a disk, so paths in
an archive are only names. Names that old Chinese tools wrote in GBK are read as such.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Final

from geo.errors import ExchangeError
from geo.exchange.source import LARGEST

#: Most members of an archive.
MOST_MEMBERS: Final = 200
_PIECE: Final = 1024 * 1024
_IS_UTF8: Final = 0x800
SIGNATURE: Final = b"PK\x03\x04"


def members(data: bytes, *, suffixes: tuple[str, ...]) -> dict[str, bytes]:
    """Return the members of an archive whose names end in one of ``suffixes``, by name.

    Raises:
        ExchangeError: If it is no ZIP, is encrypted, or holds more members or bytes than one import takes.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _unpacked(archive, suffixes)
    # What zipfile raises on bytes that only look like an archive: its parts are read with struct and zlib.
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, EOFError, OSError, LookupError) as error:
        raise ExchangeError(f"archive: cannot be read as ZIP: {str(error)[:200]}") from None
    except RuntimeError as error:
        raise ExchangeError(f"archive: {str(error)[:200]}") from None


def _unpacked(archive: zipfile.ZipFile, suffixes: tuple[str, ...]) -> dict[str, bytes]:
    entries = archive.infolist()
    if len(entries) > MOST_MEMBERS:
        raise ExchangeError(f"archive: expected at most {MOST_MEMBERS} members, got {len(entries)}")
    found: dict[str, bytes] = {}
    room = LARGEST
    for entry in entries:
        name = _name(entry)
        if not name.lower().endswith(suffixes) or name.startswith("__MACOSX/") or "/._" in f"/{name}":
            continue
        if entry.flag_bits & 1:
            raise ExchangeError(f'archive: "{name}" is encrypted')
        found[name] = _bytes(archive, entry, room=room)
        room -= len(found[name])
    return found


def _bytes(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, room: int) -> bytes:
    pieces: list[bytes] = []
    with archive.open(entry) as member:
        while piece := member.read(_PIECE):
            pieces.append(piece)
            room -= len(piece)
            if room < 0:
                raise ExchangeError(f"archive: expected at most {LARGEST} bytes when unpacked, got more")
    return b"".join(pieces)


def _name(entry: zipfile.ZipInfo) -> str:
    """Return the name of a member; one that is not marked as UTF-8 was read as code page 437."""
    if entry.flag_bits & _IS_UTF8:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename
