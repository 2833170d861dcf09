"""One gauge with tight limits, and its readings five minutes apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ingest.quality.controls import controls_of
from sensing.batch import Batch, make_batch
from sensing.limits import Limits
from sensing.quality import Check
from sensing.station import Datastream, DatastreamNumber, Registry, Station, StationId, StationKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.quality.controls import Controls
    from sensing.mark import Mark

#: 2025-11-23T01:06:40Z.
T0 = 1_763_860_000_000_000
MINUTE = 60_000_000
STEP = 5 * MINUTE
LIMITS = Limits(
    hard=(-50, 50), soft=((-40, 40),), rise=60, fall=60, stuck=timedelta(minutes=20), spike=2, shift=3, oscillation=1.5
)


def a_gauge(
    name: str = "A", /, *, number: int = 1, key: str = "water_level", limits: Limits = LIMITS, **more: Any
) -> Station:
    """Return a station with one datastream; ``more`` changes its limits."""
    stream = Datastream(
        number=DatastreamNumber(number), property=key, unit="", limits=replace(limits, **more)
    )  # fmt: skip
    return Station(
        id=StationId(name),
        name=name,
        kind=StationKind.RIVER_GAUGE,
        division="411528000000",
        lon=114.7,
        lat=32.3,
        datastreams=(stream,),
    )


def a_registry(*stations: Station) -> Registry:
    return Registry(stations or (a_gauge(),))


def controls(*stations: Station, marks: tuple[Mark, ...] = ()) -> Controls:
    return controls_of(a_registry(*stations), marks)


def readings(values: Sequence[float], *, number: int = 1, first: int = 0, delay: int = 0, **more: Any) -> Batch:
    """Return readings of one datastream, five minutes apart from place ``first`` on, arrived ``delay`` µs later."""
    times = [T0 + (first + place) * STEP for place in range(len(values))]
    return make_batch(
        datastream=[number] * len(values),
        phenomenon_time=times,
        result_time=[time + delay for time in times],
        value=values,
        **more,
    )


def whys(batch: Batch) -> list[Check]:
    return [Check(int(why)) for why in batch.why]
