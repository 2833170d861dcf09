"""Datastream numbers and addresses of stations.

A number is given once, dense and never reused; an address belongs to one station. Pure; the store remembers both.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sensing.errors import RegistryError
from sensing.station import DatastreamNumber, Registry

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sensing.station import Station


def numbered(stations: Sequence[Station], *, known: Mapping[tuple[str, str], int]) -> list[Station]:
    """Return the stations with every datastream numbered.

    Args:
        stations: As given; numbers they carry are ignored, the store alone gives them.
        known: Number by (station, property) of every datastream ever stored, removed ones included.

    Raises:
        RegistryError: If a station or a property occurs twice, or a unit does not fit its property.
    """
    Registry(stations)
    numbers = dict(known)
    following = max(numbers.values(), default=0) + 1
    result = []
    for station in stations:
        streams = []
        for stream in station.datastreams:
            number = numbers.setdefault((station.id, stream.property), following)
            following = max(following, number + 1)
            streams.append(replace(stream, number=DatastreamNumber(number)))
        result.append(replace(station, datastreams=tuple(streams)))
    return result


def check_addresses(
    stations: Sequence[Station], *, known: Mapping[str, Mapping[str, str]], shown: Collection[str] | None = None
) -> None:
    """Refuse stations that claim the address of another one.

    Args:
        stations: About to be stored; among themselves they agree.
        known: Addresses by codec, by station, of what is stored; those of ``stations`` are about to be replaced.
        shown: Stations that may be named to whoever asks; None: all.

    Raises:
        RegistryError: If an address belongs to a station that stays.
    """
    replaced = {station.id for station in stations}
    owners = {
        address: owner for owner, addresses in known.items() if owner not in replaced for address in addresses.items()
    }
    for station in stations:
        for codec, address in station.addresses.items():
            if (codec, address) in owners:
                owner = owners[codec, address]
                named = repr(owner) if shown is None or owner in shown else "another station"
                message = f"{codec} address {address!r} belongs to {named} and to {station.id!r}"
                raise RegistryError(message)
