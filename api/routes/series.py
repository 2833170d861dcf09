"""Time series: newest readings of the whole city, gaps, what stands beside a reading, files."""

from datetime import timedelta
from typing import Annotated, Literal

import numpy as np
from fastapi import APIRouter, Query
from starlette.responses import Response, StreamingResponse

from api.answer import answer, instant_parameter, page
from api.auth import Viewer
from api.export import csv_pages, parquet_pages, parts_of
from api.gaps import find_gaps
from api.given import Parts
from api.ports.series import SeriesReads
from api.problem import unprocessable
from api.query import ReadingLimit
from api.routes.observations import span_of, stream_of
from api.routes.stations import known_station
from api.schema.series import BesidePage, GapPage, LatestAnswer, beside_items, gap_json, latest_table
from api.schema.text import InstantText
from api.staleness import sight_of
from sensing.instant import Micros, span_micros, to_micros
from sensing.property import PROPERTIES

router = APIRouter(prefix="/api/v1", tags=["observations"])

#: Longest span that is searched for gaps.
LONGEST = timedelta(days=1100)
#: Readings fetched at once while gaps are searched for.
PAGE = 100_000

Station = Annotated[str, Query(max_length=64)]
Property = Annotated[str, Query(alias="property", max_length=64)]
From = Annotated[InstantText | None, Query(alias="from", description="First instant; a day before `to`.")]
To = Annotated[InstantText | None, Query(alias="to", description="First instant no longer asked for; now.")]


@router.get("/latest", response_model=LatestAnswer)
def latest(
    *,
    parts: Parts,
    caller: Viewer,
    division: Annotated[str | None, Query(pattern=r"^\d{2,12}$", description="Beginning of a division code.")] = None,
    prop: Annotated[list[str] | None, Query(alias="property", max_length=64)] = None,
    since: Annotated[InstantText | None, Query(description="Only readings that arrived after this instant.")] = None,
) -> Response:
    """Return the newest reading of every datastream as a table: column names, then one row per datastream."""
    wanted = frozenset(prop or PROPERTIES)
    if unknown := sorted(wanted - PROPERTIES.keys()):
        raise unprocessable("bad_filter", f"property: there is none of the key {unknown[0]!r}, see /properties")
    arrived = None if since is None else to_micros(instant_parameter(since, name="since"))
    own, asked = caller.within, division or ""
    if not own.startswith(asked) and not asked.startswith(own):
        return answer(latest_table([]))
    readings = parts.store.latest(since=arrived, within=max(own, asked, key=len))
    if prop:
        readings = [reading for reading in readings if reading.property in wanted]
    return answer(latest_table(readings))


@router.get("/observations/gaps", response_model=GapPage)
def gaps(
    *, station: Station, prop: Property, parts: Parts, caller: Viewer, start: From = None, end: To = None
) -> Response:
    """List where readings were expected and none came; what is to come is not missing."""
    stream = stream_of(known_station(parts.store, station, within=caller.within), prop)
    now = parts.clock()
    first, last = span_of(start, end, now=now)
    last = max(first, min(last, now))
    if last - first > LONGEST:
        raise unprocessable("bad_span", f"expected a span of at most {LONGEST.days} days")
    span = (to_micros(first), to_micros(last))
    sight = sight_of(parts)
    times = _times(sight.series, stream.number, *span)
    interval = span_micros(stream.interval)
    found = find_gaps(times, start=span[0], end=span[1], interval=interval)
    told = answer(
        {
            "interval_s": stream.interval.total_seconds(),
            "expected": (span[1] - span[0]) // interval,
            "found": len(times),
            "missing": sum(gap.missing for gap in found),
            "items": [gap_json(gap) for gap in found],
            "next": None,
        }
    )
    return sight.stamp(told)


def _times(series: SeriesReads, number: int, start: Micros, end: Micros) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    found, after = [], None
    while True:
        batch = series.observations(number, start=start, end=end, after=after, limit=PAGE)
        found.append(batch.phenomenon_time)
        if len(batch) < PAGE:
            return np.concatenate(found)
        after = Micros(int(batch.phenomenon_time[-1]))


@router.get("/observations/beside", response_model=BesidePage)
def beside(
    *,
    station: Station,
    prop: Property,
    parts: Parts,
    caller: Viewer,
    start: From = None,
    end: To = None,
    limit: ReadingLimit = 10_000,
) -> Response:
    """List readings that are not kept: replaced by a later revision of the device, or in conflict with the first."""
    stream = stream_of(known_station(parts.store, station, within=caller.within), prop)
    first, last = span_of(start, end, now=parts.clock())
    sight = sight_of(parts)
    found = sight.series.beside(stream.number, start=to_micros(first), end=to_micros(last), limit=limit)
    return sight.stamp(page(beside_items(found)))


@router.get("/observations/export", response_class=StreamingResponse)
def export(
    *,
    station: Station,
    parts: Parts,
    caller: Viewer,
    prop: Annotated[str | None, Query(alias="property", max_length=64, description="All of the station's.")] = None,
    start: From = None,
    end: To = None,
    form: Annotated[Literal["csv", "parquet"], Query(alias="format")] = "csv",
    bom: Annotated[bool, Query(description="Begin a CSV with the mark by which Excel knows UTF-8.")] = False,
) -> Response:
    """Return readings as a file: `csv`, or `parquet` where the server has the library for it."""
    owner = known_station(parts.store, station, within=caller.within)
    streams = owner.datastreams if prop is None else (stream_of(owner, prop),)
    first, last = span_of(start, end, now=parts.clock())
    sight = sight_of(parts)
    found = parts_of(sight.series, owner, streams, start=to_micros(first), end=to_micros(last))
    pages = csv_pages(found, has_bom=bom) if form == "csv" else parquet_pages(found)
    kind = "text/csv; charset=utf-8" if form == "csv" else "application/vnd.apache.parquet"
    name = f"{owner.id}_{first:%Y%m%d}_{last:%Y%m%d}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return sight.stamp(StreamingResponse(pages, media_type=kind, headers=headers))
