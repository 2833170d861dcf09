"""History: the readings of many datastreams over a long time, for back-tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sensing.batch import Batch, concat
from store.postgres.columns import array_of, times_of
from store.postgres.instants import instant
from store.queries import named_queries
from store.skimming import as_it_was, skim

if TYPE_CHECKING:
    from collections.abc import Collection

    from sensing.instant import Micros
    from store.postgres.session import Session

_SQL = named_queries("readings")


def history(session: Session, numbers: Collection[int], *, start: Micros, end: Micros) -> Batch:
    """Return readings with start ≤ phenomenon time < end, each datastream's ascending, as if none had come late."""
    *columns, blobs = session.raw(_SQL["history"], datastreams=list(numbers), start=instant(start), end=instant(end))
    packed = skim(blobs)
    is_in = (packed.phenomenon_time >= start) & (packed.phenomenon_time < end)
    return concat([packed if is_in.all() else packed.take(is_in), _fresh(columns)])


def _fresh(columns: list[bytes | None]) -> Batch:
    number, time, value, quality, lon, lat = columns
    found = times_of(time)
    place = (array_of(lon, ">f8"), array_of(lat, ">f8"))
    return as_it_was(
        array_of(number, ">i4"),
        found,
        value=array_of(value, ">f8"),
        quality=array_of(quality, ">i2").astype(np.int8),
        place=place if len(place[0]) and not np.isnan(place[0]).all() else None,
    )
