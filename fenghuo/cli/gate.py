"""``fenghuo gate``: what series and drills lead to, compared with what was accepted before a release."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from fenghuo.replaying.gate import Verdict


def gate(
    *,
    name: Annotated[list[str] | None, typer.Argument(help="Series or drills; left out: all of them.")] = None,
    accept: Annotated[bool, typer.Option("--accept", help="Make what comes out the new baseline.")] = False,
    baseline: Annotated[Path | None, typer.Option(help="Folder of the accepted outcomes.")] = None,
    data: Annotated[Path | None, typer.Option(help="Folder of recorded data; what is not there is left out.")] = None,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="So many at once.")] = 2,
) -> None:
    """Replay recorded weeks and every drill, and print what differs from the accepted outcomes; exit 1 if anything."""
    from fenghuo.replaying.gate import BASELINE, DATA, judge, names
    from sensing.errors import suggestion

    known = names(data or DATA)
    chosen = name or known
    for each in chosen:
        if each not in known:
            raise typer.BadParameter(f'unknown "{each}"{suggestion(each, known) or ", expected " + ", ".join(known)}')
    found = judge(chosen, baseline=baseline or BASELINE, data=data or DATA, jobs=jobs, accept=accept, on_done=_say)
    if not accept and any(verdict.differences for verdict in found):
        raise typer.Exit(1)


def _say(verdict: Verdict) -> None:
    replayed, outcome = verdict.replayed, verdict.replayed.outcome
    met = sum(each["outcome"] in {"met", "kept"} for each in outcome["expected"])
    print(
        f"{replayed.name:<22} {replayed.simulated_s / 3600:>5.0f} h  {replayed.simulated_s / replayed.wall_s:>7,.0f}×  "
        f"{len(outcome['warnings']):>3} warnings  {met}/{len(outcome['expected'])} expected  "
        f"{'same' if not verdict.differences else f'{len(verdict.differences)} differences'}"
    )
    for line in verdict.differences:
        print(f"  {line}", flush=True)
