"""``fenghuo check`` and ``fenghuo doctor``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer


def check(
    paths: Annotated[
        list[Path], typer.Argument(help="Files of rules, stations, fences … and tests, or folders of them.")
    ],
) -> None:
    """Read files and run the tests among them (*.test.yaml); say what is wrong, with file and line."""
    from fenghuo.checking import check_paths

    checked = check_paths(paths)
    for problem in checked.problems:
        sys.stderr.write(f"{problem}\n")
    tests = f", {checked.passed} tests passed" if checked.passed else ""
    print(f"{checked.good} good, {len(checked.problems)} bad{tests}")
    if checked.problems:
        raise typer.Exit(1)


def doctor() -> None:
    """Say what this installation has, what it lacks and what follows."""
    from rich.console import Console
    from rich.table import Table

    from fenghuo import logs
    from fenghuo.doctor import examine

    logs.configure(as_json=False, is_quiet=True)
    table = Table(box=None, pad_edge=False)
    for column in ("", "part", "found", "what follows"):
        table.add_column(column)
    findings = examine()
    for finding in findings:
        table.add_row(finding.mark, finding.part, finding.found, finding.follows)
    Console().print(table)
    if any(finding.mark == "✗" for finding in findings):
        raise typer.Exit(1)
