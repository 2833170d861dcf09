"""Directory: who stands behind an address on a connection, and under which topic what it sends goes on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sensing.station import StationId

if TYPE_CHECKING:
    from collections.abc import Callable

    from sensing.station import Registry, Station

#: Division in the topic of an address that nobody registered; it leads to quarantine, from which it is adopted.
NOWHERE: Final = "00"
_UNNAMED: Final = re.compile(r"[^A-Za-z0-9._-]")


class Directory:
    """The stations of one protocol, as they are registered at the moment."""

    __slots__ = ("_codec", "_peer", "_registry")

    def __init__(self, codec: str, peer: str, *, registry: Callable[[], Registry]) -> None:
        """Take whose addresses are looked up.

        Args:
            codec: Name of the codec in topics and in ``Station.addresses``.
            peer: Network address of the other side; stands for those who have not said who they are.
            registry: Gives the stations that are known at the moment.
        """
        self._codec = codec
        self._peer = f"peer-{_UNNAMED.sub('-', peer)}"[:64]
        self._registry = registry

    def station(self, address: str) -> Station | None:
        """Return the station registered with an address, or with the address as its id."""
        registry = self._registry()
        return registry.station_at(self._codec, address) or registry.stations.get(StationId(address))

    def topic(self, address: str = "") -> str:
        """Return the topic of what an address, or a nameless connection, sends."""
        station = self.station(address) if address else None
        if station is not None:
            return f"fh/v1/{station.division}/{station.id}/raw/{self._codec}"
        return f"fh/v1/{NOWHERE}/{address or self._peer}/raw/{self._codec}"
