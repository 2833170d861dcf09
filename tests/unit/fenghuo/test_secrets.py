from __future__ import annotations

import stat

import pytest

from fenghuo.secrets import SecretsError, load_or_make


def test_secrets_are_made_once_and_only_their_owner_can_read_them(tmp_path):
    path = tmp_path / "secrets.json"
    made, is_first = load_or_make(path)
    again, is_second = load_or_make(path)
    assert (is_first, is_second) == (True, False)
    assert made == again
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_no_two_secrets_are_alike(tmp_path):
    made, _ = load_or_make(tmp_path / "secrets.json")
    values = [made.admin, made.device, made.ingest, made.simulator, made.api_key]
    assert len(set(values)) == len(values)
    assert min(map(len, values)) >= 16


def test_a_broken_file_is_named_and_not_overwritten(tmp_path):
    path = tmp_path / "secrets.json"
    path.write_text("{}broken")
    with pytest.raises(SecretsError, match=r"secrets\.json: expected the JSON object"):
        load_or_make(path)
    assert path.read_text() == "{}broken"
