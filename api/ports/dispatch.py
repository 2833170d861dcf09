"""What the API needs of deliveries and channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from alerts.delivery import Delivery, DeliveryId, DeliveryState
    from alerts.pacing import Gate


class Deliveries(Protocol):
    """Messages to recipients, and the ways out."""

    def deliveries(
        self,
        *,
        warning: str | None = None,
        before: str | None = None,
        limit: int = 1000,
        states: Collection[DeliveryState] | None = None,
        within: str = "",
    ) -> list[Delivery]:
        """Return deliveries of a subtree, newest first, older than the id ``before``, in some states only."""

    def gates(self) -> list[Gate]:
        """Return the gates of all channels that were ever used or stopped, by name."""


class DispatchActs(Protocol):
    """What a person's act on a delivery or a channel needs."""

    def deliveries(self, ids: Collection[str]) -> dict[DeliveryId, Delivery]:
        """Return deliveries by id, locked."""

    def save_deliveries(self, deliveries: Sequence[Delivery]) -> None:
        """Insert or replace deliveries by id; whoever held one holds it no longer."""

    def forget_messages(self, ids: Collection[str]) -> None:
        """Part deliveries from the gateway's ids of earlier attempts."""

    def gate(self, channel: str) -> Gate:
        """Return what is left of a channel's limits, locked."""

    def save_gate(self, gate: Gate) -> None:
        """Write what is left of a channel's limits."""
