from __future__ import annotations

import json

import pytest

from fenghuo.seal_keys import add_key, drop_old_keys, make_keys, read_keys, seals_of
from fenghuo.settings import SettingsError


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "keys.json"
    make_keys(made)
    return made


def test_a_key_file_is_for_its_owner_only_and_never_overwritten(path):
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(SettingsError, match="is there already"):
        make_keys(path)
    path.chmod(0o640)
    with pytest.raises(SettingsError, match="only its owner can read, it has mode 640"):
        read_keys(path)


def test_a_new_key_seals_and_the_old_one_opens_until_it_is_dropped(path):
    seals = seals_of(path)
    old = seals.seal("李岚", place="p")
    assert add_key(path) == "k2"
    fresh = seals_of(path).seal("李岚", place="p")
    # A process that runs meanwhile finds the new key by itself.
    assert seals.open(fresh, place="p") == seals_of(path).open(old, place="p") == "李岚"
    assert read_keys(path).index == seals_of(path)._keys.index  # type: ignore[union-attr]
    assert drop_old_keys(path) == ["k1"]
    assert list(read_keys(path).sealing) == ["k2"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"current": "k9"}, "the current key 'k9' is none of keys: k1"),
        ({"keys": {"k1": "AAAA"}}, "expected keys of 32 bytes in base64, got one of 3"),
        ({"kyes": {}}, "expected a key file of `fenghuo secrets make`"),
    ],
)
def test_what_is_no_key_file_is_refused(path, change, message):
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(SettingsError, match=message):
        read_keys(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="the key file cannot be read"):
        read_keys(tmp_path / "none")
