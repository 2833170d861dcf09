"""Reading parcel: readings of a node as signed lines, one a datastream and hour, and how they are taken in above.

A node may speak for stations in the divisions that it watches. Rules do not judge what comes this way: what the node
itself judged comes as facts. A reading that is there already stays as it was.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final

from fenghuo.edge.seal import opened, sealed
from geo.division import covers
from incidents.journal import canonical_data
from sensing.batch import concat, make_batch
from sensing.errors import FenghuoError, InstantError
from sensing.instant import format_instant, from_micros

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

    from fenghuo.edge.readings import Portion
    from sensing.batch import Batch
    from sensing.station import Station
    from store.memory import MemoryStore
    from store.postgres import PostgresStore

FORMAT: Final = "fenghuo-readings/1"
_MOST: Final = 100_000


class ReadingsError(FenghuoError):
    """Bytes are no parcel of readings."""


def written(portions: Sequence[Portion], *, node: str, made: datetime, key: Ed25519PrivateKey) -> bytes:
    """Return readings as the bytes of a message."""
    head = {"format": FORMAT, "node": node, "made": format_instant(made)}
    lines = [canonical_data(_line(each)) for each in portions]
    return sealed("\n".join([canonical_data(head), *lines]), key)


def take(
    data: bytes,
    *,
    store: PostgresStore | MemoryStore,
    trusted: Sequence[Ed25519PublicKey],
    node: str,
    divisions: Sequence[str],
) -> int:
    """Keep the readings of a message; return how many were new.

    Args:
        data: As it came.
        store: Where they are kept.
        trusted: Keys of the nodes that may speak.
        node: From whose subject it came.
        divisions: What that node watches.

    Raises:
        SealError: If nobody trusted has signed it.
        ReadingsError: If it is no parcel of that node's readings.
    """
    lines = opened(data, trusted=trusted, origin=node)
    try:
        head = json.loads(lines[0])
        if (head["format"], head["node"]) != (FORMAT, node):
            raise ReadingsError(f"expected {FORMAT} of {node}, got {head['format']!r} of {head['node']!r}")
        known = {str(each.id): each for each in store.stations() if any(covers(d, each.division) for d in divisions)}
        batches = [batch for line in lines[1:] if (batch := _batch(json.loads(line), known)) is not None]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError, InstantError) as error:
        raise ReadingsError(f"expected readings of {node}, got: {error}") from None
    with store.begin() as tx:
        return tx.append(concat(batches))


def _line(portion: Portion) -> dict[str, Any]:
    batch = portion.batch
    told: dict[str, Any] = {
        "station": portion.station,
        "property": portion.property,
        "t": batch.phenomenon_time.tolist(),
        "r": batch.result_time.tolist(),
        "v": batch.value.tolist(),
        "q": batch.quality.tolist(),
        "why": batch.why.tolist(),
    }
    places = list(zip(batch.lon.tolist(), batch.lat.tolist(), strict=True))
    if any(not math.isnan(lon) for lon, _ in places):
        told["at"] = [None if math.isnan(lon) else [lon, lat] for lon, lat in places]
    return told


def _batch(told: dict[str, Any], known: dict[str, Station]) -> Batch | None:
    """Return the readings of a line; None where nobody above knows the station, or the node may not speak for it."""
    station = known.get(str(told["station"]))
    streams = station.datastreams if station is not None else ()
    stream = next((each for each in streams if str(each.property) == told["property"]), None)
    if stream is None:
        return None
    times = [int(each) for each in told["t"]]
    if len(times) > _MOST or not all(math.isfinite(float(value)) for value in told["v"]):
        raise ReadingsError(f"expected at most {_MOST} finite readings of {told['station']}")
    columns = [told[name] for name in ("t", "r", "v", "q", "why")] + ([told["at"]] if "at" in told else [])
    if any(len(column) != len(times) for column in columns):
        raise ReadingsError(f"expected columns of one length of {told['station']}")
    for instant in (min(times, default=0), max(times, default=0)):
        from_micros(instant)
    places = [each or (math.nan, math.nan) for each in told.get("at") or [None] * len(times)]
    return make_batch(
        datastream=[stream.number] * len(times),
        phenomenon_time=times,
        result_time=[int(each) for each in told["r"]],
        value=[float(each) for each in told["v"]],
        quality=[int(each) for each in told["q"]],
        why=[int(each) for each in told["why"]],
        lon=[float(lon) for lon, _ in places],
        lat=[float(lat) for _, lat in places],
    )
