"""Timelines: readings and events of a trial in compact form. Pure.

``10:00 40.2, 10:05 41.6 doubtful, 10:10..11:00/5m 41.8..43.0``: a time and a value; a range of times repeats the
value, or goes evenly from one value to another. Behind them, in any order: a quality, ``@10:20`` when it arrived if
not at its own time, ``(114.07 31.62)`` where it was measured.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rules.trial.instant import TrialError, parse_clock
from sensing.duration import parse_duration
from sensing.errors import DurationError, suggestion
from sensing.event import SensedEvent, StatusReport
from sensing.instant import span_micros
from sensing.quality import Quality

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

#: Most readings that one timeline may stand for.
MOST: Final = 100_000

_QUALITIES = {quality.key: quality for quality in Quality}
_NUMBER = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
_VALUES = re.compile(rf"({_NUMBER})(?:\.\.({_NUMBER}))?", re.ASCII)
_PLACE = re.compile(rf"\(\s*({_NUMBER})\s+({_NUMBER})\s*\)", re.ASCII)
_WORD = re.compile(r"\([^()]*\)|\S+")
_FACT = re.compile(r"([A-Za-z_]\w*)=(.+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One reading of a trial."""

    #: Phenomenon time and arrival, µs.
    at: int
    arrival: int
    #: Canonical unit.
    value: float
    quality: Quality = Quality.GOOD
    #: Degrees WGS-84, NaN for a fixed station.
    lon: float = float("nan")
    lat: float = float("nan")


def parse_samples(text: str, *, date: datetime) -> list[Sample]:
    """Return the readings of a timeline, in its order.

    Raises:
        TrialError: If an entry cannot be read; names it.
    """
    found: list[Sample] = []
    for entry in _entries(text):
        when, value, *more = entry
        marks = _Marks.of(more, date=date)
        times, values = _times(when, date=date), _values(value)
        if len(times) + len(found) > MOST:
            raise TrialError(f"expected at most {MOST} readings")
        first, last = values
        for place, at in enumerate(times):
            share = place / (len(times) - 1) if len(times) > 1 else 0.0
            # Rounded as devices send: an even step must not add noise of its own.
            number = first if first == last else round(first + (last - first) * share, 9)
            found.append(
                Sample(
                    at=at,
                    arrival=at if marks.arrival is None else marks.arrival,
                    value=number,
                    quality=marks.quality,
                    lon=marks.lon,
                    lat=marks.lat,
                )
            )
    return found


def _entries(text: str) -> Iterator[list[str]]:
    for entry in text.split(","):
        words = _WORD.findall(entry)
        if len(words) < 2:  # noqa: PLR2004  a time and what was then
            raise TrialError(f'expected a time and a value such as 10:05 41.6, got "{entry.strip()}"')
        yield words


def _times(text: str, *, date: datetime) -> list[int]:
    first, dots, rest = text.partition("..")
    begin = parse_clock(first, date=date)
    if not dots:
        return [begin]
    last, slash, step = rest.partition("/")
    if not slash:
        raise TrialError(f'expected a range of times such as 10:00..11:00/5m, got "{text}"')
    end = parse_clock(last, date=date)
    try:
        every = span_micros(parse_duration(step))
    except DurationError as error:
        raise TrialError(str(error)) from None
    if not every or end < begin:
        raise TrialError(f'expected a range of times that goes forward in steps, got "{text}"')
    return list(range(begin, end + 1, every))


def _values(text: str) -> tuple[float, float]:
    found = _VALUES.fullmatch(text)
    if found is None:
        raise TrialError(f'expected a number, or two such as 40..43, got "{text}"')
    first, last = float(found[1]), float(found[2] or found[1])
    if not (math.isfinite(first) and math.isfinite(last)):
        raise TrialError(f'expected a number that can be stored, got "{text}"')
    return first, last


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marks:
    """What stands behind a value."""

    quality: Quality = Quality.GOOD
    arrival: int | None = None
    lon: float = float("nan")
    lat: float = float("nan")

    @classmethod
    def of(cls, words: list[str], *, date: datetime) -> _Marks:
        quality, arrival, place = Quality.GOOD, None, (float("nan"), float("nan"))
        for word in words:
            if word in _QUALITIES:
                quality = _QUALITIES[word]
            elif word.startswith("@"):
                arrival = parse_clock(word[1:], date=date)
            elif found := _PLACE.fullmatch(word):
                place = float(found[1]), float(found[2])
            else:
                hint = suggestion(word, _QUALITIES)
                expected = f"{', '.join(_QUALITIES)}, @10:05 or (114.07 31.62)"
                raise TrialError(f'unknown word "{word}"{hint or f", expected {expected}"}')
        return cls(quality=quality, arrival=arrival, lon=place[0], lat=place[1])


def parse_events(text: str, *, station: str, date: datetime, place: tuple[float, float]) -> list[SensedEvent]:
    """Return the events of a timeline: ``10:00 fire_smoke 0.91 count=3 (114.07 31.62), 10:05..10:20/1m person``.

    Args:
        text: The timeline.
        station: Who saw it.
        date: Of the trial.
        place: Of the station, (lon, lat), where an event names none.

    Raises:
        TrialError: If an entry cannot be read; names it.
    """
    found: list[SensedEvent] = []
    for when, kind, *more in _entries(text):
        confidence, facts, rest = _event_words(more)
        marks = _Marks.of(rest, date=date)
        where = place if math.isnan(marks.lon) else (marks.lon, marks.lat)
        for at in _times(when, date=date):
            found.append(
                SensedEvent(
                    station=station,
                    id=f"{station}-{len(found)}",
                    phenomenon_time=at,
                    result_time=at if marks.arrival is None else marks.arrival,
                    kind=kind,
                    confidence=confidence,
                    lon=where[0],
                    lat=where[1],
                    attrs=dict(facts),
                )
            )
    return found


def _event_words(words: list[str]) -> tuple[float | None, dict[str, float | str], list[str]]:
    """Return the confidence, the facts, and the words that are neither."""
    confidence: float | None = None
    facts: dict[str, float | str] = {}
    rest: list[str] = []
    for word in words:
        if fact := _FACT.fullmatch(word):
            facts[fact[1]] = float(fact[2]) if re.fullmatch(_NUMBER, fact[2]) else fact[2]
        elif confidence is None and re.fullmatch(_NUMBER, word):
            confidence = float(word)
        else:
            rest.append(word)
    return confidence, facts, rest


def parse_statuses(text: str, *, station: str, division: str, date: datetime) -> list[StatusReport]:
    """Return what a station says of itself: ``10:00 online, 10:20 offline``.

    Raises:
        TrialError: If an entry cannot be read; names it.
    """
    found = []
    for when, word, *more in _entries(text):
        if word not in {"online", "offline"} or more:
            hint = suggestion(word, ("online", "offline")) or ", expected online or offline"
            raise TrialError(f'unknown word "{" ".join([word, *more])}"{hint}')
        found += [
            StatusReport(
                station=station, division=division, is_online=word == "online", phenomenon_time=at, result_time=at
            )
            for at in _times(when, date=date)
        ]
    return found
