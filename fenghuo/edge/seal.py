"""Seal: bytes that are signed by a node, as a text file whose last line is the signature.

Ed25519, so that the same content and key give the same bytes. Whoever opens a file says whose word counts; one that was
changed, cut off or signed by somebody else is refused, and the message says which.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from fenghuo.private_file import write_private
from incidents.journal import canonical_data
from sensing.errors import FenghuoError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: Largest file that is read, bytes.
LARGEST: Final = 64 * 1024 * 1024
_OTHERS: Final = 0o077


class SealError(FenghuoError):
    """A key or a signed file cannot be used."""


def make_key(file: Path) -> Ed25519PublicKey:
    """Make a key, readable by its owner only, and beside it the public half for whoever must check it.

    Raises:
        SealError: If there is one already: a key is never replaced unasked.
    """
    public_file = file.with_suffix(".pub")
    for path in (file, public_file):
        if path.exists():
            raise SealError(f"{path}: is there already; move it away first")
    key = Ed25519PrivateKey.generate()
    pem = serialization.PrivateFormat.PKCS8
    write_private(file, key.private_bytes(serialization.Encoding.PEM, pem, serialization.NoEncryption()))
    public = key.public_key()
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    public_file.write_bytes(public.public_bytes(serialization.Encoding.PEM, form))
    return public


def load_key(file: Path) -> Ed25519PrivateKey:
    """Return the key of a file.

    Raises:
        SealError: If it is not there, others may read it, or it is no such key.
    """
    try:
        if file.stat().st_mode & _OTHERS:
            raise SealError(f"{file}: expected mode 0600: others may read the key")
        key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise SealError(f"{file}: expected a key of `fenghuo edge key`, got: {error}") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise SealError(f"{file}: expected an Ed25519 key, got {type(key).__name__}")
    return key


def load_public(file: Path) -> Ed25519PublicKey:
    """Return the public key of a file.

    Raises:
        SealError: If there is none.
    """
    try:
        key = serialization.load_pem_public_key(file.read_bytes())
    except (OSError, ValueError) as error:
        raise SealError(f"{file}: expected a public key of `fenghuo edge key`, got: {error}") from None
    if not isinstance(key, Ed25519PublicKey):
        raise SealError(f"{file}: expected an Ed25519 key, got {type(key).__name__}")
    return key


def fingerprint(key: Ed25519PublicKey) -> str:
    """Return by what people compare a key: the first 16 hexadecimal digits of its SHA-256."""
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:16]


def sealed(body: str, key: Ed25519PrivateKey) -> bytes:
    """Return a text with the signature of everything before as its last line."""
    written = body.rstrip("\n").encode() + b"\n"
    told = {"key": fingerprint(key.public_key()), "signature": b64encode(key.sign(written)).decode()}
    return written + canonical_data(told).encode() + b"\n"


def opened(data: bytes, *, trusted: Sequence[Ed25519PublicKey], origin: str) -> list[str]:
    """Return the lines of a signed text.

    Args:
        data: What was read.
        trusted: Whose signature counts.
        origin: For messages.

    Raises:
        SealError: If it is not signed, by somebody else, or is not what was signed.
    """
    body, _, last = data.rstrip(b"\n").rpartition(b"\n")
    try:
        told = json.loads(last)
        name, signature = str(told["key"]), b64decode(told["signature"], validate=True)
        lines = body.decode().split("\n")
    except (ValueError, KeyError, TypeError, RecursionError):
        raise SealError(f"{origin}: expected a signed file, its last line is no signature: was it cut off?") from None
    known = {fingerprint(key): key for key in trusted}
    if name not in known:
        raise SealError(f"{origin}: signed with the key {name}, expected {' or '.join(known) or 'none'}")
    try:
        known[name].verify(signature, body + b"\n")
    except InvalidSignature:
        raise SealError(f"{origin}: was changed after it was signed") from None
    return lines


def read_sealed(file: Path) -> bytes:
    """Return the bytes of a file.

    Raises:
        SealError: If it cannot be read, or is larger than anything of ours.
    """
    try:
        if file.stat().st_size > LARGEST:
            raise SealError(f"{file}: expected at most {LARGEST} bytes, got {file.stat().st_size}")
        return file.read_bytes()
    except OSError as error:
        raise SealError(f"{file}: cannot be read: {error.strerror}") from None
