"""The threshold table: ladders compiled into columns, whatever number they judge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rules.column import Links
from rules.errors import RuleError
from rules.sources import trusts
from rules.threshold.condition import Threshold
from rules.threshold.ladder import MONTHS
from rules.threshold.number import Numbers, by_face, of_year
from rules.threshold.signed import months, signed_ladder
from rules.transition import Target
from sensing.errors import suggestion

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from rules.rule import Rule
    from rules.sources import Sources
    from rules.threshold.feature import Feature
    from rules.threshold.ladder import Laddered
    from rules.threshold.signed import Ladder
    from sensing.batch import BoolArray, FloatArray, Int32Array, IntArray
    from sensing.level import Level
    from sensing.station import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A slot to be."""

    #: Place of the rule among the enabled ones.
    place: int
    #: Datastream whose readings are judged.
    channel: Channel
    ladder: Ladder
    #: The number that is judged; None: the value itself.
    feature: Feature | None = None
    #: Handed back to the feature with every number that is asked of it.
    source: int = -1
    #: Other datastreams on which the number depends.
    inputs: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdTable:
    """One row per rule with a ladder and station. Numbers of "below" rules are negated, so that danger is always up."""

    #: Place of the rule in ``Program.rules``, int32, shape (n,).
    rule: Int32Array
    #: Station ids, length n.
    target: tuple[Target, ...]
    #: Datastream number, int32, shape (n,).
    datastream: Int32Array
    #: 1 for above, -1 for below, float64, shape (n,).
    sign: FloatArray
    #: Signed threshold per level blue..red, +inf where the ladder has none, shape (n, 4). Of a ladder that differs by
    #: month: the lowest of the year, and the longest spans.
    threshold: FloatArray
    #: Signed value at or below which a reading counts towards clearing, -inf where the ladder has none, shape (n, 4).
    clear: FloatArray
    #: Lowest signed threshold, shape (n,): nothing starts at or below it.
    trigger: FloatArray
    #: µs, int64, shape (n, 4).
    hold: IntArray
    #: µs, int64, shape (n, 4).
    clear_for: IntArray
    #: Readings that must have shown that a level cleared, int64, shape (n,).
    readings: IntArray
    #: Fastest fall that is believed, canonical unit per hour, +inf for any, float64, shape (n,).
    fastest: FloatArray
    #: Whether every reading is looked at while anything is raised or running: of a ladder that differs by month, of a
    #: guard that compares readings, and of a number that is not the value, shape (n,).
    wary: BoolArray
    #: Row of the slot in ``seasons``, -1 for a ladder that is the same all year, int64, shape (n,).
    season: IntArray
    #: Ladders that differ by month, shape (seasons, 12, 4).
    seasons: Numbers
    #: Place of the number that is judged in ``features``, -1 for the value itself, int64, shape (n,).
    feature: IntArray
    #: What the feature is told of the slot, int64, shape (n,).
    source: IntArray
    features: tuple[Feature, ...]
    #: µs without a reading after which a hold no longer completes by the clock, int64, shape (n,).
    silent_after: IntArray
    #: Whether the rule trusts each ``Quality``, shape (n, 3).
    trusts: BoolArray
    #: Slots of each datastream.
    slots: Links
    #: Slots whose number depends on each datastream: its own, and those that look at it besides.
    readers: Links
    #: While nothing is raised or running, values of a datastream within [low, high] change nothing, shape (size,).
    low: FloatArray
    high: FloatArray
    #: Whether a datastream has a slot that judges another number than the value, shape (size,).
    featured: BoolArray

    def reaching(self, level: Level) -> frozenset[Target]:
        """Return what can be raised to ``level`` or a higher one."""
        can_rise = np.isfinite(self.threshold[:, int(level) - 1 :]).any(axis=1)
        return frozenset(self.target[slot] for slot in np.flatnonzero(can_rise))

    def numbers_at(self, slots: IntArray, time: IntArray) -> Numbers:
        """Return the ladder of each slot at an instant each, µs."""
        found = Numbers(
            threshold=self.threshold.take(slots, axis=0),
            clear=self.clear.take(slots, axis=0),
            hold=self.hold.take(slots, axis=0),
            clear_for=self.clear_for.take(slots, axis=0),
        )
        self.turn(found, self.season[slots], time)
        return found

    def turn(self, numbers: Numbers, season: IntArray, time: IntArray) -> None:
        """Set the numbers of rows that differ by month to those of an instant each."""
        rows = np.flatnonzero(season >= 0)
        if len(rows):
            at = season[rows], months(time[rows])
            numbers.threshold[rows], numbers.clear[rows] = self.seasons.threshold[at], self.seasons.clear[at]
            numbers.hold[rows], numbers.clear_for[rows] = self.seasons.hold[at], self.seasons.clear_for[at]


def compile_table(rules: tuple[Rule, ...], sources: Sources) -> ThresholdTable:
    """Return the slots of the rules with a ladder.

    Raises:
        RuleError: If a rule names what is not there.
    """
    return compile_rows(threshold_rows(rules, sources), rules, sources)


