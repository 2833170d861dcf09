"""The body of a HEX frame: a run of elements, each with an identifier, a definition byte and its value.

``F0F0`` sets the observation time and ``F1F1`` the station of what follows, as often as they come. The definition byte
is trusted over every table. Reading goes on until something does not fit; what came before it is kept.

Source:
    SL 651-2014, 6.6 and appendix C.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ingest.wire.refusal import Code, Refusal
from ingest.wire.sl651.bcd import instant, number, step
from ingest.wire.sl651.function import SERIES, WITH_TYPE

#: Step of the values of one hourly group, µs.
FIVE_MINUTES: Final = 5 * 60 * 1_000_000
#: Length of serial and send time, bytes.
HEAD: Final = 8
#: Rain groups count 0.1 mm in a byte, level groups 0.01 m in two; all ones is missing.
GROUPS: Final[dict[str, tuple[int, int]]] = {"F4": (1, 1)} | {f"F{digit}": (2, 2) for digit in "56789ABC"}
#: Elements that run to the end of the body.
_TO_END: Final = frozenset({0xF2, 0xF3, 0xFD})
_STATION_TYPES: Final = frozenset(b"PHKZDTMGQIO")
_EXTENSION: Final = 0xFF


class Item(NamedTuple):
    """One element with all of its values, and what was set before it."""

    #: Identifier: ``39``; ``FF01`` for an extension; ``F0`` and ``F1`` stand for themselves.
    id: str
    #: The value as it came, all of them for a series.
    raw: bytes
    #: Bytes of one value.
    size: int = 0
    decimals: int = 0
    #: Numbers, None where missing; empty for what is no number.
    values: tuple[float | None, ...] = ()
    #: Station of the last ``F1F1``, 10 upper-case hexadecimal characters; empty before the first.
    station: str = ""
    #: Letter of the station's type, e.g. ``H``; empty when it was not told.
    station_type: str = ""
    #: Observation time of the first value, µs since the epoch; None before the first ``F0F0``.
    time: int | None = None
    #: µs between two values; 0 for a single one.
    step: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What one body said."""

    #: Serial number of the frame, 1 to 65535; 0 when the centre began the exchange.
    serial: int
    #: Send time, µs since the epoch; None when it is no time.
    sent: int | None
    items: tuple[Item, ...] = ()
    refusals: tuple[Refusal, ...] = ()


@dataclass(slots=True)
class _Reading:
    """One body being read: where it stands, and what was set so far."""

    data: bytes
    function: int
    at: int = HEAD
    station: str = ""
    station_type: str = ""
    time: int | None = None
    # False from an observation time that is none until the next one: nobody knows when that was.
    is_timed: bool = True
    step: int = 0
    items: list[Item] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    def take(self, count: int, what: str) -> bytes | None:
        """Return the next bytes, or None (refused) when there are not as many."""
        found = self.data[self.at : self.at + count]
        if len(found) < count:
            self.refuse(f"expected {count} bytes of {what}, got {len(found)}")
            return None
        self.at += count
        return found

    def refuse(self, detail: str, code: Code = Code.MALFORMED_FRAME) -> None:
        self.refusals.append(Refusal(code=code, detail=f"body, byte {self.at}: {detail}"))

    def add(self, item: Item) -> None:
        """Keep an item with the station and the time that hold for it."""
        if self.is_timed or item.id in {"F0", "F1"}:
            self.items.append(item._replace(station=self.station, station_type=self.station_type, time=self.time))


def read_body(data: bytes, function: int) -> Body:
    """Return what the body of an up frame says; what does not fit is refused, never raised.

    Args:
        data: The body, packets put together.
        function: Function code of the frame.
    """
    if len(data) < HEAD:
        refusal = Refusal(code=Code.MALFORMED_FRAME, detail=f"body: expected {HEAD} bytes at least, got {len(data)}")
        return Body(serial=0, sent=None, refusals=(refusal,))
    reading = _Reading(data, function)
    sent = instant(data[2:HEAD])
    if isinstance(sent, Refusal):
        reading.refusals.append(Refusal(code=sent.code, detail=f"send time: {sent.detail}"))
    while reading.at < len(data) and _read_element(reading):
        pass
    return Body(
        serial=int.from_bytes(data[:2]),
        sent=None if isinstance(sent, Refusal) else sent,
        items=tuple(reading.items),
        refusals=tuple(reading.refusals),
    )


