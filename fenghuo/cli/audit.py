"""``fenghuo audit``: checks the journal, and writes down where it stands."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from incidents.audit import Finding

group = typer.Typer(help="Check the journal, write down where it stands.", no_args_is_help=True, rich_markup_mode=None)


@group.command("verify")
def verify(
    *,
    since: Annotated[int, typer.Option(min=1, help="First row to look at; what was before is taken on trust.")] = 1,
    anchors: Annotated[
        Path | None, typer.Option(help="File of `fenghuo audit anchor`: the journal must have been as it says.")
    ] = None,
) -> None:
    """Recompute the hash chains of the journal; name the first row that is changed or missing."""
    from fenghuo.anchors import read_anchors, signer_of
    from fenghuo.database import dsn_of
    from fenghuo.settings import load
    from incidents.audit import audit
    from store.postgres.auditing import journal_at_once

    settings = load()
    known = read_anchors(anchors, signer=signer_of(settings)) if anchors else []
    with journal_at_once(dsn_of(settings), start=since) as journal:
        found = audit(journal.lines, heads=journal.heads, head_seq=journal.head_seq, start=since, anchors=known)
    if found is not None:
        sys.stderr.write(f"{_said(found)}\n")
        raise typer.Exit(1)
    met = f" and meets {len(known)} anchors" if known else ""
    print(f"the journal is whole up to row {journal.head_seq}{met}")


@group.command("anchor")
def anchor(
    file: Annotated[
        Path | None, typer.Argument(help="File to append to; FENGHUO_AUDIT__ANCHOR_FILE where none is given.")
    ] = None,
) -> None:
    """Append the heads of the journal to a file, signed where messages are signed."""
    from fenghuo.anchors import AnchorError, anchor_of, append_anchor, read_anchors, signer_of
    from fenghuo.clock import now
    from fenghuo.database import dsn_of
    from fenghuo.settings import load
    from store.postgres.auditing import journal_at_once

    settings = load()
    path = file or (Path(settings.audit.anchor_file) if settings.audit.anchor_file else None)
    if path is None:
        raise AnchorError("no file: name one, or set FENGHUO_AUDIT__ANCHOR_FILE")
    if path.exists():
        read_anchors(path)
    with journal_at_once(dsn_of(settings)) as journal:
        made = anchor_of(journal.heads, journal.head_seq, at=now())
    append_anchor(path, made, signer=signer_of(settings))
    print(f"row {made.seq}: {made.heads}")


def _said(found: Finding) -> str:
    from incidents.journal import Fault

    if found.anchor is not None:
        return (
            f"at row {found.seq} the journal is not what the anchor of {found.anchor.at.isoformat()} says of row "
            f"{found.anchor.seq}: it was written anew, or cut off"
        )
    line = found.line
    if line is None:
        return f"the journal ends before its heads: row {found.seq} and what followed it are missing, or heads changed"
    told = f"journal row {line.seq} ({line.kind}, division {line.division}, {line.at.isoformat()})"
    match found.fault:
        case Fault.HASH:
            return f"{told} is not what was written: it does not match its hash"
        case Fault.LINK:
            return f"{told} does not continue the chain of its division"
        case Fault.GAP:
            return f"{told} stands where row {found.seq} belongs: rows are missing"
        case _:
            return f"{told} stands after the head of its division's chain: the table of heads was changed"
