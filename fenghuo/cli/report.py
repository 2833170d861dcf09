"""``fenghuo report``: what happened and how well it was met, from the journal alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Lang = Annotated[str, typer.Option("--lang", help="zh or en.")]
Html = Annotated[Path | None, typer.Option(help="File to write the page to.")]
Pdf = Annotated[Path | None, typer.Option(help="File to write the PDF to.")]
AsJson = Annotated[bool, typer.Option("--json", help="Facts, figures and scores as one JSON document on stdout.")]


def report(
    *,
    situation: Annotated[str, typer.Option(help="Id of a situation.")] = "",
    incident: Annotated[str, typer.Option(help="Id of an incident.")] = "",
    start: Annotated[str, typer.Option("--from", help="First instant, RFC 3339.")] = "",
    end: Annotated[str, typer.Option("--to", help="Last instant, RFC 3339; now.")] = "",
    division: Annotated[str, typer.Option(help="12-digit code; without: everything.")] = "",
    lang: Lang = "zh",
    html: Html = None,
    pdf: Pdf = None,
    as_json: AsJson = False,
) -> None:
    """Make the after-action report of a real event; without a file, print its scores."""
    from api.reporting import Asked, facts_for
    from fenghuo.cli.people import opened_store
    from fenghuo.clock import now
    from fenghuo.reporting import Outlets
    from geo.division import prefix_of
    from sensing.instant import parse_instant

    outlets = Outlets(html=html, pdf=pdf, as_json=as_json, language=lang)
    made = now()
    asked = Asked(
        situation=situation,
        incident=incident,
        start=parse_instant(start) if start else None,
        end=parse_instant(end) if end else made,
        within=prefix_of(division) if division else "",
    )
    with opened_store() as store:
        facts = facts_for(store, asked, now=made)
    for line in outlets.write(facts):
        print(line)


def drill_report(
    run: Annotated[Path, typer.Argument(help="Folder of a recorded run.")],
    *,
    compare: Annotated[Path | None, typer.Option(help="Folder of an earlier run of the same drill.")] = None,
    lang: Lang = "zh",
    html: Html = None,
    pdf: Pdf = None,
    as_json: AsJson = False,
) -> None:
    """Make the after-action report of a recorded drill; without a file, print its scores."""
    from fenghuo.clock import now
    from fenghuo.reporting import Outlets, recorded_facts
    from reports.comparison import compared

    outlets = Outlets(html=html, pdf=pdf, as_json=as_json, language=lang)
    made = now()
    facts = recorded_facts(run, now=made)
    comparison = None if compare is None else compared(facts, recorded_facts(compare, now=made))
    for line in outlets.write(facts, comparison=comparison):
        print(line)
