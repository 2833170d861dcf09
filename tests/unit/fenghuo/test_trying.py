"""Tests of rules as files; the templates of ``examples/rules`` keep what they promise."""

from __future__ import annotations

from pathlib import Path

import pytest

from fenghuo.checking import check_paths
from fenghuo.trying import try_file
from rules.document import KINDS, parse_rules
from sensing.errors import FenghuoError

TEMPLATES = Path(__file__).parents[3] / "examples" / "rules"
RULE_FILES = sorted(path for path in TEMPLATES.glob("*.yaml") if "kind: Rule\n" in path.read_text("utf-8"))

TEST = """\
apiVersion: fenghuo/v1
kind: RuleTest
rules: [rule.yaml]
tests:
  - name: a calm day
    readings: {A.water_level: "10:00 5"}
    expect: {"10:00": none}
"""


def test_every_template_keeps_what_its_tests_promise():
    checked = check_paths([TEMPLATES])
    assert checked.problems == []
    assert checked.passed > 30


@pytest.mark.parametrize("path", RULE_FILES, ids=lambda path: path.stem)
def test_every_template_has_tests(path: Path):
    assert path.with_name(f"{path.stem}.test.yaml").is_file()


def test_every_kind_of_rule_has_a_template():
    text = "\n".join(path.read_text("utf-8") for path in RULE_FILES)
    assert [kind for kind in KINDS if f"kind: {kind}\n" not in text and f"kind: {kind}," not in text] == []


def test_every_template_names_the_code_of_its_own_hazard():
    """GB/T 35561: 洪水, 山洪灾害, 暴雨, 境内森林火灾, 水域污染, 空气污染."""
    rules = [rule for path in RULE_FILES for rule in parse_rules(path.read_text("utf-8"), origin=path.name)]
    codes = {str(rule.id): rule.hazard for rule in rules}
    assert codes.pop("mountain-torrent") == "11A51"
    assert codes.pop("rainstorm-signal") == "11B03"
    assert set(codes.values()) == {"11A01", "11G01", "12Q01", "12Q02"}


def test_a_template_of_the_national_rainstorm_signals_has_their_amounts():
    (rule,) = parse_rules((TEMPLATES / "rainstorm.yaml").read_text("utf-8"), origin="rainstorm.yaml")
    amounts = {level.key: windows for level, windows in rule.when.levels.items()}
    # China Meteorological Administration, order No. 16 (2007), rainstorm.
    assert amounts == {"blue": {"12h": 50}, "yellow": {"6h": 50}, "orange": {"3h": 50}, "red": {"3h": 100}}


def write(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        (TEST, '3: no file "rule.yaml" beside it, did you mean "rules.yaml"?'),
        (TEST.replace("rule.yaml", "nothing"), '3: rules: no rule "nothing" is among the files'),
        (TEST.replace("tests:", "files: [none.yaml]\ntests:").replace("rule.yaml", "rules.yaml"), "4: no file"),
        (TEST.replace("kind: RuleTest", "kind: Rule"), "2: kind"),
    ],
)
def test_what_a_test_names_must_be_there(tmp_path, text, detail):
    write(tmp_path / "rules.yaml", (TEMPLATES / "gauge-lost.yaml").read_text("utf-8"))
    path = write(tmp_path / "a.test.yaml", text)
    with pytest.raises(FenghuoError) as caught:
        try_file(path, known={})
    assert str(caught.value).startswith(f"{path}:{detail}")


def test_a_mistake_in_a_rule_is_told_with_the_file_of_the_rule(tmp_path):
    bad = write(tmp_path / "rule.yaml", "kind: Rule\n")
    with pytest.raises(FenghuoError, match=r"rule\.yaml:1") as caught:
        try_file(write(tmp_path / "a.test.yaml", TEST), known={})
    assert str(caught.value).startswith(f"{bad}:")
