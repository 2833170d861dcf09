from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from fenghuo.cap_keys import CapKeyError, load_certificate, load_signer, make_keys
from tests.builders import NOW

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    key_file, cert_file = tmp_path / "cap.key", tmp_path / "cap.pem"
    make_keys(key_file, cert_file, name="office", at=NOW)
    return key_file, cert_file


def test_a_key_is_readable_by_its_owner_only(files):
    key_file, cert_file = files
    assert key_file.stat().st_mode & 0o777 == 0o600
    signer = load_signer(key_file, cert_file)
    assert signer.certificate.not_valid_after_utc > NOW + timedelta(days=1000)


def test_a_key_is_never_replaced(files):
    with pytest.raises(CapKeyError, match="is there already"):
        make_keys(*files, name="office", at=NOW)


def test_a_key_that_others_may_read_is_not_used(files):
    files[0].chmod(0o640)
    with pytest.raises(CapKeyError, match="expected mode 0600, got 0640"):
        load_signer(*files)


def test_a_certificate_of_another_key_is_not_used(files, tmp_path: Path):
    make_keys(tmp_path / "b.key", tmp_path / "b.pem", name="other", at=NOW)
    with pytest.raises(CapKeyError, match="is not the certificate of"):
        load_signer(files[0], tmp_path / "b.pem")


def test_a_key_of_another_kind_is_not_used(files):
    key = ec.generate_private_key(ec.SECP384R1())
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    files[0].write_bytes(pem)
    with pytest.raises(CapKeyError, match="expected a P-256 key"):
        load_signer(*files)


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n"])
def test_what_is_no_key_is_told_without_showing_it(files, content: bytes):
    files[0].write_bytes(content)
    with pytest.raises(CapKeyError, match="no key without a password"):
        load_signer(*files)
    files[1].write_bytes(content)
    with pytest.raises(CapKeyError, match="no certificate"):
        load_certificate(files[1])


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(CapKeyError, match=r"gone\.pem"):
        load_signer(tmp_path / "gone.key", tmp_path / "gone.pem")
