from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sensing.errors import FenghuoError
from tests.unit.fenghuo.conftest import RULE

if TYPE_CHECKING:
    from pathlib import Path

ANSWER = {
    "items": [{"id": "stage-a", "version": 1, "phase": "proposed"}],
    "next": None,
    "dry_run": False,
    "stored": 1,
}


def imported(run, path: Path, *more: str):
    return run("import", "rules", path, "--url", "http://host", "--api-key", "fh_key", *more)


def test_rules_are_sent_as_they_are_written_with_the_reason(run, monkeypatch, tmp_path):
    import httpx2

    asked = []

    def post(url: str, **options: object) -> httpx2.Response:
        asked.append((url, options))
        return httpx2.Response(200, json=ANSWER)

    monkeypatch.setattr(httpx2, "post", post)
    path = tmp_path / "r.yaml"
    path.write_text(RULE, "utf-8")
    result = imported(run, path, "--reason", "flood season")
    assert result.stdout == "1 rules, 1 new versions, 1 wait for a signature\n"
    ((url, options),) = asked
    assert url == "http://host/api/v1/rules/import"
    assert options["content"] == RULE.encode()
    assert options["params"] == {"reason": "flood season", "dry_run": "false"}


def test_a_mistake_is_told_with_file_and_line_and_nothing_is_sent(run, tmp_path):
    path = tmp_path / "r.yaml"
    path.write_text(RULE.replace("levels", "levls"), "utf-8")
    with pytest.raises(FenghuoError, match="did you mean"):
        raise imported(run, path).exception


def test_a_file_that_is_not_there_ends_the_command(run, tmp_path):
    result = imported(run, tmp_path / "gone.yaml")
    assert (result.exit_code, "cannot be read as UTF-8" in result.stderr) == (1, True)
