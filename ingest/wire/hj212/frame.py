"""Frames: ``##``, four digits of length, the data segment, four hexadecimal digits of checksum, CR LF.

The end of a segment is where its declared length says; the checksum decides whether that is believed. After
anything bad the search goes on at the next ``##``, inside the bad frame too, so that one wrong length never takes
the frames behind it along. What is skipped comes out as well, with its offset and the reason; only CR and LF
between frames are nobody's business. The pieces in which a stream arrives make no difference.

Source:
    HJ 212-2017, 6.3.1.
"""

from __future__ import annotations

from typing import NamedTuple

from ingest.wire.hj212.crc import checksum
from ingest.wire.refusal import Code, Refusal, shown

#: Longest segment that four digits can declare, bytes; the standard stops at 1,024, devices do not.
LARGEST_SEGMENT = 9999
#: Skipped bytes that come out as one run at most.
LONGEST_RUN = 1024

_MARK = b"##"
_HEADER = 6
_CHECKSUM = 4
_END = b"\r\n"
_HEX = frozenset(b"0123456789abcdefABCDEF")
# Headers inside a bad frame are tried again, and a hostile stream could have each byte checked thousands of times: the
# work of checksums stays within so many times the bytes seen.
_WORK = 8
_FREE_WORK = 64 * 1024


class Frame(NamedTuple):
    """One frame with a checksum that fits."""

    #: Where it begins in the stream, bytes from the start.
    offset: int
    #: The data segment, ``QN=`` to ``&&``.
    segment: bytes
    #: The whole frame without CR LF.
    raw: bytes


class Skipped(NamedTuple):
    """Bytes that belong to no frame."""

    #: Where they begin in the stream, bytes from the start.
    offset: int
    raw: bytes
    refusal: Refusal


class Splitter:
    """Cuts one stream; holds back at most one frame and one run of skipped bytes."""

    __slots__ = ("_at", "_code", "_input", "_offset", "_out", "_reason", "_run", "_run_offset", "_work")

    def __init__(self) -> None:
        """Begin at offset 0."""
        self._input = b""
        #: Position in the input of what is looked at next.
        self._at = 0
        #: Offset in the stream of the start of the input.
        self._offset = 0
        self._run = bytearray()
        self._run_offset = 0
        self._reason, self._code = "", Code.MALFORMED_FRAME
        self._work = 0
        self._out: list[Frame | Skipped] = []

    @property
    def pending(self) -> int:
        """Return the bytes that wait for the rest of their frame or run."""
        return len(self._input) - self._at + len(self._run)

    def feed(self, data: bytes) -> list[Frame | Skipped]:
        """Take the next bytes of the stream; return what they complete, in order."""
        self._offset += self._at
        self._input = self._input[self._at :] + data
        self._at = 0
        while self._step():
            pass
        return self._taken()

    def finish(self) -> list[Frame | Skipped]:
        """Give up waiting: whatever is incomplete is skipped, and whole frames behind it are found."""
        while self._at < len(self._input):
            if not self._step() and (rest := len(self._input) - self._at):
                self._skip(1, f"cut off: expected a whole frame, got its first {rest} bytes")
        self._close_run()
        return self._taken()

    def _taken(self) -> list[Frame | Skipped]:
        out, self._out = self._out, []
        return out

    def _step(self) -> bool:
        """Take one frame or one run; tell whether there may be more in the input."""
        rest = len(self._input) - self._at
        if not rest:
            return False
        if self._run:
            return self._skip_on()
        if self._input[self._at] in _END:
            self._at += 1
            return True
        if self._input.startswith(_MARK, self._at):
            return self._take()
        if rest == 1 and self._input[self._at] == _MARK[0]:
            return False
        self._skip(1, "expected ##")
        return True

    def _skip_on(self) -> bool:
        """Go on with a run up to the next ``##`` or past the next CR LF, whichever comes first."""
        mark = self._input.find(_MARK, self._at)
        stop = len(self._input) if mark < 0 else mark
        if mark < 0 and self._input[-1] == _MARK[0]:
            stop -= 1
        line = self._input.find(b"\n", self._at, stop)
        if line >= 0:
            self._extend(line + 1)
            self._close_run()
            return True
        self._extend(stop)
        return self._take() if mark >= 0 else False

    def _take(self) -> bool:
        """Take the frame at the ``##`` that stands next; False when its end has not come."""
        start = self._at
        digits = self._input[start + len(_MARK) : start + _HEADER]
        if len(digits) < _HEADER - len(_MARK) and (not digits or digits.isdigit()):
            return False
        if not digits.isdigit():
            self._skip(1, "expected four digits of length after ##")
            return True
        end = start + _HEADER + int(digits)
        if end + _CHECKSUM > len(self._input):
            return False
        segment, given = self._input[start + _HEADER : end], self._input[end : end + _CHECKSUM]
        refusal = self._check(segment, given)
        if refusal is not None:
            self._skip(len(_MARK), refusal.detail, code=refusal.code)
            return True
        self._close_run()
        self._at = end + _CHECKSUM
        self._out.append(Frame(self._offset + start, segment, self._input[start : self._at]))
        return True

    def _check(self, segment: bytes, given: bytes) -> Refusal | None:
        """Return what is wrong with a frame of the declared length."""
        if not _HEX.issuperset(given):
            detail = f"expected a checksum after the declared {len(segment)} bytes, got {shown(given)}"
            return Refusal(code=Code.MALFORMED_FRAME, detail=detail)
        if self._work > _FREE_WORK + _WORK * (self._offset + self._at):
            return Refusal(code=Code.MALFORMED_FRAME, detail="too many false headers to check them all")
        self._work += len(segment)
        computed = checksum(segment)
        if int(given, 16) == computed:
            return None
        return Refusal(code=Code.BAD_CHECKSUM, detail=f"expected checksum {computed:04X}, got {given.decode()}")

    def _skip(self, count: int, reason: str, *, code: Code = Code.MALFORMED_FRAME) -> None:
        """Add bytes to the run, which begins with them if there is none."""
        if not self._run:
            self._reason, self._code = reason, code
        self._extend(self._at + count)

    def _extend(self, stop: int) -> None:
        while self._at < stop:
            if not self._run:
                self._run_offset = self._offset + self._at
            piece = self._input[self._at : min(stop, self._at + LONGEST_RUN - len(self._run))]
            self._run += piece
            self._at += len(piece)
            if len(self._run) == LONGEST_RUN:
                self._close_run(is_over=False)

    def _close_run(self, *, is_over: bool = True) -> None:
        if self._run:
            detail = f"byte {self._run_offset}: {self._reason}, in {shown(bytes(self._run[:32]))}"
            refusal = Refusal(code=self._code, detail=detail)
            self._out.append(Skipped(self._run_offset, bytes(self._run), refusal))
        self._run.clear()
        if not is_over:
            self._reason, self._code = "the same run", Code.MALFORMED_FRAME


def split(payload: bytes) -> list[Frame | Skipped]:
    """Return the frames of a whole message and what stands between them."""
    splitter = Splitter()
    return splitter.feed(payload) + splitter.finish()
