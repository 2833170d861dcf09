"""``fenghuo contact``: what is kept of a person who is told about warnings."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from alerts.personal import PersonalData

group = typer.Typer(help="Give out or erase what is kept of a person.", no_args_is_help=True, rich_markup_mode=None)
Person = Annotated[str, typer.Argument(help="What the person's contacts share, or the id of the only one.")]


@group.command("export")
def export(person: Person) -> None:
    """Print everything that is kept of a person, as JSON."""
    from alerts.personal import personal_json
    from fenghuo.cli.people import opened_store

    with opened_store() as store, store.begin() as transaction:
        data = transaction.personal_data(person)
        _require(data)
        print(json.dumps(personal_json(data), ensure_ascii=False, indent=2))


@group.command("erase")
def erase(
    person: Person,
    *,
    reason: Annotated[str, typer.Option(help="Why; kept in the journal.")],
    confirm: Annotated[
        str, typer.Option(help="The `confirm` of `fenghuo contact export`; without it, only what would go is said.")
    ] = "",
) -> None:
    """Erase name, addresses and words of a person; that messages went out, and how places answered, stays."""
    from alerts.personal import erased_entry, personal_json
    from fenghuo.cli.people import opened_store
    from fenghuo.clock import now
    from fenghuo.os_user import os_user

    with opened_store() as store, store.begin() as transaction:
        data = transaction.personal_data(person)
        _require(data)
        expected = personal_json(data)["confirm"]
        told = ", ".join(f"{count} {name}" for name, count in data.counts.items())
        if data.is_under_way:
            _refuse(f"a message to {person} waits to be sent: try again when it has left or was dropped")
        if confirm != expected:
            _refuse(f"{told}; nothing erased: say --confirm {expected} to do it")
        transaction.erase_person(data)
        transaction.journal([erased_entry(data, actor=f"cli:{os_user()}", reason=reason, at=now())])
    print(f"erased: {told}; the evidence stays")


def _require(data: PersonalData) -> None:
    if not data.contacts:
        _refuse(f"no contact of {data.person!r}")


def _refuse(why: str) -> None:
    sys.stderr.write(f"fenghuo: {why}\n")
    raise typer.Exit(1)
