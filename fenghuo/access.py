"""What the settings say of how people come in, and secrets that are refused because everybody knows them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pydantic import BaseModel, SecretStr

from api.caller import Doors
from api.credentials import WELL_KNOWN
from api.oidc import Provider, Terms
from fenghuo.settings import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fenghuo.settings import Settings


def doors_of(settings: Settings) -> Doors:
    """Return what is asked of those who sign in."""
    access = settings.access
    return Doors(idle=timedelta(minutes=access.idle_minutes), second_factor=frozenset(access.totp_roles))


def provider_of(settings: Settings) -> Provider | None:
    """Return the OpenID provider that vouches for people; None when none is set."""
    oidc = settings.oidc
    if not oidc.issuer:
        return None
    return Provider(
        Terms(
            issuer=oidc.issuer,
            client_id=oidc.client_id,
            client_secret=oidc.client_secret.get_secret_value(),
            redirect_uri=oidc.redirect_uri,
            scopes=oidc.scopes,
            title=oidc.title,
            adds_people=oidc.adds_people,
            division_claim=oidc.division_claim,
        )
    )


def refuse_well_known(settings: Settings) -> None:
    """Refuse to serve with a secret that stands in examples and on every list.

    Raises:
        SettingsError: If a secret is one of them; names the variable.
    """
    for name, value in _secrets(settings, "FENGHUO"):
        if value.lower() in WELL_KNOWN:
            raise SettingsError(f"{name}: expected a secret of your own, got one that everybody knows")


def _secrets(group: BaseModel, place: str) -> Iterator[tuple[str, str]]:
    """Yield the name and text of every secret of a group of settings."""
    separator = "_" if place == "FENGHUO" else "__"
    for name in type(group).model_fields:
        value, variable = getattr(group, name), f"{place}{separator}{name.upper()}"
        if isinstance(value, SecretStr):
            yield variable, value.get_secret_value()
        elif isinstance(value, BaseModel):
            yield from _secrets(value, variable)
        elif isinstance(value, dict | tuple):
            items = value.values() if isinstance(value, dict) else value
            yield from ((variable, one.get_secret_value()) for one in items if isinstance(one, SecretStr))
            for one in items:
                if isinstance(one, BaseModel):
                    yield from _secrets(one, variable)
