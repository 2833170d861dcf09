"""``fenghuo user`` and ``fenghuo apikey``."""

from __future__ import annotations

import json
import secrets
import sys
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from sensing.instant import format_instant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from incidents.people import Role
    from store.postgres import PostgresStore

user = typer.Typer(
    help="Make users, set passwords, say what people may do.", no_args_is_help=True, rich_markup_mode=None
)
apikey = typer.Typer(help="Make, list and revoke API keys.", no_args_is_help=True, rich_markup_mode=None)

AsJson = Annotated[bool, typer.Option("--json", help="As JSON on stdout.")]
Division = Annotated[
    str | None, typer.Option(help="12-digit code of the subtree that the person sees; all: everywhere.")
]


@contextmanager
def opened_store() -> Iterator[PostgresStore]:
    """Open the store of the settings for as long as a command needs it."""
    from fenghuo.database import open_store
    from fenghuo.settings import load

    store = open_store(load())
    try:
        yield store
    finally:
        store.close()


def _role(word: str) -> Role:
    from fenghuo.people import PeopleError
    from incidents.people import Role

    if word not in {item.value for item in Role}:
        raise PeopleError(f"unknown role {word!r}, expected one of {', '.join(item.value for item in Role)}")
    return Role(word)


def _division(code: str | None) -> str | None:
    from geo.division import parse_division

    if code is None or code == "all":
        return None if code is None else ""
    return parse_division(code)


@user.command("add")
def add_user(
    name: str,
    *,
    role: Annotated[
        str, typer.Option(help="viewer, officer, approver, commander, administrator or organiser.")
    ] = "viewer",
    division: Division = None,
    password: Annotated[
        str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, help="At least 10 characters.")
    ],
    must_change: Annotated[bool, typer.Option(help="Ask for a new password at the first login.")] = True,
) -> None:
    """Make a user, or give an existing one a new password and role."""
    from fenghuo.clock import now
    from fenghuo.people import put_user

    chosen, place = _role(role), _division(division)
    with opened_store() as store:
        put_user(store, name, password=password, role=chosen, at=now(), must_change=must_change, division=place)
    print(f"{name} is {role}")


@user.command("list")
def list_users(*, as_json: AsJson = False) -> None:
    """List who there is."""
    with opened_store() as store:
        users = store.users()
    if as_json:
        shown = [
            {"name": one.name, "role": one.role.value, "division": one.division, "is_disabled": one.is_disabled}
            for one in users
        ]
        print(json.dumps(shown, ensure_ascii=False))
        return
    for one in users:
        place, note = one.division or "all", "disabled" if one.is_disabled else ""
        print(f"{one.name}\t{one.role.value}\t{place}\t{note}".rstrip())


@user.command("role")
def set_role(name: str, role: str, *, division: Division = None) -> None:
    """Say what a user may do, and where; counts from the next request on."""
    from fenghuo.clock import now
    from fenghuo.people import change_user

    chosen, place = _role(role), _division(division)
    with opened_store() as store:
        changed = change_user(store, name, at=now(), role=chosen, division=place)
    print(f"{name} is {role} of {changed.division or 'all'}")


@user.command("disable")
def disable_user(name: str) -> None:
    """Let a user in no more: every session and key ends at once."""
    from fenghuo.clock import now
    from fenghuo.people import change_user

    with opened_store() as store:
        change_user(store, name, at=now(), is_disabled=True)
    print(f"{name} is disabled")


@user.command("enable")
def enable_user(name: str) -> None:
    """Let a user in again; keys and sessions that ended stay so."""
    from fenghuo.clock import now
    from fenghuo.people import change_user

    with opened_store() as store:
        change_user(store, name, at=now(), is_disabled=False)
    print(f"{name} is enabled")


@apikey.command("add")
def add_key(
    user_name: str,
    *,
    label: Annotated[str, typer.Option(help="What the key is for.")],
    days: Annotated[float | None, typer.Option(help="Days until it expires; without: never.")] = None,
) -> None:
    """Make an API key that acts as a user; it is printed once."""
    from fenghuo.clock import now
    from fenghuo.people import put_api_key

    key, at = f"fh_{secrets.token_urlsafe(32)}", now()
    with opened_store() as store:
        expires = None if days is None else at + timedelta(days=days)
        put_api_key(store, key, user=user_name, label=label, at=at, expires=expires)
    sys.stderr.write("The key is shown once and stored as a hash only.\n")
    print(key)


@apikey.command("list")
def list_keys() -> None:
    """List the keys that open the door, by id; never a key itself."""
    from fenghuo.clock import now
    from incidents.people import CredentialKind

    with opened_store() as store:
        keys = store.credentials(at=now(), kind=CredentialKind.API_KEY)
    for one in keys:
        expires = "never expires" if one.expires is None else f"until {format_instant(one.expires)}"
        seen = "never used" if one.seen is None else f"used {format_instant(one.seen)}"
        print(f"{one.id}\t{one.user}\t{one.label}\t{expires}\t{seen}")


@apikey.command("revoke")
def revoke_key(key: str) -> None:
    """Make an API key, given by its id or by itself, useless from now on."""
    from fenghuo.clock import now
    from fenghuo.people import revoke_key as revoke

    with opened_store() as store:
        revoke(store, key, at=now())
    print("revoked")
