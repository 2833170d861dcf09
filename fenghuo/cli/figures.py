"""How every benchmark command begins and what it prints."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

Json = Annotated[bool, typer.Option("--json", help="All figures as one JSON document on stdout.")]
Rounds = Annotated[int, typer.Option(help="ABBA rounds.")]


def begin() -> Callable[[str], None]:
    """Quieten the logs; return what tells progress on stderr."""
    from fenghuo import logs

    logs.configure(as_json=True, is_quiet=True)
    return _say


def _say(text: str) -> None:
    sys.stderr.write(f"bench: {text}\n")


def show(found: dict[str, Any], *, as_json: bool, lines: list[str]) -> None:
    """Print all figures, or the lines that sum them up."""
    print(json.dumps(found, ensure_ascii=False, indent=1) if as_json else "\n".join(lines))
