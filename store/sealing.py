"""Sealing: what leads to a person is encrypted at rest, and found again by a keyed index.

A sealed value is text: ``~1.<key id>.<base64 of nonce, ciphertext and tag>`` (AES-256-GCM, a random nonce each time).
It is bound to the place it was sealed for, so that a value moved to another column does not open. What does not begin
like one is plain, from before there was a key. Records stay plain: the store seals on the way in and opens on the way
out. The index is an HMAC under a key of its own, which stays when the sealing key is changed.

Source:
    NIST SP 800-38D (GCM); random nonces are good for 2^32 values per key.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from store.errors import SealError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_PREFIX: Final = "~1."
_NONCE: Final = 12
#: Bytes of a key.
KEY: Final = 32
#: What a person's data says after it was erased.
ERASED: Final = "erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The keys of an installation."""

    #: Id of the key that seals; 1 to 16 of a-z 0-9.
    current: str
    #: Every key that values may be sealed with, 32 bytes, by id.
    sealing: Mapping[str, bytes]
    #: Key of the index, 32 bytes.
    index: bytes
    _ciphers: dict[str, AESGCM] = field(default_factory=dict, init=False, repr=False, compare=False)

    def cipher(self, id_: str) -> AESGCM | None:
        """Return what opens values of a key; None when there is no such key."""
        if id_ not in self._ciphers:
            if id_ not in self.sealing:
                return None
            self._ciphers[id_] = AESGCM(self.sealing[id_])
        return self._ciphers[id_]


class Seals:
    """Seals and opens; safe to share between threads. Without keys, values stay as they are."""

    def __init__(self, keys: Keys | None = None, *, reread: Callable[[], Keys] | None = None) -> None:
        """Take the keys.

        Args:
            keys: None: nothing is sealed.
            reread: Reads the keys anew, when a value names one that is not known: another process has changed it.
        """
        self._keys = keys
        self._reread = reread

    @property
    def is_on(self) -> bool:
        """Return whether values are sealed."""
        return self._keys is not None

    @property
    def current(self) -> str:
        """Return the id of the key that seals, empty without one."""
        return self._keys.current if self._keys else ""

    def seal(self, text: str, *, place: str) -> str:
        """Return a text sealed for a place such as ``contact.address``; an empty one stays empty."""
        if self._keys is None or not text:
            return text
        cipher = self._keys.cipher(self._keys.current)
        if cipher is None:
            raise SealError(f"no key {self._keys.current!r} to seal with")
        nonce = os.urandom(_NONCE)
        sealed = nonce + cipher.encrypt(nonce, text.encode(), place.encode())
        return f"{_PREFIX}{self._keys.current}.{urlsafe_b64encode(sealed).decode()}"

    def open(self, text: str, *, place: str) -> str:
        """Return what was sealed for a place; a plain text as it is.

        Raises:
            SealError: If there is no key for it, or it is not what was sealed there.
        """
        if not text.startswith(_PREFIX):
            return text
        id_, _, body = text.removeprefix(_PREFIX).partition(".")
        cipher = self._cipher(id_)
        if cipher is None:
            raise SealError(f"a value was sealed with key {id_[:16]!r}, which the key file does not have")
        try:
            sealed = urlsafe_b64decode(body)
            return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], place.encode()).decode()
        except (InvalidTag, ValueError):
            raise SealError(f"a value of {place} is not what was sealed there: it was changed or moved") from None

    def index(self, text: str) -> bytes | None:
        """Return by what an address is found; None without keys, and for an empty one."""
        if self._keys is None or not text:
            return None
        return hmac.new(self._keys.index, text.encode(), hashlib.sha256).digest()

    def is_fresh(self, text: str) -> bool:
        """Return whether a stored value needs no sealing anew."""
        return not text or self._keys is None or text.startswith(f"{_PREFIX}{self._keys.current}.")

    def _cipher(self, id_: str) -> AESGCM | None:
        found = self._keys.cipher(id_) if self._keys else None
        if found is None and self._reread is not None:
            self._keys = self._reread()
            found = self._keys.cipher(id_)
        return found


#: Nothing is sealed: tests, and tools that only read what is plain.
PLAIN: Final = Seals()
