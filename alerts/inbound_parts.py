"""Inbound parts: long messages of people, put together from parts each of which is kept as it comes. Pure.

A gateway is told that it need not keep a part before the others are there, and some send the next one only then: so
parts wait in the store, where no restart loses them. One whose others do not come is read alone after a while: an
answer in pieces is still an answer.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from alerts.outgoing import Inbound

#: How long a part waits for the others.
PATIENCE: Final = timedelta(seconds=30)


def joined(waiting: Iterable[tuple[int, Inbound]], *, now: datetime) -> list[tuple[tuple[int, ...], Inbound]]:
    """Return the messages that can be read, each with the numbers of what it was put together from, oldest first.

    Args:
        waiting: What nobody has read, by number.
        now: When.
    """
    groups: dict[tuple[object, ...], list[tuple[int, Inbound]]] = {}
    for number, each in sorted(waiting, key=lambda row: row[0]):
        part = each.part
        key = (number,) if part is None else (each.channel, each.address, part.reference, part.count)
        groups.setdefault(key, []).append((number, each))
    found = [
        (tuple(number for number, _ in rows), _whole([each for _, each in rows]))
        for rows in groups.values()
        if _is_ready([each for _, each in rows], now=now)
    ]
    return sorted(found, key=lambda row: row[0])


def _is_ready(pieces: list[Inbound], *, now: datetime) -> bool:
    first = pieces[0].part
    there = {each.part.number for each in pieces if each.part is not None}
    return first is None or len(there) >= first.count or now - min(each.at for each in pieces) >= PATIENCE


def _whole(pieces: list[Inbound]) -> Inbound:
    """Return the message of some pieces; it is as old as the last of them."""
    # One that came twice is there once.
    texts = {each.part.number if each.part else 0: each.text for each in pieces}
    text = "".join(texts[number] for number in sorted(texts))
    return replace(pieces[0], text=text, at=max(each.at for each in pieces), part=None)
