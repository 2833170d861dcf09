from __future__ import annotations

import json

import pytest

from fenghuo.replaying.baseline import BaselineError, read_baseline, text_of, write_baseline

OUTCOME = {
    "id": "x", "digest": "ab", "warnings": [{"at": "001:00:00"}, {"at": "002:00:00"}], "dangers": [], "expected": [],
}  # fmt: skip


def test_what_was_accepted_is_read_again(tmp_path):
    write_baseline(tmp_path / "new", OUTCOME)
    assert read_baseline(tmp_path / "new", "x") == OUTCOME


def test_each_entry_is_a_line():
    assert json.loads(text_of(OUTCOME)) == OUTCOME
    assert '\n  {"at": "001:00:00"},\n' in text_of(OUTCOME)


def test_what_was_accepted_without_a_digest_has_none(tmp_path):
    (tmp_path / "x.json").write_text('{"id": "x", "warnings": [], "dangers": [], "expected": []}', "utf-8")
    accepted = read_baseline(tmp_path, "x")
    assert accepted is not None
    assert accepted["digest"] == ""


def test_what_was_never_accepted_is_none(tmp_path):
    assert read_baseline(tmp_path, "x") is None


@pytest.mark.parametrize("text", ["{", "[]", '{"warnings": []}'])
def test_a_file_that_is_no_outcome_is_refused(tmp_path, text):
    (tmp_path / "x.json").write_text(text, "utf-8")
    with pytest.raises(BaselineError, match=r"x\.json"):
        read_baseline(tmp_path, "x")
