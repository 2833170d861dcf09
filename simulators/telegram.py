"""Telegram: one message of a device on its way, as the broker would see it. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Telegram:
    """What a device publishes, and when; sorts by time."""

    #: When it leaves the device, simulated seconds since the start.
    at_s: float
    #: Below the topic's root: ``{division}/{station}/{kind}``.
    topic: str
    payload: bytes
    is_retained: bool = False
