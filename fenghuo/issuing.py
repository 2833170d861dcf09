"""Who issues this installation's warnings."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from alerts.issuer import Issuer
from fenghuo.boundaries import area_of

if TYPE_CHECKING:
    from fenghuo.settings import Settings


def issuer_of(settings: Settings) -> Issuer:
    """Return the issuer that the settings name."""
    return Issuer(
        sender=settings.issuer.sender,
        sender_name=settings.issuer.name,
        status=settings.issuer.status,
        valid_for=timedelta(hours=settings.issuer.expires_hours),
        area=area_of,
    )
