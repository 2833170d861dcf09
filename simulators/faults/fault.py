"""Fault: what both kinds of fault promise, when they hold, and the chance they share. Pure.

A fault of a report acts between the world's values and their encoding; a fault of a telegram acts between the
device and the broker. Both are stateless: what becomes of one report or telegram depends on it alone, so that the
order in which the others pass is never touched.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from simulators.report import Report
    from simulators.telegram import Telegram

    #: True value of a station's property at simulated seconds; None where it has none.
    Truth = Callable[[str, str, float], float | None]

_BYTES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From when until when a fault holds."""

    #: Simulated seconds since the start; the end is no longer part of it.
    from_s: float
    until_s: float = math.inf

    def holds(self, at_s: float) -> bool:
        """Tell whether an instant is in it."""
        return self.from_s <= at_s < self.until_s


class ReportFault(Protocol):
    """Something is wrong with what a station measures or with its clock."""

    def changed(self, report: Report, *, truth: Truth) -> Report:
        """Return the report as the station makes it."""
        ...


class TransportFault(Protocol):
    """Something is wrong between a station and the broker."""

    @property
    def window(self) -> Window:
        """Return when it holds."""
        ...

    def became(self, telegram: Telegram) -> Sequence[Telegram]:
        """Return what becomes of a telegram, none of it earlier than the telegram itself."""
        ...

    def added(self) -> Iterator[Telegram]:
        """Return what devices say because of the fault, in order of time; it meets the other faults like the rest."""
        ...

    def wills(self) -> Sequence[Telegram]:
        """Return the last wills that the broker publishes; no fault keeps it from doing so."""
        ...


Fault = ReportFault | TransportFault


def draw(seed: int, *words: object) -> float:
    """Return a number 0 ≤ x < 1 that belongs to the words; the same on every machine."""
    text = "\x1f".join(map(str, (seed, *words)))
    digest = blake2b(text.encode(), digest_size=_BYTES).digest()
    # 53 bits fill a float exactly; with all 64 the largest would be rounded up to 1.
    return (int.from_bytes(digest) >> 11) / 2**53


def station_of(telegram: Telegram) -> str:
    """Return the id of the station whose topic a telegram goes to."""
    return telegram.topic.split("/", 2)[1]
