"""Trying: reads a ``*.test.yaml`` and the files that it names, and runs its tests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fenghuo.provisioning_files import read_files
from rules.document import parse_rules
from rules.trial.document import read_trial
from rules.trial.verdict import run
from sensing.document import read_documents
from sensing.errors import DocumentError, FenghuoError, suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.fence import Fence
    from geo.river import River
    from rules.rule import Rule
    from rules.trial.trial import Trial
    from rules.trial.verdict import Verdict
    from sensing.station import Station

_SUFFIXES = {".yaml", ".yml", ".json"}


def try_file(path: Path, *, known: Mapping[str, Rule]) -> list[Verdict]:
    """Return what came of each test of a file.

    Args:
        path: The file.
        known: Rules by id, for tests that name them so.

    Raises:
        FenghuoError: If the file, or one that it names, cannot be read or used; names file and line.
    """
    verdicts: list[Verdict] = []
    for document in read_documents(_text(path), origin=str(path)):
        trial = read_trial(document)
        rules = [rule for name, line in trial.rules.items() for rule in _rules(trial, name, line=line, known=known)]
        stations, fences, rivers = _files(trial)
        verdicts += run(trial, rules=rules, stations=stations, fences=fences, rivers=rivers)
    return verdicts


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FenghuoError(f"{path}: cannot be read as UTF-8: {error}") from None


def _rules(trial: Trial, name: str, *, line: int, known: Mapping[str, Rule]) -> list[Rule]:
    """Return the rules of a file, or the one of an id."""
    if Path(name).suffix in _SUFFIXES:
        path = _beside(trial, name, line=line)
        return parse_rules(_text(path), origin=str(path))
    if name not in known:
        hint = suggestion(name, known)
        detail = f'rules: no rule "{name}" is among the files that are checked{hint or ", and it names no file"}'
        raise DocumentError(detail, origin=trial.origin, line=line)
    return [known[name]]


def _files(trial: Trial) -> tuple[list[Station], list[Fence], list[River]]:
    paths = [_beside(trial, name, line=line) for name, line in trial.files.items()]
    read, refused = read_files(paths)
    if refused:
        raise FenghuoError(refused[0].detail)
    stations = [one.record for one in read if one.kind == "Station"]
    fences = [one.record for one in read if one.kind == "Fence"]
    return stations, fences, [one.record for one in read if one.kind == "River"]


def _beside(trial: Trial, name: str, *, line: int) -> Path:
    """Return the path of a file that is named relative to the trial.

    Raises:
        DocumentError: If it is not there.
    """
    folder = Path(trial.origin).parent
    path = folder / name
    if not path.is_file():
        names = [found.name for found in folder.iterdir() if found.suffix in _SUFFIXES]
        raise DocumentError(f'no file "{name}" beside it{suggestion(name, names)}', origin=trial.origin, line=line)
    return path
