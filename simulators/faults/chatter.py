"""Chatter: what comes more often than it should. Duplicates by QoS 1, and a device that floods. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from simulators.faults.fault import draw, station_of
from simulators.telegram import Telegram

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from simulators.faults.fault import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """Telegrams that come a second time, byte for byte: the acknowledgement was lost."""

    #: Division by station.
    homes: Mapping[str, str]
    window: Window
    #: Part of the telegrams that come twice, 0..1.
    share: float
    #: How much later, s.
    after_s: float
    seed: int

    def became(self, telegram: Telegram) -> Sequence[Telegram]:
        """Return the telegram, and it again where the seed says so."""
        if station_of(telegram) not in self.homes or not self.window.holds(telegram.at_s):
            return (telegram,)
        if draw(self.seed, "duplicate", telegram.at_s, telegram.topic, telegram.payload.hex()) >= self.share:
            return (telegram,)
        return (telegram, replace(telegram, at_s=telegram.at_s + self.after_s))

    def added(self) -> Iterator[Telegram]:
        """Return nothing."""
        return iter(())

    def wills(self) -> Sequence[Telegram]:
        """Return nothing."""
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Flood:
    """A device in a loop that says the same thing as fast as it can; its own reports go on in between."""

    station: str
    division: str
    window: Window
    #: Messages a second.
    rate: float
    #: What it says over and over, and its value in the canonical unit.
    property: str = "battery_voltage"
    value: float = 12.6

    def became(self, telegram: Telegram) -> Sequence[Telegram]:
        """Return the telegram."""
        return (telegram,)

    def added(self) -> Iterator[Telegram]:
        """Return the flood, one message after the other; none says its time, so each counts from its arrival."""
        topic = f"{self.division}/{self.station}/obs"
        count = 0
        # Counted, not summed: a million additions of 1 ms would drift away from the rate.
        while self.window.holds(at_s := self.window.from_s + count / self.rate):
            payload = msgspec.json.encode({"v": {self.property: self.value}, "seq": count})
            yield Telegram(at_s=at_s, topic=topic, payload=payload)
            count += 1

    def wills(self) -> Sequence[Telegram]:
        """Return nothing."""
        return ()
