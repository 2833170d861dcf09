"""``fenghuo check``, ``fenghuo doctor`` and ``fenghuo audit verify``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from incidents.journal import Broken, Row
    from store.postgres import PostgresStore

audit = typer.Typer(help="Check the journal.", no_args_is_help=True, rich_markup_mode=None)


@audit.callback()
def _audit() -> None:
    """Keep ``audit`` a group although it has one command."""


@audit.command("verify")
def verify() -> None:
    """Recompute the hash chains of the whole journal; name the first row that is changed or missing."""
    from fenghuo.database import open_store
    from fenghuo.settings import load
    from incidents.journal import verify as verify_journal

    store = open_store(load())
    try:
        # In this order, a journal that is being written meanwhile is whole as well.
        head, heads = store.journal_head(), store.chain_heads()
        broken = verify_journal(_rows(store), heads=heads, head_seq=head)
    finally:
        store.close()
    if broken is not None:
        sys.stderr.write(f"{_said(broken)}\n")
        raise typer.Exit(1)
    print(f"the journal is whole up to row {head}")


def _said(broken: Broken) -> str:
    from incidents.journal import Fault

    row = broken.row
    if row is None:
        return f"the journal ends before its heads: row {broken.seq} and what followed it are missing, or heads changed"
    told = f"journal row {row.seq} ({row.entry.kind}, division {row.entry.division}, {row.entry.at.isoformat()})"
    match broken.fault:
        case Fault.HASH:
            return f"{told} is not what was written: it does not match its hash"
        case Fault.LINK:
            return f"{told} does not continue the chain of its division"
        case Fault.GAP:
            return f"{told} stands where row {broken.seq} belongs: rows are missing"
        case _:
            return f"{told} stands after the head of its division's chain: the table of heads was changed"


def _rows(store: PostgresStore) -> Iterator[Row]:
    since = 0
    while page := store.journal(since=since, limit=5000):
        yield from page
        since = page[-1].seq


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

    from fenghuo.doctor import examine

    table = Table(box=None, pad_edge=False)
    for column in ("", "part", "found", "what follows"):
        table.add_column(column)
    findings = examine()
    for finding in findings:
        table.add_row(finding.mark, finding.part, finding.found, finding.follows)
    Console().print(table)
    if any(finding.mark == "✗" for finding in findings):
        raise typer.Exit(1)
