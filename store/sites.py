"""What putting must-reach sites means: which of them really change, and what the journal says of it. Pure."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from incidents.journal import Entry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from alerts.site import Site


def site_entries(sites: Sequence[Site], *, known: Mapping[Any, Site], actor: str, at: datetime) -> list[Entry]:
    """Return what the journal says of sites that are put, each given once."""
    entries = []
    for site in sites:
        before = known.get(site.id)
        if before == site:
            continue
        data: dict[str, Any] = {"actor": actor, "site": site.id, "name": site.name}
        if before is None:
            data["act"] = "created"
        else:
            changed = [each.name for each in fields(site) if getattr(before, each.name) != getattr(site, each.name)]
            data |= {"act": "changed", "fields": changed}
        entries.append(Entry(kind="site", division=site.division, at=at, data=data))
    return entries
