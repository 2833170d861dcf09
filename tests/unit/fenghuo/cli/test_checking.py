from __future__ import annotations

import pytest

from fenghuo.doctor import Finding
from tests.unit.fenghuo.conftest import RULE


def test_check_counts_the_good_and_exits_with_0_when_nothing_is_bad(run, tmp_path):
    (tmp_path / "rule.yaml").write_text(RULE, "utf-8")
    result = run("check", tmp_path)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "1 good, 0 bad\n", "")


def test_check_says_every_mistake_on_stderr_and_exits_with_1(run, tmp_path):
    (tmp_path / "a.yaml").write_text(RULE.replace("levels", "level"), "utf-8")
    (tmp_path / "b.yaml").write_text("{", "utf-8")
    result = run("check", tmp_path)
    assert (result.exit_code, result.stdout) == (1, "0 good, 2 bad\n")
    assert [str(tmp_path / name) in result.stderr for name in ("a.yaml", "b.yaml")] == [True, True]


def test_doctor_shows_what_this_installation_has(run):
    result = run("doctor")
    assert result.exit_code == 0
    assert "only `fenghuo demo`" in " ".join(result.stdout.split())


@pytest.mark.parametrize(("mark", "code"), [("✓", 0), ("!", 0), ("✗", 1)])
def test_doctor_fails_only_when_something_is_broken(run, monkeypatch, mark, code):
    monkeypatch.setattr("fenghuo.doctor.examine", lambda: [Finding(mark=mark, part="broker", found="x")])
    result = run("doctor")
    assert result.exit_code == code
    assert mark in result.stdout
