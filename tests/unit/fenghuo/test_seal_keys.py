from __future__ import annotations

import json

import pytest

from fenghuo.seal_keys import (
    add_key,
    begin_index,
    drop_old_keys,
    end_index,
    forget_index,
    make_keys,
    read_keys,
    seals_of,
)
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


def test_a_new_index_holds_once_everything_is_found_by_it(path):
    before = read_keys(path)
    begun, is_new = begin_index(path)
    assert is_new
    assert (begun.sealing, begun.index == before.index) == (before.sealing, False)
    with pytest.raises(SettingsError, match="run `fenghuo secrets reindex` again"):
        read_keys(path)
    assert begin_index(path) == (begun, False), "a change that was broken off goes on with the same key"
    end_index(path, begun)
    assert read_keys(path).index == begun.index


def test_a_change_of_the_index_that_was_refused_leaves_the_old_one(path):
    before = read_keys(path)
    begin_index(path)
    forget_index(path)
    assert read_keys(path) == before


def test_what_another_process_forgot_meanwhile_is_still_written_down(path):
    """Two at once: one is refused and forgets the new index, by which the other one has everything found."""
    begun, _ = begin_index(path)
    forget_index(path)
    end_index(path, begun)
    assert read_keys(path).index == begun.index
