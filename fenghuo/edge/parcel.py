"""Parcel: facts as a signed file, to be carried by hand where no link is left, and as what a link carries.

The head says who made it, when, up to where its maker knows each node's facts, and how many facts follow. Taking the
same parcel twice, or an older one after a newer, changes nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fenghuo.edge.seal import opened, sealed
from incidents.convergence.fact import FactError, read_fact
from incidents.journal import canonical_data
from sensing.errors import FenghuoError, InstantError
from sensing.instant import format_instant, parse_instant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

    from incidents.convergence.fact import Fact

FORMAT: Final = "fenghuo-parcel/1"


class ParcelError(FenghuoError):
    """A file is no parcel of facts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Some facts, and what their bearer knows."""

    #: Node that made it.
    node: str
    made: datetime
    #: Up to which number its maker knows each node's facts.
    heads: Mapping[str, int]
    facts: tuple[Fact, ...]


def written(parcel: Parcel, key: Ed25519PrivateKey) -> bytes:
    """Return a parcel as the bytes of its file."""
    head = {
        "format": FORMAT,
        "node": parcel.node,
        "made": format_instant(parcel.made),
        "heads": dict(parcel.heads),
        "facts": len(parcel.facts),
    }
    return sealed("\n".join([canonical_data(head), *(fact.line() for fact in parcel.facts)]), key)


def read(data: bytes, *, trusted: Sequence[Ed25519PublicKey], origin: str) -> Parcel:
    """Return the parcel of a file.

    Raises:
        SealError: If it is not what somebody trusted has signed.
        ParcelError: If it is no parcel.
    """
    lines = opened(data, trusted=trusted, origin=origin)
    try:
        head = json.loads(lines[0])
        if head["format"] != FORMAT:
            raise ParcelError(f"{origin}: expected {FORMAT}, got {head['format']!r}")
        parcel = Parcel(
            node=str(head["node"]),
            made=parse_instant(head["made"]),
            heads={str(node): int(number) for node, number in head["heads"].items()},
            facts=tuple(read_fact(line) for line in lines[1:]),
        )
        count = int(head["facts"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, FactError, InstantError) as error:
        raise ParcelError(f"{origin}: expected a parcel of facts, got: {error}") from None
    if count != len(parcel.facts):
        raise ParcelError(f"{origin}: expected {count} facts, got {len(parcel.facts)}")
    return parcel
