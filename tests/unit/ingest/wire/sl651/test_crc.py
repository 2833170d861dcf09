from __future__ import annotations

from ingest.wire.sl651.crc import crc


def test_the_check_value_is_that_of_crc_16_modbus():
    # Catalogue of parametrised CRC algorithms: CRC-16/MODBUS, check value.
    assert crc(b"123456789") == 0x4B37


def test_a_published_confirmation_has_its_checksum():
    frame = bytes.fromhex("7E7E00112233440503E83280080200341707181100161BE5D4")
    assert crc(frame[:-2]).to_bytes(2) == frame[-2:]