def threshold_rows(rules: tuple[Rule, ...], sources: Sources, *, known: Collection[int] = frozenset()) -> list[Row]:
    """Return the slots of the plain threshold rules.

    Args:
        rules: The rules that judge.
        sources: Stations and fences.
        known: Places of rules that are left out.

    Raises:
        RuleError: If a rule names what is not there.
    """
    found: list[Row] = []
    for place, rule in enumerate(rules):
        when = rule.when
        if isinstance(when, Threshold) and place not in known:
            ladders = Ladders(rule, when, sources)
            found += [
                Row(place=place, channel=channel, ladder=ladders.of(channel))
                for channel in sources.channels(rule, when.property)
            ]
    return found


class Ladders:
    """The ladders of one rule, by station; where nothing differs they are one record."""

    __slots__ = ("_usual", "_when")

    def __init__(self, rule: Rule, when: Laddered, sources: Sources) -> None:
        """Take the condition of a rule.

        Raises:
            RuleError: If it has a ladder for a station that the rule does not judge.
        """
        self._when = when
        self._usual = signed_ladder(when)
        if when.stations:
            judged = {str(station.id) for station in sources.stations(rule)}
            strange = next((name for name in when.stations if name not in judged), None)
            if strange is not None:
                detail = f'when.stations names "{strange}", which is no station of its scope'
                raise RuleError(f"{detail}{suggestion(strange, judged)}", origin=f"rule {rule.id}")

    def of(self, channel: Channel) -> Ladder:
        """Return the ladder at the station of a channel."""
        station = str(channel.station)
        return signed_ladder(self._when, station) if station in self._when.stations else self._usual


def compile_rows(rows: Sequence[Row], rules: tuple[Rule, ...], sources: Sources) -> ThresholdTable:
    """Return the table of some slots."""
    place = np.array([row.place for row in rows], dtype=np.int32)
    datastream = np.array([row.channel.number for row in rows], dtype=np.int32)
    ladders = list({id(row.ladder): row.ladder for row in rows}.values())
    ladder_of = {id(ladder): number for number, ladder in enumerate(ladders)}
    ladder = np.array([ladder_of[id(row.ladder)] for row in rows], dtype=np.int64)
    year = of_year(ladders)
    sign = np.array([each.sign for each in ladders], dtype=np.float64)[ladder]
    trigger = year.threshold.min(axis=1, initial=np.inf)[ladder]
    features = tuple({id(row.feature): row.feature for row in rows if row.feature is not None}.values())
    number = {id(feature): at for at, feature in enumerate(features)}
    fastest = np.array([each.fastest for each in ladders], dtype=np.float64)[ladder]
    feature = np.array([-1 if row.feature is None else number[id(row.feature)] for row in rows], dtype=np.int64)
    low, high = band(datastream, sign, trigger, is_plain=feature < 0, size=sources.size)
    featured = np.zeros(sources.size, dtype=np.bool_)
    featured[datastream[feature >= 0]] = True
    seasonal = [at for at, each in enumerate(ladders) if len(each.faces) > 1]
    season = np.full(len(ladders), -1, dtype=np.int64)
    season[seasonal] = np.arange(len(seasonal))
    return ThresholdTable(
        rule=place,
        target=tuple(Target(row.channel.station) for row in rows),
        datastream=datastream,
        sign=sign,
        threshold=year.threshold[ladder],
        clear=year.clear[ladder],
        trigger=trigger,
        hold=year.hold[ladder],
        clear_for=year.clear_for[ladder],
        readings=np.array([each.readings for each in ladders], dtype=np.int64)[ladder],
        fastest=fastest,
        wary=(feature >= 0) | (season[ladder] >= 0) | np.isfinite(fastest),
        season=season[ladder],
        seasons=by_face([ladders[at] for at in seasonal], faces=MONTHS),
        feature=feature,
        source=np.array([row.source for row in rows], dtype=np.int64),
        features=features,
        silent_after=np.array([row.channel.silent_after for row in rows], dtype=np.int64),
        trusts=trusts(rules)[place],
        slots=Links.between(datastream, np.arange(len(rows)), rows=sources.size),
        readers=_readers(rows, size=sources.size),
        low=low,
        high=high,
        featured=featured,
    )


def band(
    datastream: Int32Array, sign: FloatArray, trigger: FloatArray, *, is_plain: BoolArray, size: int
) -> tuple[FloatArray, FloatArray]:
    """Return the values of each datastream beyond which some plain threshold lies."""
    low, high = np.full(size, -np.inf), np.full(size, np.inf)
    above, below = is_plain & (sign > 0), is_plain & (sign < 0)
    np.minimum.at(high, datastream[above], trigger[above])
    np.maximum.at(low, datastream[below], -trigger[below])
    return low, high


def _readers(rows: Sequence[Row], *, size: int) -> Links:
    streams = [
        dict.fromkeys((row.channel.number, *row.inputs)) if row.inputs else (row.channel.number,) for row in rows
    ]
    slot = np.repeat(np.arange(len(rows)), np.array([len(each) for each in streams], dtype=np.int64))
    return Links.between([stream for each in streams for stream in each], slot, rows=size)
