"""Back-tests of recorded data: what a rule would have said, against what really happened.

The figures stand in docs/howto/backtest.md. The series run where the shared data folder exists.
"""

from __future__ import annotations

import csv
import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from api.backtest.run import Span
from api.backtest.tryout import Asked, Tryout
from rules.backtest.label import LabelledEvent
from rules.backtest.label_table import Labels
from rules.backtest.score import Tolerance
from rules.document import parse_rule
from sensing.batch import make_batch
from sensing.instant import BEIJING, from_micros, parse_instant, to_micros
from sensing.quality import Quality
from sensing.station import Datastream, Station, StationId, StationKind
from store.memory import MemoryStore
from tests.builders import BY_TEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.backtest.summary import Report

DATA = Path(__file__).parents[3] / "shared" / "data"
HYDROLOGY = DATA / "hydrology" / "usgs_01581752_plumtree_2016-2018_5min.csv.gz"
AIR = DATA / "air" / "beijing_embassy_pm25_2010-2014.csv.gz"

RULE = """\
apiVersion: fenghuo/v1
kind: Rule
id: trial
hazard: "{hazard}"
title: {{zh: 回测, en: Trial}}
when:
  kind: threshold
  property: {key}
  direction: above
  levels: {levels}
  hold: {hold}
  clear: {{by: {by}, for: {lasting}}}
"""
STAGE = {
    "hazard": "11A01",
    "key": "water_level",
    "levels": "{blue: 0.9, yellow: 1.2, orange: 1.5, red: 1.8}",
    "by": 0.1,
    "lasting": "30m",
}
HAZE = {"hazard": "12Q02", "key": "pm25", "levels": "{yellow: 150, orange: 250}", "by": 25, "lasting": "6h"}


def a_store(kind: StationKind, key: str, rows: Sequence[tuple[int, float, Quality]]) -> MemoryStore:
    store = MemoryStore()
    stream = Datastream(property=key, unit="")
    place = {"division": "411500000000", "lon": 114.0, "lat": 32.0}
    station = Station(id=StationId("S"), name="S", kind=kind, datastreams=(stream,), **place)
    (station,) = store.put_stations([station], **BY_TEST)
    with store.begin() as transaction:
        transaction.append(
            make_batch(
                datastream=[station.datastreams[0].number] * len(rows),
                phenomenon_time=[row[0] for row in rows],
                value=[row[1] for row in rows],
                quality=[int(row[2]) for row in rows],
            )
        )
    return store


def tried(
    store: MemoryStore,
    rule: dict,
    hold: str,
    *,
    events: Sequence[LabelledEvent],
    years: tuple[int, int],
    standing_hold: str | None = None,
) -> Report:
    asked = Asked(
        rule=parse_rule(RULE.format(**rule, hold=hold), origin="trial"),
        standing=None if standing_hold is None else parse_rule(RULE.format(**rule, hold=standing_hold), origin="now"),
        span=Span(start=datetime(years[0], 1, 1, tzinfo=UTC), end=datetime(years[1], 1, 1, tzinfo=UTC)),
        labels=Labels(events=tuple(events)),
        tolerance=Tolerance(early=timedelta(hours=6), late=timedelta(hours=1)),
    )
    tryout = Tryout(store, asked)
    for _ in tryout:
        pass
    return tryout.report()


def runs(at: Sequence[int], is_beyond: np.ndarray, *, gap: timedelta) -> list[LabelledEvent]:
    """Return the times in which something was beyond, those closer than a gap joined."""
    found: list[list[int]] = []
    for time in np.asarray(at)[is_beyond].tolist():
        if found and time - found[-1][1] <= gap // timedelta(microseconds=1):
            found[-1][1] = time
        else:
            found.append([time, time])
    return [LabelledEvent(start=from_micros(start), end=from_micros(end), station="S") for start, end in found]


@pytest.fixture(scope="module")
def stream() -> tuple[MemoryStore, list[LabelledEvent]]:
    """Three years of stage, and the floods that discharge, measured beside it, tells of: more than 10 m³/s."""
    rows, flows = [], []
    with gzip.open(HYDROLOGY, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            at = to_micros(parse_instant(row["time_utc"]))
            if row["gage_height_ft"]:
                is_good = set(row["gage_height_ft_q"].replace('"', "").split(",")) <= {"A", "R", "P"}
                quality = Quality.GOOD if is_good else Quality.UNRELIABLE
                rows.append((at, float(row["gage_height_ft"]) * 0.3048, quality))
            if row["discharge_cfs"]:
                flows.append((at, float(row["discharge_cfs"]) * 0.028316846592))
    beyond = np.array([flow > 10.0 for _, flow in flows])
    floods = runs([at for at, _ in flows], beyond, gap=timedelta(hours=3))
    return a_store(StationKind.RIVER_GAUGE, "water_level", rows), floods


@pytest.mark.skipif(not HYDROLOGY.exists(), reason="the recorded stream is not on this machine")
def test_three_years_of_a_flashy_stream_are_found_and_a_long_hold_finds_them_too_late(stream):
    store, floods = stream
    quick = tried(store, STAGE, "5m", events=floods, years=(2016, 2019))
    slow = tried(store, STAGE, "30m", events=floods, years=(2016, 2019), standing_hold="5m")
    assert figures(quick) == (32, 10, 10, 22, 15.0)
    assert figures(slow) == (21, 10, 10, 11, -10.0)
    counts = slow.comparison.counts()
    assert (counts["new"], counts["earlier"]) == (0, 0)
    assert counts["gone"] == 11


@pytest.mark.skipif(not AIR.exists(), reason="the recorded air series is not on this machine")
def test_five_years_of_air_find_nearly_every_heavy_day_hours_before_its_mean_is_known():
    rows: list[tuple[int, float, Quality]] = []
    days: dict[datetime, list[float]] = {}
    with gzip.open(AIR, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["pm2.5"] not in {"", "NA"}:
                local = datetime(*(int(row[part]) for part in ("year", "month", "day", "hour")), tzinfo=BEIJING)
                rows.append((to_micros(local), float(row["pm2.5"]), Quality.GOOD))
                days.setdefault(local.replace(hour=0), []).append(float(row["pm2.5"]))
    heavy = [day for day, hours in days.items() if len(hours) >= 20 and np.mean(hours) > 150]
    # A heavy day is known once it is over; what lies beside it belongs to the same spell.
    spells = runs([to_micros(day) for day in sorted(heavy)], np.ones(len(heavy), dtype=bool), gap=timedelta(days=1))
    known = [
        LabelledEvent(start=each.start + timedelta(days=1), end=each.end + timedelta(days=1), station="S")
        for each in spells
    ]
    store = a_store(StationKind.AIR, "pm25", rows)
    report = tried(store, HAZE, "3h", events=known, years=(2010, 2015))
    assert figures(report) == (337, 174, 173, 157, 1200.0)


def figures(report: Report) -> tuple[int, int, int, int, float]:
    """Return what the how-to page says: episodes, events, hits, false alarms, median lead in minutes."""
    verdict = report.score.overall
    lead = float(np.median([lead.total_seconds() / 60 for lead in verdict.leads]))
    return len(report.found.episodes), len(verdict.matches), verdict.hits, len(verdict.false_alarms), lead
