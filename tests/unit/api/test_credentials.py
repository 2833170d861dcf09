from __future__ import annotations

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from api.credentials import checked_password, hash_password, is_password, new_token, password_fault, token_hash
from incidents.people import CredentialKind


def test_a_token_says_what_it_is_and_never_repeats():
    tokens = {new_token(CredentialKind.SESSION) for _ in range(100)}
    assert len(tokens) == 100
    assert all(token.startswith("fhs_") and len(token) == 47 for token in tokens)
    assert new_token(CredentialKind.API_KEY).startswith("fh_")


def test_a_token_is_kept_as_sha_256():
    # FIPS 180-4 test vector.
    assert token_hash("abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_password_fits_its_own_hash_only():
    hashed = hash_password("correct horse")
    assert hashed.startswith("$argon2id$")
    assert is_password("correct horse", password_hash=hashed)
    assert not is_password("wrong horse", password_hash=hashed)


@pytest.mark.parametrize("nobodys", [None, ""])
def test_nobody_has_a_password(nobodys: str | None):
    assert not is_password("correct horse", password_hash=nobodys)
    assert not is_password("", password_hash=nobodys)


def test_a_hash_with_other_parameters_is_replaced_when_its_password_was_shown():
    other = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=16, parallelism=1),)).hash("correct horse")
    fits, better = checked_password("correct horse", password_hash=other)
    assert fits
    assert better is not None
    assert checked_password("correct horse", password_hash=better) == (True, None)
    assert checked_password("wrong horse", password_hash=other) == (False, None)


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("short", "at least 10"),
        ("x" * 300, "at most 256"),
        ("aaaaaaaaaaaa", "different characters"),
        ("wang.min2026", "not built from the user name"),
        ("ChangeMe123", "on every list"),
        ("qwertyuiop", "on every list"),
        ("Wang.Min and a good long one", ""),
        ("息县水位今天很高没有危险", ""),
    ],
)
def test_a_new_password_is_judged_by_length_not_by_composition(password: str, fault: str):
    found = password_fault(password, user="wang.min")
    assert (fault in found) if fault else found == ""
