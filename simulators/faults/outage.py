"""Outage: stations that cannot be heard for a while, for want of network or of power, and what comes afterwards.

With the network away a device that can store forwards everything at once when it is back; with the power away there
is nothing to forward. The broker publishes the last will of each station after the keep-alive has run out; on its
return a station says that it is online before it says anything else. Neither message carries a time: a will is left
with the broker long before, and a station that starts has often no clock yet. Pure.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simulators.faults.fault import draw, station_of
from simulators.telegram import Telegram

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from simulators.faults.fault import Window

#: From the last sign of a station to its will, simulated s: one and a half times a keep-alive of a minute.
#: MQTT 3.1.1, 3.1.2.10.
GRACE_S = 90.0
#: From the message that a station is back to the first that it had stored, s.
_CONNECTED_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """Some stations are not heard until the window ends."""

    #: Division by station.
    homes: Mapping[str, str]
    window: Window
    #: Part of the stations that store what they could not send, 0..1; the seed chooses them.
    stores: float = 0.0
    #: How long the stored messages take when everything comes at once, s.
    burst_s: float = 10.0
    #: Whether they come in any order instead of their own.
    is_shuffled: bool = False
    #: Whether the broker has a last will of theirs.
    has_will: bool = True
    seed: int = 0

    def became(self, telegram: Telegram) -> Sequence[Telegram]:
        """Return the telegram at its time, after the outage, or not at all."""
        name = station_of(telegram)
        if name not in self.homes or not self.window.holds(telegram.at_s):
            return (telegram,)
        # A state is told anew on return; the old one would only contradict it.
        if telegram.is_retained or math.isinf(self.window.until_s) or not self._is_storing(name):
            return ()
        return (replace(telegram, at_s=self._comes_at(telegram)),)

    def added(self) -> Iterator[Telegram]:
        """Return that each station is back."""
        if not math.isinf(self.window.until_s):
            yield from status_of(self.homes, at_s=self.window.until_s, is_online=True)

    def wills(self) -> Sequence[Telegram]:
        """Return the last wills; an outage shorter than the keep-alive goes unnoticed."""
        at_s = self.window.from_s + GRACE_S
        if not self.has_will or at_s >= self.window.until_s:
            return ()
        return tuple(status_of(self.homes, at_s=at_s, is_online=False))

    def _is_storing(self, name: str) -> bool:
        return draw(self.seed, "stores", name) < self.stores

    def _comes_at(self, telegram: Telegram) -> float:
        window = self.window
        if self.is_shuffled:
            part = draw(self.seed, "shuffled", telegram.at_s, telegram.topic, telegram.payload.hex())
        else:
            part = (telegram.at_s - window.from_s) / (window.until_s - window.from_s)
        return window.until_s + _CONNECTED_S + part * self.burst_s


def status_of(homes: Mapping[str, str], *, at_s: float, is_online: bool) -> Iterator[Telegram]:
    """Return the retained status of each station, by name.

    Args:
        homes: Division by station.
        at_s: When, simulated seconds since the start.
        is_online: Whether they came or went.
    """
    payload = b'{"state":"online"}' if is_online else b'{"state":"offline"}'
    for name, division in sorted(homes.items()):
        yield Telegram(at_s=at_s, topic=f"{division}/{name}/status", payload=payload, is_retained=True)
