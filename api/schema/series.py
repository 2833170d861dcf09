"""Time series at the edge: newest readings as a table, gaps, readings beside others."""

from collections.abc import Sequence
from typing import Any

from api.gaps import Gap
from api.schema.observation import observation_items
from api.schema.text import Shape
from sensing.batch import Batch, revisions_of
from sensing.instant import format_instant, from_micros
from sensing.quality import Check
from sensing.stored import LatestReading

_COLUMNS = ("station", "property", "t", "v", "q", "why", "lon", "lat")


def latest_table(readings: Sequence[LatestReading]) -> dict[str, Any]:
    """Return newest readings as column names and rows: names are said once, not ten thousand times."""
    rows = [
        (
            reading.station,
            reading.property,
            format_instant(from_micros(reading.phenomenon_time)),
            reading.value,
            reading.quality.key,
            Check(reading.why).keys if reading.why else (),
            reading.lon,
            reading.lat,
        )
        for reading in readings
    ]
    return {"columns": _COLUMNS, "rows": rows}


def gap_json(gap: Gap) -> dict[str, Any]:
    """Return a span without readings."""
    return {
        "from": format_instant(from_micros(gap.start)),
        "to": format_instant(from_micros(gap.end)),
        "missing": gap.missing,
    }


def beside_items(batch: Batch) -> list[dict[str, Any]]:
    """Return readings with their revision and when they came."""
    columns = zip(observation_items(batch), revisions_of(batch).tolist(), batch.result_time.tolist(), strict=True)
    return [
        {**item, "rev": revision, "arrived": format_instant(from_micros(arrived))}
        for item, revision, arrived in columns
    ]


class LatestAnswer(Shape):
    """Newest readings as a table; a place stands only with moving stations."""

    columns: list[str]
    rows: list[tuple[str, str, str, float, str, list[str], float | None, float | None]]


class GapShape(Shape):
    """From the last reading before a gap to the first after it; keys ``from`` and ``to``."""

    missing: int


class GapPage(Shape):
    """What was expected in a span and what came."""

    interval_s: float
    expected: int
    found: int
    missing: int
    items: list[GapShape]
    next: str | None


class BesideShape(Shape):
    """A reading that is not kept; ``rev`` is the device's revision."""

    t: str
    v: float
    q: str
    why: list[str]
    rev: int
    arrived: str


class BesidePage(Shape):
    """Readings beside those kept, by time and revision."""

    items: list[BesideShape]
    next: str | None
