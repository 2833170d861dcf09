from __future__ import annotations

import pytest

from fenghuo.edge.seal import (
    LARGEST,
    SealError,
    fingerprint,
    load_key,
    load_public,
    make_key,
    opened,
    read_sealed,
    sealed,
)


@pytest.fixture
def key_file(tmp_path):
    make_key(tmp_path / "a.key")
    return tmp_path / "a.key"


def test_what_was_sealed_opens_with_the_public_half(key_file):
    data = sealed("one\ntwo", load_key(key_file))
    assert opened(data, trusted=[load_public(key_file.with_suffix(".pub"))], origin="x") == ["one", "two"]


def test_the_same_text_and_key_give_the_same_bytes(key_file):
    assert sealed("水", load_key(key_file)) == sealed("水", load_key(key_file))


def test_a_changed_byte_is_found(key_file):
    data = sealed("level: red", load_key(key_file)).replace(b"red", b"bed")
    with pytest.raises(SealError, match="x: was changed after it was signed"):
        opened(data, trusted=[load_key(key_file).public_key()], origin="x")


def test_another_key_is_named(key_file, tmp_path):
    other = make_key(tmp_path / "b.key")
    mine = load_key(key_file)
    with pytest.raises(SealError, match=f"signed with the key {fingerprint(mine.public_key())}, expected"):
        opened(sealed("x", mine), trusted=[other], origin="x")


@pytest.mark.parametrize("data", [b"", b"\n", b"abc", b"a\n{}", b"a\n[]", b'a\n{"key":"k","signature":"*"}'])
def test_what_is_not_signed_is_refused(data):
    with pytest.raises(SealError, match="expected a signed file"):
        opened(data, trusted=[], origin="x")


def test_a_file_that_was_cut_off_is_refused(key_file):
    data = sealed("one\ntwo", load_key(key_file))
    with pytest.raises(SealError):
        opened(data[:-9], trusted=[load_key(key_file).public_key()], origin="x")


def test_a_key_is_never_replaced(key_file):
    with pytest.raises(SealError, match="is there already"):
        make_key(key_file)


def test_a_key_that_others_may_read_is_refused(key_file):
    key_file.chmod(0o644)
    with pytest.raises(SealError, match="others may read the key"):
        load_key(key_file)


def test_a_file_that_is_no_key_is_refused_by_name(tmp_path):
    (tmp_path / "no.key").touch(mode=0o600)
    for load in (load_key, load_public):
        with pytest.raises(SealError, match=r"no\.key: expected"):
            load(tmp_path / "no.key")


def test_a_file_that_is_not_there_or_too_large_is_refused(tmp_path):
    with pytest.raises(SealError, match="cannot be read"):
        read_sealed(tmp_path / "nothing")
    with (tmp_path / "large").open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(SealError, match="expected at most"):
        read_sealed(tmp_path / "large")
