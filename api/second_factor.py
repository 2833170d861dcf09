"""Second factor: time-based codes (TOTP) of an app, and recovery codes for the day the phone is lost.

Source:
    RFC 6238 (TOTP): SHA-1, six digits, 30 s, one step of clock drift either way.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING

import pyotp

if TYPE_CHECKING:
    from datetime import datetime

#: Seconds of one time step.
STEP_SECONDS = 30
#: Steps that a clock may be behind or ahead.
DRIFT = 1
#: Recovery codes given at once.
RECOVERY_CODES = 10
#: Random bytes of a recovery code.
_RECOVERY_BYTES = 8


def new_secret() -> str:
    """Return a new secret in base32, 160 bits."""
    return pyotp.random_base32()


def otpauth_url(secret: str, *, user: str, issuer: str) -> str:
    """Return what an app reads, as the picture of a code or as text."""
    return pyotp.TOTP(secret).provisioning_uri(name=user, issuer_name=issuer)


def step_of(code: str, *, secret: str, now: datetime) -> int | None:
    """Return the time step that a code belongs to, None when it is wrong or too old.

    All steps are compared, so that the time taken does not tell which one fitted.
    """
    shown = code.strip().replace(" ", "")
    if not (shown.isascii() and shown.isdigit()):
        return None
    totp, present = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    steps = range(present - DRIFT, present + DRIFT + 1)
    fitting = [step for step in steps if hmac.compare_digest(totp.generate_otp(step), shown)]
    return fitting[-1] if fitting else None


def new_recovery_codes() -> list[str]:
    """Return new recovery codes, such as ``b7k2-9xq4-…``; 64 random bits each."""
    return [_grouped(secrets.token_hex(_RECOVERY_BYTES)) for _ in range(RECOVERY_CODES)]


def _grouped(text: str) -> str:
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def recovery_hash(code: str) -> bytes:
    """Return what the store keeps of a recovery code."""
    return hashlib.sha256(code.strip().lower().replace("-", "").replace(" ", "").encode()).digest()
