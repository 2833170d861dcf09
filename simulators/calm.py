"""Calm: what a station would measure on dry, ordinary days: the ground on which a truth is drawn. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sensing.instant import BEIJING
from simulators.ambience import AMBIENT, Sky, ambient, phase

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sensing.station import Station


def calm(station: Station, hours: Sequence[float], *, start_hour: float) -> list[dict[str, float]]:
    """Return the calm values of a station, canonical units, at each of some simulated hours."""
    at_h = np.asarray(hours, dtype=float)
    dry = np.zeros(len(at_h))
    sky = Sky(at_h=at_h, rain_1h=dry, rain_24h=dry, start_hour=start_hour)
    lines = {
        key: ambient(key, phases=np.asarray([phase(f"{station.id}/{key}")]), sky=sky).tolist()
        for key in (stream.property for stream in station.datastreams)
        if key in AMBIENT
    }
    return [{key: line[i] for key, line in lines.items()} for i in range(len(at_h))]


def hour_of_day(start: datetime) -> float:
    """Return the hour of the day in Beijing, 0..24, of an aware instant."""
    local = start.astimezone(BEIJING)
    return local.hour + local.minute / 60
