"""Secrets people and programs show at the door: opaque tokens, and passwords as argon2id hashes.

A token is 256 random bits; the store keeps its SHA-256 only, so a stolen database opens no session. Its prefix
says what it is, so that scanners find one that leaked into a file.
"""

from __future__ import annotations

import hashlib
import secrets
from functools import cache
from typing import TYPE_CHECKING

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from incidents.people import CredentialKind

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Prefix of a token by kind of credential.
PREFIXES: Mapping[CredentialKind, str] = {CredentialKind.SESSION: "fhs_", CredentialKind.API_KEY: "fh_"}

#: Shortest password accepted, characters.
SHORTEST_PASSWORD = 10
#: Longest password accepted, characters; hashing more would only burn the processor.
LONGEST_PASSWORD = 256
#: Fewest different characters of a password.
FEWEST_CHARACTERS = 4

#: Passwords and keys that stand in examples and on every list; lower case.
WELL_KNOWN = frozenset(
    {
        *("admin", "administrator", "changeme", "change-me", "default", "example", "fenghuo", "guest", "password"),
        *("passw0rd", "root", "secret", "test", "toor"),
        *("admin12345", "admin123456", "administrator1", "changeme123", "changemenow", "fenghuo123", "fenghuo2026"),
        *("0123456789", "1234567890", "12345678910", "1q2w3e4r5t", "1qaz2wsx3edc", "a123456789", "aa123456789"),
        *("iloveyou123", "letmein123", "password12", "password123", "password1234", "password12345", "q123456789"),
        *("qwerty12345", "qwertyuiop", "welcome123", "woaini1314", "xinyang123"),
    }
)

# OWASP's recommendation for argon2id: 19 MiB, 2 passes, 1 lane. A login costs tens of milliseconds, not the duty room.
_hasher = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1),))


def new_token(kind: CredentialKind) -> str:
    """Return a new random token."""
    return PREFIXES[kind] + secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """Return what the store keeps of a token."""
    return hashlib.sha256(token.encode()).digest()


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password."""
    return _hasher.hash(password)


def is_password(password: str, *, password_hash: str | None) -> bool:
    """Return whether a password fits a stored hash; unknown users (None) take as long as known ones."""
    return checked_password(password, password_hash=password_hash)[0]


def checked_password(password: str, *, password_hash: str | None) -> tuple[bool, str | None]:
    """Return whether a password fits a stored hash, and its new hash when the stored one is weaker than today's."""
    fits, better = _hasher.verify_and_update(password, password_hash or _nobodys_hash())
    return (True, better) if fits and password_hash else (False, None)


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_urlsafe(16))


def password_fault(password: str, *, user: str) -> str:
    """Return why a new password is not acceptable; empty when it is.

    Source:
        NIST SP 800-63B, 3.1.1.2: length counts, composition rules do not.
    """
    if len(password) < SHORTEST_PASSWORD:
        return f"expected at least {SHORTEST_PASSWORD} characters, got {len(password)}"
    if len(password) > LONGEST_PASSWORD:
        return f"expected at most {LONGEST_PASSWORD} characters, got {len(password)}"
    if password.lower() in WELL_KNOWN:
        return "expected a password that is not on every list"
    if user.lower() in password.lower() and len(password) < len(user) + SHORTEST_PASSWORD:
        return "expected a password that is not built from the user name"
    if len(set(password)) < FEWEST_CHARACTERS:
        return f"expected at least {FEWEST_CHARACTERS} different characters"
    return ""
