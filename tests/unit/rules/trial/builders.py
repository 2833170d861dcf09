"""Trials of the rules of ``tests.unit.rules.builders``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.trial.document import read_trial
from rules.trial.verdict import run
from sensing.document import read_document
from tests.unit.rules.builders import a_rule

if TYPE_CHECKING:
    from rules.rule import Rule
    from rules.trial.trial import Trial

HEAD = """\
apiVersion: fenghuo/v1
kind: RuleTest
rules: [stage]
"""
TEST = """\
tests:
  - name: a flood
    readings:
      XY-H03.water_level: "10:00 40, 10:05 42"
    expect:
      "10:00": none
      "10:05": yellow
"""


def a_trial(text: str = HEAD + TEST) -> Trial:
    return read_trial(read_document(text, origin="t.test.yaml", what="trial"))


def failures_of(text: str, *rules: Rule) -> list[str]:
    """Return what fails of a trial, without the name of the file."""
    verdicts = run(a_trial(text), rules=rules or [a_rule()])
    return [line.removeprefix("t.test.yaml:") for verdict in verdicts for line in verdict.failures]
