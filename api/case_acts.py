"""Case acts: what routes about incidents share: whose they are, and that warnings follow whatever changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.issuing import follow
from geo.river_network import RiverNetwork
from incidents.errors import UnknownIncidentError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from api.parts import ApiParts
    from api.ports import Transaction
    from incidents.incident import Incident


def check_reach(incident: Incident | None, incident_id: str, *, within: str) -> Incident:
    """Return an incident of the caller's subtree.

    Raises:
        UnknownIncidentError: If there is none of that id there; what lies elsewhere is as unknown as what is nowhere.
    """
    if incident is None or not incident.division.startswith(within):
        raise UnknownIncidentError(f"no incident has the id {incident_id!r}")
    return incident


def network_of(parts: ApiParts) -> RiverNetwork:
    """Return the rivers, where a rule of inhibition may ask for them."""
    if not parts.store.procedures():
        return RiverNetwork(())
    return RiverNetwork(parts.store.rivers(), stations=parts.store.stations())


def follow_up(transaction: Transaction, changed: Sequence[Incident], *, parts: ApiParts, now: datetime) -> None:
    """Let warnings follow incidents that changed."""
    if changed:
        follow(transaction, changed, policy=parts.policy, issuer=parts.issuer, now=now)
