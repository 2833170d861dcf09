"""Reads the files of an installation and runs the tests of its rules, without touching a running system."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fenghuo.provisioning_files import KINDS, read_files
from fenghuo.station_file import parse_stations
from fenghuo.trying import try_file
from incidents.procedure import ProcedureKind, check_new
from rules.document import parse_rules
from sensing.errors import FenghuoError
from sensing.station import Registry
from simulators.drill import parse_drill

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from rules.rule import Rule

SUFFIXES = {".yaml", ".yml", ".json"}
#: How the name of a file of tests ends.
_TEST = re.compile(r"\.test\.(?:yaml|yml|json)$")
#: What a rule has and a list of stations has not, in YAML or JSON.
_RULE = re.compile(r"""\bkind["']?\s*:\s*["']?Rule\b""")

#: What a file of tests has.
_TRIAL = re.compile(r"""\bkind["']?\s*:\s*["']?RuleTest\b""")
#: What a drill has.
_DRILL = re.compile(r"""^kind\s*:\s*["']?Drill\b""", re.MULTILINE)
#: What a response plan or a rule of inhibition has.
_PROCEDURE = re.compile(
    rf"""^kind\s*:\s*["']?({"|".join(kind.capitalize() for kind in ProcedureKind)})\b""", re.MULTILINE
)
#: What only a file of a provisioning folder has.
_DOCUMENTS = re.compile(
    rf"""^kind\s*:\s*["']?(?:{"|".join(kind for kind in KINDS if kind != "Rule")})\b""", re.MULTILINE
)


@dataclass(slots=True, kw_only=True)
class Checked:
    """What came of some files."""

    #: One line per mistake and per failed expectation, each with file and line.
    problems: list[str] = field(default_factory=list)
    #: Objects that are good: rules, stations, fences, contacts …
    good: int = 0
    #: Tests that passed.
    passed: int = 0
    #: Rules that could be read, by id, for tests that name them so.
    rules: dict[str, Rule] = field(default_factory=dict)
    #: File of each of them.
    origins: dict[str, str] = field(default_factory=dict)


def check_paths(paths: Iterable[Path]) -> Checked:
    """Read files, and every file of folders, and run the tests among them."""
    checked = Checked()
    files = _files(paths)
    for path in files:
        if not _TEST.search(path.name):
            _check_file(path, checked)
    for path in files:
        if _TEST.search(path.name):
            _try_file(path, checked)
    return checked


def _files(paths: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        found += sorted(child for child in path.rglob("*") if child.suffix in SUFFIXES) if path.is_dir() else [path]
    return list(dict.fromkeys(found))


def _check_file(path: Path, checked: Checked) -> None:
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        checked.problems.append(f"{path}: cannot be read as UTF-8: {error}")
        return
    try:
        if _DRILL.search(text):
            parse_drill(text, origin=str(path))
            checked.good += 1
        elif found := _PROCEDURE.search(text):
            check_new(ProcedureKind(found[1].lower()), text, others=(), origin=str(path))
            checked.good += 1
        elif _DOCUMENTS.search(text):
            read, refused = read_files([path])
            checked.problems += [outcome.detail for outcome in refused]
            checked.good += sum(one.kind != "Rule" for one in read)
            _take([one.record for one in read if one.kind == "Rule"], checked, origin=str(path))
        elif _RULE.search(text):
            _take(parse_rules(text, origin=str(path)), checked, origin=str(path))
        elif _TRIAL.search(text):
            checked.problems.append(f"{path}: expected tests of rules in a file named *.test.yaml: it was not run")
        else:
            stations = parse_stations(text, origin=str(path))
            Registry(stations)
            checked.good += len(stations)
    except FenghuoError as error:
        checked.problems.append(str(error))


def _take(rules: Iterable[Rule], checked: Checked, *, origin: str) -> None:
    """Count rules as good.

    Raises:
        FenghuoError: If the id of one is used in another file.
    """
    for rule in rules:
        if rule.id in checked.rules:
            raise FenghuoError(f"{origin}: rule id {rule.id!r} is already used in {checked.origins[rule.id]}")
        checked.rules[rule.id], checked.origins[rule.id] = rule, origin
        checked.good += 1


def _try_file(path: Path, checked: Checked) -> None:
    try:
        verdicts = try_file(path, known=checked.rules)
    except FenghuoError as error:
        checked.problems.append(str(error))
        return
    checked.problems += [failure for verdict in verdicts for failure in verdict.failures]
    checked.passed += sum(not verdict.failures for verdict in verdicts)
