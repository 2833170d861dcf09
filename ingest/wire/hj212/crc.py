"""The checksum of HJ 212, which is not the CRC of Modbus, though it shares its polynomial.

The whole register is shifted by eight first and only its high byte meets the data, so that the next value depends on
one byte: a table of 256 entries is the whole algorithm.

Source:
    HJ 212-2017, appendix A.
"""

from __future__ import annotations

_POLYNOMIAL = 0xA001
_BITS = 8
_START = 0xFFFF


def _after(byte: int) -> int:
    register = byte
    for _ in range(_BITS):
        is_odd = register & 1
        register >>= 1
        if is_odd:
            register ^= _POLYNOMIAL
    return register


_TABLE = tuple(_after(byte) for byte in range(256))


def checksum(segment: bytes) -> int:
    """Return the checksum of a data segment, ``QN=`` to ``&&``; written as four hexadecimal digits."""
    register = _START
    table = _TABLE
    for byte in segment:
        register = table[(register >> 8) ^ byte]
    return register
