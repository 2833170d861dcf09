"""Trial documents: ``kind: RuleTest`` to a Trial. The schema is docs/howto/rules.md. Pure."""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from geo.division import prefix_of
from geo.errors import DivisionError
from rules.trial.expectation import read_expected, read_said
from rules.trial.instant import USUAL_DATE, TrialError, parse_date
from rules.trial.timeline import parse_events, parse_samples, parse_statuses
from rules.trial.trial import Case, Series, Trial
from sensing.errors import suggestion
from sensing.property import PROPERTIES
from sensing.section import Section
from sensing.station import Datastream, Station, StationId, StationKind
from sensing.station_document import STATION_ID

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sensing.document import Document
    from sensing.event import SensedEvent, StatusReport

_KEYS = ("apiVersion", "kind", "rules", "stations", "files", "date", "tests")
_CASE_KEYS = ("name", "readings", "events", "status", "expect", "transitions")
_STATION_KEYS = ("kind", "division", "lon", "lat", "interval", "properties", "river")
#: Where a station of a trial stands when the trial does not say: in Xinyang.
_HERE = (114.07, 32.13)
_DIVISION = "411500000000"
_USUAL_INTERVAL = timedelta(minutes=5)


def read_trial(document: Document) -> Trial:
    """Return the trial of a document.

    Raises:
        DocumentError: If it is wrong; carries file and line.
    """
    top = Section.top(document, kind="RuleTest", keys=_KEYS)
    date = USUAL_DATE
    if top.has("date"):
        with _mended(top, "date"):
            date = parse_date(top.text("date"))
    rules = top.texts("rules", absent="nothing")
    if not rules:
        top.fail('missing key "rules": the files or ids of the rules that are tried')
    described = _stations(top)
    tests = top.sections("tests", keys=_CASE_KEYS)
    if not tests:
        top.fail('missing key "tests": a list of what happens and what is expected')
    known = {str(station.id): station for station in described}
    return Trial(
        origin=document.origin,
        date=date,
        rules=dict.fromkeys(rules, top.line_of("rules")),
        files=dict.fromkeys(top.texts("files", absent="none"), top.line_of("files")),
        stations=described,
        cases=tuple(_case(test, date=date, known=known) for test in tests),
    )


@contextmanager
def _mended(section: Section, key: str) -> Iterator[None]:
    """Add the place to what is wrong with a part of the trial."""
    try:
        yield
    except TrialError as error:
        section.fail(f"{section.path(key)}: {error}", key=key)


def _stations(top: Section) -> tuple[Station, ...]:
    if not top.has("stations"):
        return ()
    section = top.section("stations", keys=None)
    return tuple(_station(section, name) for name in section.names())


def _station(section: Section, name: str) -> Station:
    own = section.section(name, keys=_STATION_KEYS)
    division = own.text("division", default=_DIVISION)
    try:
        prefix_of(division)
    except DivisionError as error:
        own.fail(f"{own.path('division')}: {error}", key="division")
    if not re.fullmatch(STATION_ID, name):
        section.fail(f"{section.path(name)}: expected an id of 1 to 64 of A-Z a-z 0-9 . _ -", key=name)
    lon, lat = own.number("lon", default=_HERE[0]), own.number("lat", default=_HERE[1])
    if not -180 <= lon <= 180 or not -90 <= lat <= 90:  # noqa: PLR2004  degrees
        own.fail(f"{own.path('lon')}, lat: expected degrees (lon, lat), got {lon:g}, {lat:g}: swapped?", key="lon")
    interval = own.duration("interval", default=_USUAL_INTERVAL)
    kind = own.choice("kind", [kind.value for kind in StationKind], default=StationKind.RIVER_GAUGE.value)
    return Station(
        id=StationId(name),
        name=name,
        kind=StationKind(kind),
        division=division.ljust(12, "0"),
        lon=lon,
        lat=lat,
        river=own.text("river", default=""),
        datastreams=tuple(
            Datastream(property=key, unit="", interval=interval) for key in own.choices("properties", PROPERTIES)
        ),
    )


def _case(test: Section, *, date: datetime, known: dict[str, Station]) -> Case:
    series = tuple(_series(test, date=date)) if test.has("readings") else ()
    if not (test.has("expect") or test.has("transitions")):
        test.fail('missing key "expect" or "transitions": what should be said')
    return Case(
        name=test.text("name"),
        line=test.line,
        series=series,
        events=(*_events(test, date=date, known=known), *_statuses(test, date=date, known=known)),
        expected=tuple(read_expected(test, date=date)),
        said=read_said(test, date=date),
    )


def _series(test: Section, *, date: datetime) -> Iterator[Series]:
    lines = test.section("readings", keys=None)
    for key, text in test.entries("readings").items():
        station, dot, measured = key.rpartition(".")
        if not dot or not station:
            lines.fail(f"{lines.path(key)}: expected STATION.PROPERTY such as XY-H03.water_level", key=key)
        if measured not in PROPERTIES:
            lines.fail(f'{lines.path(key)}: unknown property "{measured}"{suggestion(measured, PROPERTIES)}', key=key)
        with _mended(lines, key):
            samples = tuple(parse_samples(text, date=date))
        yield Series(line=lines.line_of(key), station=station, property=measured, samples=samples)


def _events(test: Section, *, date: datetime, known: dict[str, Station]) -> Iterator[SensedEvent]:
    if not test.has("events"):
        return
    lines = test.section("events", keys=None)
    for station, text in test.entries("events").items():
        place = (known[station].lon, known[station].lat) if station in known else _HERE
        with _mended(lines, station):
            yield from parse_events(text, station=station, date=date, place=place)


def _statuses(test: Section, *, date: datetime, known: dict[str, Station]) -> Iterator[StatusReport]:
    if not test.has("status"):
        return
    lines = test.section("status", keys=None)
    for station, text in test.entries("status").items():
        division = known[station].division if station in known else _DIVISION
        with _mended(lines, station):
            yield from parse_statuses(text, station=station, division=division, date=date)
