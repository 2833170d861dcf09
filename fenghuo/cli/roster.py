"""``fenghuo roster``: who has the watch."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from fenghuo.cli.people import opened_store

group = typer.Typer(help="Who has the watch, now and by plan.", no_args_is_help=True, rich_markup_mode=None)


@group.command("show")
def show() -> None:
    """Write the roster as the YAML document that `roster put` reads."""
    import yaml

    from incidents.roster_document import shift_json

    with opened_store() as store:
        document = {"shifts": [shift_json(shift) for shift in store.shifts()]}
    print(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), end="")


@group.command("put")
def put(file: Annotated[Path, typer.Argument(help="YAML or JSON: `shifts: […]`.")]) -> None:
    """Put the shifts of a file in the place of all there are."""
    from fenghuo.clock import now
    from fenghuo.duty import put_roster, read_roster

    shifts = read_roster(file.read_text("utf-8"), origin=file.name)
    with opened_store() as store:
        put_roster(store, shifts, at=now())
    print(f"{len(shifts)} shifts")


@group.command("now")
def show_now(
    *,
    division: Annotated[str, typer.Option(help="12-digit code; without: the whole city.")] = "",
    post: Annotated[str, typer.Option(help="Which watch.")] = "watch",
    as_json: Annotated[bool, typer.Option("--json", help="As JSON on stdout.")] = False,
) -> None:
    """Say who has the watch, in the order in which they are called."""
    from fenghuo.clock import now

    with opened_store() as store:
        people = store.on_duty(division, at=now(), post=post)
    if as_json:
        shown: list[dict[str, Any]] = [{"user": one.name, "display_name": one.display_name} for one in people]
        print(json.dumps(shown, ensure_ascii=False))
        return
    for one in people:
        print(f"{one.name}\t{one.display_name}".rstrip())
