"""Reads rule and station files and says what is wrong, without touching a running system."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fenghuo.provisioning_files import read_files
from fenghuo.station_file import parse_stations
from rules.document import parse_rules
from sensing.errors import FenghuoError
from sensing.station import Registry

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SUFFIXES = {".yaml", ".yml", ".json"}
#: What a rule has and a list of stations has not, in YAML or JSON.
_RULE = re.compile(r"""\bkind["']?\s*:\s*["']?Rule\b""")

#: What only a file of a provisioning folder has.
_DOCUMENTS = re.compile(r"""^kind\s*:\s*["']?(?:Station|Fence|Contact)\b""", re.MULTILINE)


def check_paths(paths: Iterable[Path]) -> tuple[list[str], int]:
    """Return one line per mistake, each with file and line, and how many objects are good."""
    problems: list[str] = []
    good = 0
    seen: dict[str, str] = {}
    for path in _files(paths):
        try:
            text = path.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            problems.append(f"{path}: cannot be read as UTF-8: {error}")
            continue
        if _DOCUMENTS.search(text):
            read, refused = read_files([path])
            problems += [outcome.detail for outcome in refused]
            good += len(read)
            continue
        try:
            good += _check_text(text, origin=str(path), seen=seen)
        except FenghuoError as error:
            problems.append(str(error))
    return problems, good


def _files(paths: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        found += sorted(child for child in path.rglob("*") if child.suffix in SUFFIXES) if path.is_dir() else [path]
    return found


def _check_text(text: str, *, origin: str, seen: dict[str, str]) -> int:
    """Return how many objects a file holds; the kind of the file is told by its words."""
    if _RULE.search(text):
        rules = parse_rules(text, origin=origin)
        for rule in rules:
            if rule.id in seen:
                raise FenghuoError(f"{origin}: rule id {rule.id!r} is already used in {seen[rule.id]}")
            seen[rule.id] = origin
        return len(rules)
    stations = parse_stations(text, origin=origin)
    Registry(stations)
    return len(stations)
