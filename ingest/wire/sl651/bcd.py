"""Numbers and times as SL 651 writes them: binary coded decimals, two digits a byte.

A year of two digits is one of 2000 to 2099, whatever it is. All F is a missing value, a leading FF (or FF0) a minus.
Times are Beijing time.

Source:
    SL 651-2014, 6.2 and appendix C.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from ingest.wire.refusal import Code, Refusal, shown
from sensing.instant import BEIJING, Micros, to_micros

_CENTURY: Final = 2000
_MINUTE: Final = 60_000_000
_STEP_SIZE: Final = 3


def number(raw: bytes, decimals: int) -> float | Refusal | None:
    """Return the number that the digits make, None for a missing one, or why they are no number.

    Args:
        raw: The bytes of the value, as many as its definition says.
        decimals: Digits behind the decimal point, 0 to 7.
    """
    digits = raw.hex()
    if not digits.strip("f"):
        return None
    is_negative = digits.startswith("ff")
    magnitude = digits[2:] if is_negative else digits
    if not magnitude.isdecimal():
        return Refusal(code=Code.BAD_VALUE, detail=f"expected decimal digits, got {shown(digits.upper())}")
    value: float = int(magnitude) / 10**decimals
    return -value if is_negative and value else value


def digits_of(value: float | None, *, size: int, decimals: int) -> bytes:
    """Return a number as so many bytes of digits; None is missing.

    Raises:
        ValueError: If it does not fit.
    """
    if value is None:
        return b"\xff" * size
    width = 2 * size - (2 if value < 0 else 0)
    digits = f"{round(abs(value) * 10**decimals):0{width}d}"
    if len(digits) > width:
        raise ValueError(f"expected a number of at most {width} digits, got {value}")
    return bytes.fromhex(("ff" if value < 0 else "") + digits)


def instant(raw: bytes) -> Micros | Refusal:
    """Return the instant that YYMMDDHHmm or YYMMDDHHmmSS names, µs since the epoch, or why it is none."""
    return instant_of(raw.hex())


def instant_of(digits: str) -> Micros | Refusal:
    """Return the instant of a text of 10 or 12 digits, Beijing time, or why it is none."""
    pairs = [digits[place : place + 2] for place in range(0, len(digits), 2)]
    try:
        year, month, day, hour, minute, *second = (int(pair) if pair.isdecimal() else -1 for pair in pairs)
        moment = datetime(_CENTURY + year, month, day, hour, minute, sum(second), tzinfo=BEIJING)
        return to_micros(moment)
    except ValueError:
        return Refusal(code=Code.BAD_TIME, detail=f"expected YYMMDDHHmm[SS], got {shown(digits.upper())}")


def stamp(now: Micros) -> bytes:
    """Return an instant as 6 bytes YYMMDDHHmmSS, Beijing time."""
    moment = datetime.fromtimestamp(now // 1_000_000, tz=BEIJING)
    return bytes.fromhex(moment.strftime("%y%m%d%H%M%S"))


def minute_stamp(now: Micros) -> bytes:
    """Return an instant as 5 bytes YYMMDDHHmm, Beijing time."""
    return stamp(now)[:5]


def step(raw: bytes) -> int:
    """Return the step that three bytes of days, hours and minutes name, µs; 0 when they name none."""
    digits = raw.hex()
    if len(raw) != _STEP_SIZE or not digits.isdecimal():
        return 0
    days, hours, minutes = (int(digits[place : place + 2]) for place in (0, 2, 4))
    return timedelta(days=days, hours=hours, minutes=minutes) // timedelta(minutes=1) * _MINUTE
