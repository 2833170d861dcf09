"""The body of an ASCII frame: identifiers and values as words, a blank after each.

The serial (4 characters) and the send time (12) come first, without a blank between them; whether one follows is left
open by the standard, so any number is taken. Words after an identifier are its values until a word comes that is none.
Text typed in by an observer (``RGZS``) and pictures (``PIC``) run to the end as they are.

Source:
    SL 651-2014, 6.6.2.
"""

from __future__ import annotations

import re
from typing import Final

from ingest.wire.refusal import Code, Refusal, shown
from ingest.wire.sl651.bcd import instant_of
from ingest.wire.sl651.body import FIVE_MINUTES, GROUPS, Body, Item, group
from ingest.wire.sl651.elements import BY_ASCII

#: Characters of serial and send time.
HEAD: Final = 16
_TO_END: Final = {b"RGZS": "F2", b"PIC": "F3", b"DATA": "FD"}
_NUMBER: Final = re.compile(rb"[+-]?\d{1,15}(?:\.\d{1,9})?")
_STEP: Final = re.compile(rb"DR([DHN])(\d\d)")
_MINUTES: Final = {b"D": 24 * 60, b"H": 60, b"N": 1}
_MISSING: Final = b"M"


def read_text(data: bytes) -> Body:
    """Return what the ASCII body of an up frame says; what does not fit is refused, never raised."""
    head = data[:HEAD]
    if not re.fullmatch(rb"[0-9A-Fa-f]{4}\d{12}", head):
        detail = f"body: expected a serial of 4 and a send time of 12 characters, got {shown(head.decode('latin-1'))}"
        return Body(serial=0, sent=None, refusals=(Refusal(code=Code.MALFORMED_FRAME, detail=detail),))
    reading = _Words(data[HEAD:])
    sent = instant_of(head[4:].decode())
    if isinstance(sent, Refusal):
        reading.refusals.append(Refusal(code=sent.code, detail=f"send time: {sent.detail}"))
    while word := reading.next():
        reading.element(word)
    return Body(
        serial=int(head[:4], 16),
        sent=None if isinstance(sent, Refusal) else sent,
        items=tuple(reading.items),
        refusals=tuple(reading.refusals),
    )


class _Words:
    """One body being read word by word."""

    __slots__ = ("_rest", "_station", "_step", "_time", "_timed", "_type", "items", "refusals")

    def __init__(self, rest: bytes) -> None:
        self._rest = rest.lstrip()
        self._station = ""
        self._type = ""
        self._time: int | None = None
        self._timed = True
        self._step = 0
        self.items: list[Item] = []
        self.refusals: list[Refusal] = []

    def peek(self) -> bytes:
        return self._rest.split(b" ", 1)[0]

    def next(self) -> bytes:
        """Return the next word and go behind it; empty at the end."""
        word, _, rest = self._rest.partition(b" ")
        # Text and pictures keep their own blanks.
        self._rest = rest if word in _TO_END else rest.lstrip(b" ")
        return word

    def element(self, word: bytes) -> None:
        """Read what follows an identifier."""
        if word in _TO_END:
            self._add(Item(_TO_END[word], self._rest))
            self._rest = b""
        elif word == b"ST":
            self._read_station()
        elif word == b"TT":
            self._read_time()
        elif step := _STEP.fullmatch(word):
            self._step = int(step[2]) * _MINUTES[step[1]] * 60_000_000
            self._add(Item("04", word))
        else:
            self._read_values(word)

    def _read_station(self) -> None:
        address = self.next()
        if not re.fullmatch(rb"[0-9A-Fa-f]{10}", address):
            self._refuse("ST", "an address of 10 characters", address)
            return
        self._station = address.decode().upper()
        self._type = self.next().decode() if re.fullmatch(rb"[PHKZDTMGQIO]", self.peek()) else ""
        # Q and H are elements as well: a value tells that no type was meant.
        if self._type and _NUMBER.fullmatch(self.peek()):
            self._rest = b" ".join((self._type.encode(), self._rest))
            self._type = ""
        self._add(Item("F1", bytes.fromhex(self._station)))

    def _read_time(self) -> None:
        stamp = self.next()
        time = instant_of(stamp.decode("latin-1"))
        self._timed = not isinstance(time, Refusal)
        self._time = None if isinstance(time, Refusal) else time
        self._step = 0
        if isinstance(time, Refusal):
            self.refusals.append(Refusal(code=time.code, detail=f"TT: {time.detail}"))
        self._add(Item("F0", stamp))

    def _read_values(self, word: bytes) -> None:
        name = word.decode("latin-1").upper()
        identifier = BY_ASCII.get(name, name)
        if identifier in GROUPS or identifier == "45":
            self._read_digits(identifier, name)
            return
        values: list[float | None] = []
        while (following := self.peek()) == _MISSING or _NUMBER.fullmatch(following):
            self.next()
            values.append(None if following == _MISSING else float(following))
        if not values:
            self._refuse(name, "a number or M", self.peek())
            return
        is_series = len(values) > 1
        if is_series and not self._step:
            self._refuse(name, "one value, or a step before several", b" ".join([b""] * len(values)))
            return
        self._add(Item(identifier, b"", values=tuple(values), step=self._step if is_series else 0))

    def _read_digits(self, identifier: str, name: str) -> None:
        """Read an hourly group or the status bits: hexadecimal digits, as the HEX form has bytes."""
        digits = self.next()
        if not digits or len(digits) % 2 or not re.fullmatch(rb"[0-9A-Fa-f]+", digits):
            self._refuse(name, "hexadecimal digits", digits)
            return
        raw = bytes.fromhex(digits.decode())
        values = group(identifier, raw) if identifier in GROUPS else ()
        self._add(Item(identifier, raw, values=values, step=self._step or FIVE_MINUTES if values else 0))

    def _refuse(self, name: str, expected: str, got: bytes) -> None:
        detail = f"body, {name}: expected {expected}, got {shown(got.decode('latin-1'))}"
        self.refusals.append(Refusal(code=Code.BAD_VALUE, detail=detail))

    def _add(self, item: Item) -> None:
        if self._timed or item.id in {"F0", "F1"}:
            self.items.append(item._replace(station=self._station, station_type=self._type, time=self._time))
