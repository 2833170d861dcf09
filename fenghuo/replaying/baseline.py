"""Baseline: the outcomes that were accepted, a JSON file for each replay, an entry a line so that git shows changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fenghuo.replaying.outcome import LISTS
from sensing.errors import FenghuoError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class BaselineError(FenghuoError):
    """An accepted outcome cannot be read."""


def read_baseline(folder: Path, name: str) -> dict[str, Any] | None:
    """Return the accepted outcome of a replay; None where none was accepted.

    Raises:
        BaselineError: If its file is no outcome.
    """
    path = folder / f"{name}.json"
    if not path.exists():
        return None
    try:
        outcome: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BaselineError(f"{path}: expected an accepted outcome: {error}") from None
    if not isinstance(outcome, dict) or not all(isinstance(outcome.get(key), list) for key in LISTS):
        raise BaselineError(f"{path}: expected the lists {', '.join(LISTS)}")
    # One that was accepted without a digest differs in it.
    return {"digest": ""} | outcome


def write_baseline(folder: Path, outcome: Mapping[str, Any]) -> Path:
    """Accept an outcome; return its file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{outcome['id']}.json"
    path.write_text(text_of(outcome), "utf-8", newline="\n")
    return path


def text_of(outcome: Mapping[str, Any]) -> str:
    """Return an outcome as text, an entry a line."""
    parts = [f' "{key}": {json.dumps(outcome[key])}' for key in ("id", "digest")]
    for key in LISTS:
        rows = ",\n".join(f"  {json.dumps(each, ensure_ascii=False)}" for each in outcome[key])
        parts.append(f' "{key}": [\n{rows}\n ]' if rows else f' "{key}": []')
    return "{\n" + ",\n".join(parts) + "\n}\n"
