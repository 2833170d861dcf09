from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.wire.hj212.crc import checksum
from tests.unit.ingest.wire.hj212.builders import OFFICIAL


def as_printed(data: bytes) -> int:
    """Return the checksum as HJ 212-2017, appendix A, describes it: bit by bit, without a table."""
    register = 0xFFFF
    for byte in data:
        register = (register >> 8) ^ byte
        for _ in range(8):
            out = register & 1
            register >>= 1
            if out:
                register ^= 0xA001
    return register


def test_the_official_example_has_its_printed_checksum():
    assert checksum(OFFICIAL[6:-6]) == 0x1C80  # HJ 212-2017, appendix A


@given(st.binary(max_size=200))
def test_the_table_is_the_described_algorithm(data: bytes):
    assert checksum(data) == as_printed(data)


@given(st.binary(min_size=1, max_size=60), st.data())
def test_no_single_bit_goes_unseen(data: bytes, more: st.DataObject):
    bit = more.draw(st.integers(0, len(data) * 8 - 1))
    broken = bytearray(data)
    broken[bit // 8] ^= 1 << bit % 8
    assert checksum(bytes(broken)) != checksum(data)


def test_it_is_not_the_checksum_of_modbus():
    register = 0xFFFF
    for byte in OFFICIAL[6:-6]:
        register ^= byte
        for _ in range(8):
            register = register >> 1 ^ (0xA001 if register & 1 else 0)
    assert checksum(OFFICIAL[6:-6]) != register


@pytest.mark.parametrize("data", [b"", b"\0"])
def test_short_data_has_a_checksum_too(data: bytes):
    assert 0 <= checksum(data) <= 0xFFFF
