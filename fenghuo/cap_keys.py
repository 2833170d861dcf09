"""Keys that sign our messages: made once, kept in a file that only its owner can read, and read again when changed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from alerts.signing import Signer
from fenghuo.private_file import write_private
from fenghuo.settings import SECRETS
from sensing.errors import FenghuoError

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

#: How long a certificate counts that we make ourselves.
USUAL_DAYS = 3 * 365
#: Clocks of readers may be a little behind ours.
_EARLIER = timedelta(minutes=5)


class CapKeyError(FenghuoError):
    """The key that signs messages cannot be used."""


def make_keys(key_file: Path, cert_file: Path, *, name: str, at: datetime, days: int = USUAL_DAYS) -> Signer:
    """Make a P-256 key and a certificate that it signs itself.

    Args:
        key_file: Where the key goes, readable by its owner only.
        cert_file: Where the certificate goes.
        name: Whose it is: the CAP sender.
        at: When the certificate begins to count.
        days: How long it does.

    Raises:
        CapKeyError: If either file is there already: a key is never replaced unasked.
    """
    for file in (key_file, cert_file):
        if file.exists():
            raise CapKeyError(f"{file}: is there already; move it away first")
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _EARLIER)
        .not_valid_after(at + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_for_signatures(), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    write_private(key_file, pem)
    cert_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return Signer(key=key, certificate=certificate)


def load_signer(key_file: Path, cert_file: Path) -> Signer:
    """Return the key of two files with its certificate.

    Raises:
        CapKeyError: If a file cannot be read, others may read the key, or the two do not belong together.
    """
    certificate = load_certificate(cert_file)
    try:
        _check_private(key_file)
        key = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise CapKeyError(f"{key_file}: no key without a password could be read: {error}") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise CapKeyError(f"{key_file}: expected a P-256 key, got {type(key).__name__}")
    if certificate.public_key() != key.public_key():
        raise CapKeyError(f"{cert_file}: is not the certificate of {key_file}")
    return Signer(key=key, certificate=certificate)


def load_certificate(file: Path) -> x509.Certificate:
    """Return the certificate of a PEM file.

    Raises:
        CapKeyError: If there is none.
    """
    try:
        return x509.load_pem_x509_certificate(file.read_bytes())
    except (OSError, ValueError) as error:
        raise CapKeyError(f"{file}: no certificate could be read: {error}") from None


def _check_private(file: Path) -> None:
    """Refuse a key that others may read; what an orchestrator mounts as a secret is kept by its folder."""
    mode = file.stat().st_mode & 0o777
    if mode & 0o077 and SECRETS not in file.resolve().parents:
        raise CapKeyError(f"{file}: expected mode 0600, got {mode:04o}: others may read the key")


def _for_signatures() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
