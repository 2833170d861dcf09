from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fenghuo.checking import check_paths
from tests.unit.fenghuo.conftest import RULE, STATIONS

if TYPE_CHECKING:
    from pathlib import Path


def a_file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_rules_and_stations_of_a_folder_are_counted_and_other_files_left_alone(tmp_path):
    (tmp_path / "deeper").mkdir()
    a_file(tmp_path, "stations.yaml", STATIONS)
    a_file(tmp_path / "deeper", "rule.yml", RULE)
    a_file(tmp_path, "readme.md", "not ours")
    assert check_paths([tmp_path]) == ([], 2)


def test_a_mistake_is_named_with_file_and_line_and_the_other_files_are_still_read(tmp_path):
    bad = a_file(tmp_path, "a.yaml", RULE.replace("levels", "treshold"))
    good = a_file(tmp_path, "b.yaml", STATIONS)
    problems, count = check_paths([bad, good])
    assert count == 1
    (problem,) = problems
    assert problem.startswith(f"{bad}:")
    assert "treshold" in problem


def test_a_rule_id_that_two_files_use_is_named_with_both(tmp_path):
    first, second = a_file(tmp_path, "a.yaml", RULE), a_file(tmp_path, "b.yaml", RULE)
    problems, _ = check_paths([tmp_path])
    assert problems == [f"{second}: rule id 'stage-a' is already used in {first}"]


@pytest.mark.parametrize("kind", ['"kind":"Rule"', '"kind": "Rule"', '"kind" : "Rule"'])
def test_a_rule_in_json_is_told_from_stations_however_it_is_spaced(tmp_path, kind):
    path = a_file(tmp_path, "rule.json", '{"apiVersion":"fenghuo/v1",' + kind + ',"id":"x"}')
    (problem,), _ = check_paths([path])
    assert "list of stations" not in problem
    assert 'missing key "' in problem


def test_a_file_that_is_not_there_or_not_utf_8_is_a_problem_and_not_a_crash(tmp_path):
    (tmp_path / "gbk.yaml").write_bytes("名: 息县".encode("gbk"))
    problems, good = check_paths([tmp_path / "gone.yaml", tmp_path / "gbk.yaml"])
    assert good == 0
    assert [str(tmp_path / name) in problem for name, problem in zip(("gone.yaml", "gbk.yaml"), problems, strict=True)]
    assert all("cannot be read as UTF-8" in problem for problem in problems)


def test_a_provisioning_folder_is_checked_document_by_document(tmp_path):
    fence = "apiVersion: fenghuo/v1\nkind: Fence\nid: z\ngeometry: {type: Point, coordinates: [1, 2]}\n"
    contact = "apiVersion: fenghuo/v1\nkind: Contact\nid: c\nname: a\ndivision: '4115'\naddress: '13800000000'\n"
    (tmp_path / "a.yaml").write_text(f"{fence}---\n{contact}", "utf-8")
    problems, good = check_paths([tmp_path])
    assert good == 1
    assert [problem.startswith(f"{tmp_path}/a.yaml:4: ") for problem in problems] == [True]