def _read_element(reading: _Reading) -> bool:
    """Read the next element; False when the rest of the body cannot be made out."""
    pair = reading.take(2, "identifier and definition")
    if pair is None:
        return False
    first, definition = pair
    if pair in {b"\xf0\xf0", b"\xf1\xf1"}:
        return _read_time(reading) if first == 0xF0 else _read_station(reading)  # noqa: PLR2004
    if first in _TO_END:
        reading.add(Item(f"{first:02X}", reading.data[reading.at :]))
        reading.at = len(reading.data)
        return True
    identifier = f"{first:02X}"
    if first == _EXTENSION:
        identifier, further = f"FF{definition:02X}", reading.take(1, "definition of an extension")
        if further is None:
            return False
        definition = further[0]
    return _read_values(reading, identifier, definition)


def _read_station(reading: _Reading) -> bool:
    address = reading.take(5, "station address")
    if address is None:
        return False
    reading.station = address.hex().upper()
    following = reading.data[reading.at : reading.at + 1]
    reading.station_type = ""
    if reading.function in WITH_TYPE and following and following[0] in _STATION_TYPES:
        reading.station_type = following.decode()
        reading.at += 1
    reading.add(Item("F1", address))
    return True


def _read_time(reading: _Reading) -> bool:
    stamp = reading.take(5, "observation time")
    if stamp is None:
        return False
    time = instant(stamp)
    reading.step = 0
    reading.is_timed = not isinstance(time, Refusal)
    if isinstance(time, Refusal):
        reading.refuse(f"observation time: {time.detail}", time.code)
        reading.time = None
    else:
        reading.time = time
    reading.add(Item("F0", stamp))
    return True


def _read_values(reading: _Reading, identifier: str, definition: int) -> bool:
    size, decimals = definition >> 3, definition & 7
    if size == 0:
        reading.refuse(f"element {identifier}: expected a definition of one byte at least, got {definition:02X}")
        return False
    # After a step, one element has all the rest of the body: value after value.
    is_series = reading.step > 0 and reading.function in SERIES
    rest = len(reading.data) - reading.at
    raw = reading.take(rest // size * size if is_series and rest >= size else size, f"element {identifier}")
    if raw is None:
        return False
    if identifier == "04":
        reading.step = step(raw)
        reading.add(Item(identifier, raw, size, decimals))
    elif identifier in GROUPS:
        _add_group(reading, Item(identifier, raw))
    elif identifier == "45":
        reading.add(Item(identifier, raw, size, decimals))
    else:
        _add_numbers(reading, Item(identifier, raw, size, decimals, step=reading.step if is_series else 0))
    return True


def _add_numbers(reading: _Reading, item: Item) -> None:
    pieces = [item.raw[place : place + item.size] for place in range(0, len(item.raw), item.size)]
    values: list[float | None] = []
    for piece in pieces:
        value = number(piece, item.decimals)
        if isinstance(value, Refusal):
            reading.refuse(f"element {item.id}: {value.detail}", value.code)
            value = None
        values.append(value)
    reading.add(item._replace(values=tuple(values)))


def _add_group(reading: _Reading, item: Item) -> None:
    reading.add(item._replace(size=len(item.raw), values=group(item.id, item.raw), step=reading.step or FIVE_MINUTES))


def group(identifier: str, raw: bytes) -> tuple[float | None, ...]:
    """Return the values of an hourly group, mm or m; None where missing."""
    size, decimals = GROUPS[identifier]
    counts = [int.from_bytes(raw[place : place + size]) for place in range(0, len(raw) // size * size, size)]
    missing = (1 << 8 * size) - 1
    return tuple(None if count == missing else count / 10**decimals for count in counts)
