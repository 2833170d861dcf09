"""``fenghuo user`` and ``fenghuo apikey``."""

from __future__ import annotations

import secrets
import sys
from typing import Annotated

import typer

user = typer.Typer(help="Make users and set passwords.", no_args_is_help=True, rich_markup_mode=None)
apikey = typer.Typer(help="Make and revoke API keys.", no_args_is_help=True, rich_markup_mode=None)


@user.callback()
def _user() -> None:
    """Keep ``user`` a group although it has few commands."""


@apikey.callback()
def _apikey() -> None:
    """Keep ``apikey`` a group although it has few commands."""


@user.command("add")
def add_user(
    name: str,
    *,
    role: Annotated[str, typer.Option(help="viewer, officer or administrator.")] = "viewer",
    password: Annotated[
        str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, help="At least 10 characters.")
    ],
    must_change: Annotated[bool, typer.Option(help="Ask for a new password at the first login.")] = True,
) -> None:
    """Make a user, or give an existing one a new password and role."""
    from fenghuo.clock import now
    from fenghuo.database import open_store
    from fenghuo.people import PeopleError, put_user
    from fenghuo.settings import load
    from incidents.people import Role

    if role not in {item.value for item in Role}:
        raise PeopleError(f"unknown role {role!r}, expected one of {', '.join(item.value for item in Role)}")
    store = open_store(load())
    try:
        put_user(store, name, password=password, role=Role(role), at=now(), must_change=must_change)
    finally:
        store.close()
    print(f"{name} is {role}")


@apikey.command("add")
def add_key(user_name: str, *, label: Annotated[str, typer.Option(help="What the key is for.")]) -> None:
    """Make an API key that acts as a user; it is printed once."""
    from fenghuo.clock import now
    from fenghuo.database import open_store
    from fenghuo.people import put_api_key
    from fenghuo.settings import load

    key = f"fh_{secrets.token_urlsafe(32)}"
    store = open_store(load())
    try:
        put_api_key(store, key, user=user_name, label=label, at=now())
    finally:
        store.close()
    sys.stderr.write("The key is shown once and stored as a hash only.\n")
    print(key)


@apikey.command("revoke")
def revoke_key(key: str) -> None:
    """Make an API key useless from now on."""
    import hashlib

    from fenghuo.clock import now
    from fenghuo.database import open_store
    from fenghuo.people import PeopleError
    from fenghuo.settings import load

    token_hash = hashlib.sha256(key.encode()).digest()
    store = open_store(load())
    try:
        if store.credential(token_hash) is None:
            raise PeopleError("no such key")
        store.revoke_credential(token_hash, at=now())
    finally:
        store.close()
    print("revoked")
