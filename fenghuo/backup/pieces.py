"""Tables in pieces: a stream of unknown length becomes members of known length, each deflated on its own.

Deflating takes about as long as the database takes to give the rows, so a thread does it while the next rows come.
Nothing but a few pieces is held, however long the table is.
"""

from __future__ import annotations

import zlib
from collections import deque
from typing import TYPE_CHECKING, Final

from fenghuo.backup.errors import DamagedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Executor, Future

#: Bytes of a piece before it is deflated; the last one of a table has less.
SIZE: Final = 4 << 20
#: The fastest: a backup is made often, and higher levels cost more time than they save room.
_LEVEL: Final = 1
#: Pieces that are being deflated while rows come in.
_AHEAD: Final = 2


def cut(chunks: Iterable[bytes | bytearray | memoryview], *, size: int = SIZE) -> Iterator[bytes]:
    """Yield the same bytes in pieces of that size; the last one may be shorter."""
    gathered: list[bytes | bytearray | memoryview] = []
    length = 0
    for chunk in chunks:
        gathered.append(chunk)
        length += len(chunk)
        if length < size:
            continue
        whole = b"".join(gathered)
        for start in range(0, length - size + 1, size):
            yield whole[start : start + size]
        length %= size
        gathered = [whole[len(whole) - length :]]
    if length:
        yield b"".join(gathered)


def deflated(pieces: Iterable[bytes], *, executor: Executor) -> Iterator[tuple[bytes, bytes]]:
    """Yield each piece as it is and deflated, in order, while the executor deflates the next ones."""
    waiting: deque[tuple[bytes, Future[bytes]]] = deque()
    for piece in pieces:
        waiting.append((piece, executor.submit(zlib.compress, piece, _LEVEL)))
        if len(waiting) > _AHEAD:
            raw, future = waiting.popleft()
            yield raw, future.result()
    while waiting:
        raw, future = waiting.popleft()
        yield raw, future.result()


def inflated(data: bytes, *, most: int = SIZE) -> bytes:
    """Return a piece as it was.

    Raises:
        DamagedError: If it is no whole piece, or inflates to more than a piece can have.
    """
    machine = zlib.decompressobj()
    try:
        # One byte more than allowed: only then has a piece of the full size come to its own end as well.
        raw = machine.decompress(data, most + 1)
    except zlib.error as error:
        raise DamagedError(f"a piece cannot be inflated: {error}") from None
    if len(raw) > most or not machine.eof or machine.unused_data:
        raise DamagedError(f"a piece of {len(data)} bytes is not whole, or inflates to more than {most} bytes")
    return raw
