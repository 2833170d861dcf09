from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from api.second_factor import (
    RECOVERY_CODES,
    STEP_SECONDS,
    new_recovery_codes,
    new_secret,
    otpauth_url,
    recovery_hash,
    step_of,
)

#: RFC 6238, appendix B: SHA-1, the secret "12345678901234567890", the last six of eight digits.
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
RFC_CODES = {59: "287082", 1111111109: "081804", 1234567890: "005924", 2000000000: "279037"}


@pytest.mark.parametrize(("seconds", "code"), RFC_CODES.items())
def test_the_codes_of_the_standard_are_accepted_at_their_time(seconds, code):
    at = datetime.fromtimestamp(seconds, UTC)
    assert step_of(code, secret=RFC_SECRET, now=at) == seconds // STEP_SECONDS


@pytest.mark.parametrize(("drift", "is_accepted"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_one_step_off(drift, is_accepted):
    now = datetime(2026, 7, 19, 6, tzinfo=UTC)
    secret = new_secret()
    code = pyotp.TOTP(secret).at(now + timedelta(seconds=drift))
    assert (step_of(code, secret=secret, now=now) is not None) == is_accepted


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "28708\0", "-87082"])
def test_what_is_no_code_is_refused(code):
    assert step_of(code, secret=RFC_SECRET, now=datetime.fromtimestamp(59, UTC)) is None


def test_a_code_may_be_typed_as_it_is_shown():
    assert step_of(" 287 082", secret=RFC_SECRET, now=datetime.fromtimestamp(59, UTC)) == 1


def test_an_app_is_told_who_and_where():
    url = pyotp.parse_uri(otpauth_url(RFC_SECRET, user="wang", issuer="烽火"))
    assert (url.name, url.issuer, url.secret) == ("wang", "烽火", RFC_SECRET)


def test_recovery_codes_differ_and_may_be_typed_in_any_fashion():
    codes = new_recovery_codes()
    assert len(set(codes)) == RECOVERY_CODES
    assert recovery_hash(codes[0].upper().replace("-", " ")) == recovery_hash(codes[0])
    assert len({recovery_hash(code) for code in codes}) == RECOVERY_CODES
