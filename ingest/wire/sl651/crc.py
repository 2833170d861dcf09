"""The checksum of SL 651: CRC-16/MODBUS, sent high byte first (the other way round than Modbus does).

Source:
    SL 651-2014, 6.2.3: over every byte before it, the start mark included.
"""

from __future__ import annotations

from typing import Final

#: x¹⁶ + x¹⁵ + x² + 1, reflected.
_POLYNOMIAL: Final = 0xA001


def _entry(value: int) -> int:
    for _ in range(8):
        value = (value >> 1) ^ (_POLYNOMIAL if value & 1 else 0)
    return value


_TABLE: Final = tuple(_entry(value) for value in range(256))


def crc(data: bytes) -> int:
    """Return the checksum of the bytes, 0 to 0xFFFF."""
    register = 0xFFFF
    for byte in data:
        register = (register >> 8) ^ _TABLE[(register ^ byte) & 0xFF]
    return register
