"""The outer form of a backup: a tar archive that ends in a seal over every byte before it.

Any tar lists and unpacks it. Members are written and read whole, so a stream without end or beginning (a pipe) will do,
and what is held in memory is one member. The seal is a hash, not a signature: it shows damage, not forgery.
"""

from __future__ import annotations

import hashlib
import tarfile
from typing import TYPE_CHECKING, Final

from fenghuo.backup.errors import DamagedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Bytes: the unit in which tar counts.
BLOCK: Final = 512
#: Bytes of the largest member: a picture may have 100 MiB.
LARGEST: Final = 128 << 20
#: Name of the last member; its text is the SHA-256 of all bytes before it, hexadecimal.
SEAL: Final = "seal"
#: Two empty blocks end a tar archive.
END: Final = bytes(2 * BLOCK)
_PERMISSIONS: Final = 0o600


class Writer:
    """Writes members one after another."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        """Take where the bytes go."""
        self._write = write
        self._hash = hashlib.sha256()
        #: Bytes written.
        self.size = 0

    def put(self, name: str, data: bytes) -> None:
        """Write a member."""
        for part in (_header(name, len(data)), data, bytes(-len(data) % BLOCK)):
            self._hash.update(part)
            self._write(part)
            self.size += len(part)

    def seal(self) -> None:
        """Write the seal and the end: nothing comes after it."""
        self.put(SEAL, self._hash.hexdigest().encode())
        self._write(END)
        self.size += len(END)


def members(read: Callable[[int], bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield the members of an archive without its seal, which has been checked when this ends.

    Args:
        read: Returns up to so many bytes, none at the end.

    Raises:
        DamagedError: If a byte is missing, changed or too many. A change inside a member may show only after it was
            yielded: nobody may rely on any of it before the end.
    """
    digest = hashlib.sha256()
    while True:
        block = _exactly(read, BLOCK)
        name, size = _parsed(block)
        data = _exactly(read, size)
        padding = _exactly(read, -size % BLOCK)
        if name == SEAL:
            break
        for part in (block, data, padding):
            digest.update(part)
        yield name, data
    seal = digest.hexdigest().encode()
    if data != seal or block != _header(SEAL, len(seal)) or padding.strip(b"\0"):
        raise DamagedError(f"its bytes are not those that were written: seal {data[:64]!r}, the bytes give {seal!r}")
    if _exactly(read, len(END)) != END or read(1):
        raise DamagedError("it goes on after its end")


def _header(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, _PERMISSIONS
    return info.tobuf(tarfile.USTAR_FORMAT)


def _parsed(block: bytes) -> tuple[str, int]:
    try:
        info = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
    except (tarfile.TarError, ValueError) as error:
        raise DamagedError(f"expected the header of a tar member, got {block[:16]!r}… ({error})") from None
    if not 0 <= info.size <= LARGEST:
        raise DamagedError(f"member {info.name!r} claims {info.size} bytes, expected {LARGEST} at most")
    return info.name, info.size


def _exactly(read: Callable[[int], bytes], size: int) -> bytes:
    parts, missing = [], size
    while missing:
        part = read(missing)
        if not part:
            raise DamagedError("it ends too early: it was cut off, or is still being written")
        parts.append(part)
        missing -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)
