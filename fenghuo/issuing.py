"""Who issues this installation's warnings, and who signs its rules."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from alerts.issuer import Issuer, bare_area
from alerts.targeting_extent import Limits
from alerts.targeting_ground import no_places
from fenghuo.edge.standing import caveat_of
from fenghuo.sealing import Sealer, prefix_of_identifiers
from rules.signing import SigningPolicy
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Callable

    from alerts.targeting_ground import Places
    from alerts.warning import Area
    from fenghuo.settings import Settings


def issuer_of(
    settings: Settings, *, area: Callable[[str, str], Area] = bare_area, places: Callable[[], Places] = no_places
) -> Issuer:
    """Return the issuer that the settings name, who draws warnings' areas so and finds places there."""
    return Issuer(
        sender=settings.issuer.sender,
        sender_name=settings.issuer.name,
        status=settings.issuer.status,
        valid_for=timedelta(hours=settings.issuer.expires_hours),
        area=area,
        telephone=settings.issuer.telephone,
        seal=Sealer(settings.cap, contact=settings.issuer.telephone).seal,
        prefix=prefix_of_identifiers(settings),
        authority=settings.issuer.authority,
        places=places,
        caveat=caveat_of(settings.edge),
        limits=Limits(
            km2=settings.issuer.confirm_km2,
            people=settings.issuer.confirm_people,
            share=settings.issuer.confirm_share,
        ),
    )


def signing_of(settings: Settings) -> SigningPolicy:
    """Return what the settings ask of whoever changes a rule."""
    asked = settings.rules
    return SigningPolicy(
        level=Level.parse(asked.sign_from) if asked.sign_from else None,
        hazards=asked.sign_hazards,
        needs_reason=asked.needs_reason,
    )
