"""Splitter: frames out of a stream of bytes, however it is cut into chunks.

A start mark is looked for, then the length is believed until the end mark or the checksum says otherwise; then the
search goes on one byte behind the start mark, so that a frame cut short never takes the next one with it. What lies
between frames is gathered and refused in one piece.
"""

from __future__ import annotations

import re
from typing import Final

from ingest.wire.refusal import Code, Refusal, shown
from ingest.wire.sl651.frame import Frame, Piece, form_at, read_frame, span

#: Bytes that are no frame are handed out in pieces of at most this length.
MAX_JUNK: Final = 4096
#: Frames looked for inside the length of one whose checksum is wrong; beyond them that length is given up as a whole,
#: so that bytes made to look like many frames cost no more than so many checksums of each byte.
MAX_TRIES: Final = 16

# A start mark with a start of body where the header ends, or one that is not all there yet.
_START: Final = re.compile(
    rb"\x7e\x7e(?=.{11}[\x02\x16]|.{0,11}\Z)|\x7e\Z|\x01(?=[0-9A-Fa-f]{22}[\x02\x16]|[0-9A-Fa-f]{0,22}\Z)", re.DOTALL
)


class Splitter:
    """The bytes of one connection that are not yet a frame; at most one frame and one piece of junk."""

    __slots__ = ("_buffer", "_doomed", "_junk", "_refusal", "_suspect", "_tries")

    def __init__(self) -> None:
        """Begin with nothing received."""
        self._buffer = bytearray()
        self._junk = bytearray()
        # The first refusal since the last frame, and what its header declared.
        self._refusal: Refusal | None = None
        self._suspect: Frame | None = None
        # Bytes left of what a wrong checksum has covered, and the frames that have been tried in it.
        self._doomed = 0
        self._tries = 0

    @property
    def pending(self) -> int:
        """Return how many bytes wait for more."""
        return len(self._buffer) + len(self._junk)

    def feed(self, data: bytes) -> list[Piece]:
        """Return the frames, and what is refused, that end with these bytes."""
        self._buffer += data
        return self._take(is_last=False)

    def finish(self) -> list[Piece]:
        """Return what is left when nothing more will come."""
        return self._take(is_last=True) + self._spill()

    def _take(self, *, is_last: bool) -> list[Piece]:
        pieces: list[Piece] = []
        while self._seek(pieces):
            form = form_at(self._buffer)
            length = None if form is None else span(self._buffer, form)
            if form is None or length is None or length > len(self._buffer):
                if not is_last:
                    break
                self._suspects(None, _cut_off(length, got=len(self._buffer)))
                self._drop(1, pieces)
                continue
            if length == 0:
                self._drop(1, pieces)
                continue
            piece = read_frame(bytes(self._buffer[:length]), form)
            if piece.refusal is not None:
                self._suspects(piece.frame, piece.refusal)
                self._drop(self._given_up(length), pieces)
                continue
            pieces += [*self._spill(), piece]
            del self._buffer[:length]
            self._doomed = 0
        # A frame that was all there and wrong is told at once: whoever sent it may be waiting.
        return pieces + self._spill() if self._suspect and not self._buffer else pieces

    def _given_up(self, length: int) -> int:
        """Return how many bytes a frame with a wrong checksum is worth: one, or all when too much was tried."""
        self._tries = self._tries + 1 if self._doomed else 1
        self._doomed = max(self._doomed, length)
        return self._doomed if self._tries > MAX_TRIES else 1

    def _seek(self, pieces: list[Piece]) -> bool:
        """Drop what comes before the next start mark; tell whether anything is left."""
        found = _START.search(self._buffer)
        self._drop(found.start() if found else len(self._buffer), pieces)
        return bool(self._buffer)

    def _drop(self, count: int, pieces: list[Piece]) -> None:
        self._junk += self._buffer[:count]
        del self._buffer[:count]
        self._doomed = max(0, self._doomed - count)
        while len(self._junk) > MAX_JUNK:
            rest = self._junk[MAX_JUNK:]
            del self._junk[MAX_JUNK:]
            pieces += self._spill()
            self._junk = rest

    def _suspects(self, frame: Frame | None, refusal: Refusal) -> None:
        """Remember the first thing that went wrong; what follows from it is told with it."""
        if self._refusal is None:
            self._refusal, self._suspect = refusal, frame

    def _spill(self) -> list[Piece]:
        """Return the gathered junk as one refused piece."""
        if not self._junk:
            return []
        raw = bytes(self._junk)
        refusal = self._refusal or _no_frame(raw)
        piece = Piece(raw, self._suspect, refusal)
        self._junk.clear()
        self._refusal = self._suspect = None
        return [piece]


def split(payload: bytes) -> list[Piece]:
    """Return the frames of a whole message, and what of it is refused, in order."""
    splitter = Splitter()
    return splitter.feed(payload) + splitter.finish()


def _cut_off(length: int | None, *, got: int) -> Refusal:
    expected = f"{length} bytes as the header says" if length else "a whole header"
    return Refusal(code=Code.MALFORMED_FRAME, detail=f"frame: expected {expected}, got {got}")


def _no_frame(raw: bytes) -> Refusal:
    detail = f"frame: expected 7E7E or 01 and a header, got {shown(raw[:16].hex().upper())}"
    return Refusal(code=Code.MALFORMED_FRAME, detail=detail)
