"""How entries become journal rows: sequence numbers, and the link to the division's last hash.

Pure. An entry is first brought to plain JSON (lists for tuples, text keys), because what is hashed must be
exactly what a reader gets back.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec

from incidents.journal import GENESIS, Row, canonical_data, chain_hash
from store.codec import json_text

if TYPE_CHECKING:
    from collections.abc import Iterable, MutableMapping

    from incidents.journal import Entry


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    """Return data as a reader gets it back.

    Raises:
        StoreError: If a value is not plain or not finite.
    """
    try:
        read: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(data))
    except (TypeError, ValueError):
        # Half a surrogate pair, an integer beyond 64 bits: rare enough for the patient way.
        read = {}
    # What did not come back as it went is not plain: a number that is not finite is written as null.
    return read if read == data else msgspec.json.decode(json_text(data))


def link(entries: Iterable[Entry], *, heads: MutableMapping[str, bytes], last: int) -> tuple[list[Row], list[str]]:
    """Return the rows that continue the chains, and their data as JSON; move the heads.

    Args:
        entries: What is journalled, in order.
        heads: Last hash per division; a division without one starts its chain.
        last: Sequence number of the last row of the whole journal.
    """
    rows, texts = [], []
    for seq, entry in enumerate(entries, start=last + 1):
        plain = replace(entry, data=_plain(entry.data))
        text = canonical_data(plain.data)
        previous = heads.get(entry.division, GENESIS)
        heads[entry.division] = chain_hash(previous, plain, data=text)
        rows.append(Row(seq=seq, entry=plain, previous=previous, hash=heads[entry.division]))
        texts.append(text)
    return rows, texts
