from __future__ import annotations

from pathlib import Path

import pytest

from fenghuo.checking import check_paths
from tests.unit.fenghuo.conftest import RULE, STATIONS


def a_file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_rules_and_stations_of_a_folder_are_counted_and_other_files_left_alone(tmp_path):
    (tmp_path / "deeper").mkdir()
    a_file(tmp_path, "stations.yaml", STATIONS)
    a_file(tmp_path / "deeper", "rule.yml", RULE)
    a_file(tmp_path, "readme.md", "not ours")
    checked = check_paths([tmp_path])
    assert (checked.problems, checked.good) == ([], 2)


def test_a_mistake_is_named_with_file_and_line_and_the_other_files_are_still_read(tmp_path):
    bad = a_file(tmp_path, "a.yaml", RULE.replace("levels", "treshold"))
    good = a_file(tmp_path, "b.yaml", STATIONS)
    checked = check_paths([bad, good])
    assert checked.good == 1
    (problem,) = checked.problems
    assert problem.startswith(f"{bad}:")
    assert "treshold" in problem


def test_a_rule_id_that_two_files_use_is_named_with_both(tmp_path):
    first, second = a_file(tmp_path, "a.yaml", RULE), a_file(tmp_path, "b.yaml", RULE)
    assert check_paths([tmp_path]).problems == [f"{second}: rule id 'stage-a' is already used in {first}"]


@pytest.mark.parametrize("kind", ['"kind":"Rule"', '"kind": "Rule"', '"kind" : "Rule"'])
def test_a_rule_in_json_is_told_from_stations_however_it_is_spaced(tmp_path, kind):
    path = a_file(tmp_path, "rule.json", '{"apiVersion":"fenghuo/v1",' + kind + ',"id":"x"}')
    (problem,) = check_paths([path]).problems
    assert "list of stations" not in problem
    assert 'missing key "' in problem


def test_a_file_that_is_not_there_or_not_utf_8_is_a_problem_and_not_a_crash(tmp_path):
    (tmp_path / "gbk.yaml").write_bytes("名: 息县".encode("gbk"))
    checked = check_paths([tmp_path / "gone.yaml", tmp_path / "gbk.yaml"])
    problems = checked.problems
    assert checked.good == 0
    assert [str(tmp_path / name) in problem for name, problem in zip(("gone.yaml", "gbk.yaml"), problems, strict=True)]
    assert all("cannot be read as UTF-8" in problem for problem in problems)


def test_a_provisioning_folder_is_checked_document_by_document(tmp_path):
    fence = "apiVersion: fenghuo/v1\nkind: Fence\nid: z\ngeometry: {type: Point, coordinates: [1, 2]}\n"
    contact = "apiVersion: fenghuo/v1\nkind: Contact\nid: c\nname: a\ndivision: '4115'\naddress: '13800000000'\n"
    (tmp_path / "a.yaml").write_text(f"{fence}---\n{contact}", "utf-8")
    checked = check_paths([tmp_path])
    assert checked.good == 1
    assert [problem.startswith(f"{tmp_path}/a.yaml:4: ") for problem in checked.problems] == [True]


TEST = """\
apiVersion: fenghuo/v1
kind: RuleTest
rules: [stage-a]
tests:
  - name: a flood
    readings:
      A.water_level: "10:00 5, 10:05 12, 10:10..10:20/5m 25"
    expect:
      "10:04": none
      "10:05": yellow
      "10:10": red exceeded
"""


def test_tests_are_run_with_the_rules_of_the_same_folder_and_counted(tmp_path):
    a_file(tmp_path, "rule.yaml", RULE)
    a_file(tmp_path, "rule.test.yaml", TEST)
    checked = check_paths([tmp_path])
    assert (checked.problems, checked.good, checked.passed) == ([], 1, 1)


def test_a_failed_expectation_is_a_problem_with_file_line_and_reason(tmp_path):
    a_file(tmp_path, "rule.yaml", RULE)
    path = a_file(tmp_path, "rule.test.yaml", TEST.replace('"10:05": yellow', '"10:05": orange'))
    checked = check_paths([tmp_path])
    assert checked.passed == 0
    assert checked.problems == [
        f"{path}:10: a flood: 10:05 expected orange, got yellow exceeded since 10:05 (water_level 12 against 10)"
    ]


def test_a_test_of_a_rule_that_is_not_there_says_which_was_meant(tmp_path):
    a_file(tmp_path, "rule.yaml", RULE)
    path = a_file(tmp_path, "rule.test.yaml", TEST.replace("[stage-a]", "[stage-b]"))
    (problem,) = check_paths([tmp_path]).problems
    assert problem == (
        f'{path}:3: rules: no rule "stage-b" is among the files that are checked, did you mean "stage-a"?'
    )


def test_tests_in_a_file_of_another_name_are_a_problem_and_not_passed_over(tmp_path):
    (tmp_path / "stage-test.yaml").write_text("apiVersion: fenghuo/v1\nkind: RuleTest\nrules: [a]\n", "utf-8")
    (problem,) = check_paths([tmp_path]).problems
    assert problem == f"{tmp_path}/stage-test.yaml: expected tests of rules in a file named *.test.yaml: it was not run"


PLAN = """\
apiVersion: fenghuo/v1
kind: Plan
id: flood
title: {zh: 防汛, en: Flood}
hazards: ["11A01"]
level: red
tasks:
  - {id: ring, verb: 撤, who: {duty: grid}, what: {zh: 通知, en: Ring}, by: 10m}
"""


def test_plans_and_rules_of_inhibition_are_checked_with_file_and_line(tmp_path):
    plan = a_file(tmp_path, "plan.yaml", PLAN)
    assert (check_paths([plan]).problems, check_paths([plan]).good) == ([], 1)
    wrong = a_file(tmp_path, "wrong.yaml", PLAN.replace("level: red", "level: rde"))
    (problem,) = check_paths([wrong]).problems
    assert problem.startswith(f"{wrong}:6: ")
    inhibition = a_file(tmp_path, "quiet.yaml", "apiVersion: fenghuo/v1\nkind: Inhibition\nid: q\n")
    (problem,) = check_paths([inhibition]).problems
    assert problem.startswith(f"{inhibition}:")
    assert "list of stations" not in problem


def test_the_plans_that_ship_are_good():
    root = Path(__file__).parents[3]
    checked = check_paths([root / "examples" / "plans", root / "simulators" / "xinyang" / "field" / "plans"])
    assert checked.problems == []
    assert checked.good >= 6
