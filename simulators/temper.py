"""Temper: what is one station's own in a run, drawn from the seed or from its name. Pure."""

from __future__ import annotations

from math import sin, tau
from zlib import crc32

import numpy as np


def generator(seed: int, station: str, matter: str, *, moment: int = 0) -> np.random.Generator:
    """Return the dice of a station for a matter in a run; at another moment they fall otherwise."""
    return np.random.default_rng([seed, crc32(f"{station}/{matter}".encode()), moment])


def temper(seed: int, station: str, matter: str) -> float:
    """Return a number of −1..1 that belongs to a station and a matter for a whole run."""
    return float(generator(seed, station, matter).uniform(-1.0, 1.0))


def sway(key: str, at_h: float) -> float:
    """Return a slow irregular swing around 0, within ±1, that belongs to a key."""
    phase = crc32(key.encode()) / 2**32 * tau
    return (sin(tau * at_h / 5.1 + phase) + 0.6 * sin(tau * at_h / 1.7 + 2.3 * phase)) / 1.6
