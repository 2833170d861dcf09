"""The oracle: the semantics of docs/reference/rules.md as the plainest possible loop, one reading at a time.

It shares no code with the engine but the records. It is slow and is meant to be read.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import shapely

from rules.fence.condition import Fenced, On, Way
from rules.rule import Direction, Rule, Silence, Threshold
from rules.transition import Change, Reason
from sensing.instant import to_micros
from sensing.level import Level
from sensing.quality import Quality

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.fence import Fence
    from sensing.batch import Batch
    from sensing.station import Channel, Registry

MICRO = 1_000_000


class Reading(NamedTuple):
    stream: int
    time: int
    arrival: int
    value: float
    quality: Quality
    lon: float
    lat: float

    @property
    def true_at(self) -> int:
        """When it was true: nothing is from the future."""
        return min(self.time, self.arrival)

    @property
    def outdates(self) -> int:
        """What is not newer than this is late from now on."""
        ahead = max(self.time - self.arrival, 0)
        return self.arrival - ahead if ahead else self.time

    def place(self) -> tuple[int, int]:
        """Its place in the order of a batch."""
        return self.true_at, self.time


def later(last: int | None, time: int) -> int:
    return time if last is None else max(last, time)


class Verdict(NamedTuple):
    """What a transition says, without the facts."""

    at: int
    rule: str
    target: str
    change: Change
    before: Level
    after: Level
    reason: Reason
    value: float | None = None
    threshold: float | None = None


def readings_of(batch: Batch) -> list[Reading]:
    columns = (
        batch.datastream,
        batch.phenomenon_time,
        batch.result_time,
        batch.value,
        map(Quality, batch.quality),
        batch.lon,
        batch.lat,
    )
    return [
        Reading(int(s), int(t), int(r), float(v), q, float(x), float(y))
        for s, t, r, v, q, x, y in zip(*columns, strict=True)
    ]


@dataclass
class Latch:
    level: Level
    is_raised: bool = False
    run_since: int | None = None
    deadline: int | None = None
    clock_counts: bool = True
    receding_since: int | None = None
    steady: int = 0
    is_doubted: bool = False


@dataclass
class Rung:
    """What one level looks like in a month; ``threshold`` None: the ladder has none then."""

    threshold: float | None
    clear: float | None
    hold: int
    clear_for: int


def is_in(span: str, month: int) -> bool:
    """Return whether a month lies in a span such as 6-9 or 10-5."""
    first, last = (int(part) for part in (span.split("-") * 2)[:2])
    return first <= month <= last if first <= last else month >= first or month <= last


def micros(span: timedelta) -> int:
    return round(span.total_seconds() * MICRO)


@dataclass
class ThresholdSlot:
    rule: Rule
    when: Threshold
    channel: Channel
    latches: list[Latch] = field(default_factory=list)
    last: int | None = None
    alive: int | None = None
    value: float | None = None
    value_at: int | None = None

    def __post_init__(self) -> None:
        own = self.when.stations.get(self.target)
        self.source = own if own and (own.levels or own.months) else self.when
        self.hold = own.hold if own and own.hold is not None else self.when.hold
        when = self.when
        usual = (when.clear_by, when.clear_at, when.clear_for, when.clear_readings, when.clear_fastest)
        if own and own.clear:
            usual = (own.clear.by, own.clear.at, own.clear.lasting, own.clear.readings, own.clear.fastest)
        self.clear_by, self.clear_at, self.clear_for, self.readings, self.fastest = usual
        ladders = [self.source.levels, *(steps.levels for steps in self.source.months.values())]
        self.latches = [Latch(level) for level in Level if any(level in ladder for ladder in ladders)]

    @property
    def target(self) -> str:
        return self.channel.station

    @property
    def level(self) -> Level:
        return max((latch.level for latch in self.latches if latch.is_raised), default=Level.NONE)

    def is_beyond(self, value: float, threshold: float) -> bool:
        return value > threshold if self.when.direction is Direction.ABOVE else value < threshold

    def rung(self, level: Level, at: int) -> Rung:
        """Return what a level looks like at an instant."""
        month = (datetime(1970, 1, 1, 8) + timedelta(microseconds=at)).month
        steps = next((steps for span, steps in self.source.months.items() if is_in(span, month)), self.source)
        pace = steps.paces.get(level)
        hold = pace.hold if pace and pace.hold is not None else self.hold
        clear_for = pace.clear_for if pace and pace.clear_for is not None else self.clear_for
        threshold = steps.levels.get(level)
        clear = None
        if threshold is not None:
            by, at_ = self.clear_by, self.clear_at
            if pace and (pace.clear_by is not None or pace.clear_at is not None):
                by, at_ = pace.clear_by, pace.clear_at
            sign = 1 if self.when.direction is Direction.ABOVE else -1
            clear = at_ if at_ is not None else float(Decimal(str(threshold)) - sign * Decimal(str(by)))
        return Rung(threshold, clear, micros(hold), micros(clear_for))

    def say(self, at: int, before: Level, reason: Reason, value: float | None, *, judged_at: int) -> list[Verdict]:
        after = self.level
        if after == before:
            return []
        change = Change.RAISE if after > before else Change.LOWER if after else Change.CLEAR
        crossed = self.rung(max(before, after), judged_at)
        if reason is Reason.EXCEEDED and crossed.hold:
            reason = Reason.HELD
        return [Verdict(at, self.rule.id, self.target, change, before, after, reason, value, crossed.threshold)]

    def evaluate(self, readings: Sequence[Reading]) -> list[Verdict]:
        said: list[Verdict] = []
        mine = [reading for reading in readings if reading.stream == self.channel.number]
        for reading in sorted(mine, key=Reading.place):
            said += self.read(reading)
        return said

    def read(self, reading: Reading) -> list[Verdict]:
        counts = reading.quality in self.rule.quality and (self.last is None or reading.time > self.last)
        until = reading.true_at
        # Between the last reading and this one, holds complete by the clock.
        said = self.complete(lambda deadline: deadline < until)
        if not counts:
            for latch in self.latches:
                # Silent when the hold ran out: an untrusted reading does not make up for it.
                if latch.run_since is not None and latch.deadline < until:
                    latch.clock_counts = False
        else:
            said += self.judge(reading)
            self.last, self.value, self.value_at = later(self.last, reading.outdates), reading.value, until
        self.alive = later(self.alive, reading.true_at)
        return said

    def is_too_fast(self, reading: Reading) -> bool:
        """Return whether the value fell faster since the last reading than is believed."""
        if self.fastest is None or self.value is None:
            return False
        sign = 1 if self.when.direction is Direction.ABOVE else -1
        fall = sign * (Decimal(str(self.value)) - Decimal(str(reading.value)))
        span = max(reading.true_at - self.value_at, 0)
        return fall * 3600 * MICRO > Decimal(str(self.fastest)) * span

    def judge(self, reading: Reading) -> list[Verdict]:
        before, now = self.level, reading.true_at
        for latch in self.latches:
            rung = self.rung(latch.level, now)
            if latch.is_raised:
                self.recede(latch, rung, reading)
            elif rung.threshold is not None and self.is_beyond(reading.value, rung.threshold):
                if latch.run_since is None:
                    latch.run_since, latch.clock_counts = now, True
                latch.deadline = latch.run_since + rung.hold
                if now >= latch.deadline:
                    latch.is_raised, latch.run_since = True, None
            else:
                latch.run_since = None
        reason = Reason.RECEDED if self.level < before else Reason.EXCEEDED
        return self.say(now, before, reason, reading.value, judged_at=now)

    def recede(self, latch: Latch, rung: Rung, reading: Reading) -> None:
        """Judge a raised level: does the reading show that it is over?"""
        now = reading.true_at
        if rung.clear is not None and self.is_beyond(reading.value, rung.clear):
            latch.receding_since, latch.steady, latch.is_doubted = None, 0, False
            return
        if latch.is_doubted or self.is_too_fast(reading):
            latch.receding_since, latch.steady, latch.is_doubted = None, 0, True
            return
        if latch.receding_since is None:
            latch.receding_since = now
        latch.steady += 1
        if now - latch.receding_since >= rung.clear_for and latch.steady >= self.readings:
            latch.is_raised, latch.receding_since, latch.steady = False, None, 0

    def complete(self, is_due) -> list[Verdict]:
        said: list[Verdict] = []
        pending = [latch for latch in self.latches if latch.run_since is not None and latch.clock_counts]
        for latch in sorted(pending, key=lambda each: (each.deadline, -each.level)):
            deadline = latch.deadline
            if is_due(deadline) and deadline <= self.alive + self.channel.silent_after:
                before = self.level
                latch.is_raised, latch.run_since = True, None
                said += self.say(deadline, before, Reason.HELD_BY_CLOCK, self.value, judged_at=self.value_at)
        return said

    def tick(self, now: int) -> list[Verdict]:
        return self.complete(lambda deadline: deadline <= now)


@dataclass
class SilenceSlot:
    rule: Rule
    when: Silence
    target: str
    streams: set[int]
    heard: int | None = None
    is_lost: bool = False

    @property
    def after(self) -> int:
        return round(self.when.after.total_seconds() * MICRO)

    @property
    def level(self) -> Level:
        return self.when.level if self.is_lost else Level.NONE

    def evaluate(self, readings: Sequence[Reading]) -> list[Verdict]:
        said: list[Verdict] = []
        mine = [reading for reading in readings if reading.stream in self.streams]
        for reading in sorted(mine, key=lambda each: each.arrival):
            # The first reading of all counts whatever its quality.
            if reading.quality not in self.rule.quality and self.heard is not None:
                continue
            if self.heard is not None and reading.arrival <= self.heard:
                continue
            said += self.lose(lambda limit, now=reading.arrival: limit < now)
            if self.is_lost:
                said.append(
                    Verdict(
                        reading.arrival,
                        self.rule.id,
                        self.target,
                        Change.CLEAR,
                        self.when.level,
                        Level.NONE,
                        Reason.HEARD_AGAIN,
                    )
                )
            self.is_lost, self.heard = False, reading.arrival
        return said

    def lose(self, is_due) -> list[Verdict]:
        if self.heard is None or self.is_lost or not is_due(self.heard + self.after):
            return []
        self.is_lost = True
        at = self.heard + self.after
        return [Verdict(at, self.rule.id, self.target, Change.LOST, Level.NONE, self.when.level, Reason.SILENT)]

    def tick(self, now: int) -> list[Verdict]:
        return self.lose(lambda limit: limit <= now)


@dataclass
class FenceSlot:
    rule: Rule
    when: Fenced
    target: str
    streams: set[int]
    fences: list[Fence]
    silent_after: int
    last: int | None = None
    alive: int | None = None
    place: tuple[float, float] | None = None
    #: Up to when it is known on which side it is.
    at: int | None = None
    is_inside: bool | None = None
    since: int | None = None
    until: int | None = None
    is_blind: bool = False
    is_raised: bool = False

    @property
    def level(self) -> Level:
        return self.when.level if self.is_raised else Level.NONE

    def evaluate(self, readings: Sequence[Reading]) -> list[Verdict]:
        said: list[Verdict] = []
        mine = [reading for reading in readings if reading.stream in self.streams and reading.lon == reading.lon]
        judged = set()
        for reading in sorted(mine, key=lambda each: (each.place(), each.quality not in self.rule.quality)):
            if reading.place() not in judged:
                judged.add(reading.place())
                said += self.read(reading)
        return said

    def read(self, reading: Reading) -> list[Verdict]:
        now, said = reading.true_at, []
        while (news := self.step(lambda at: at < now)) is not None:
            said += news
        if reading.quality in self.rule.quality and (self.last is None or reading.time > self.last):
            said += self.move(now, (reading.lon, reading.lat))
            self.last = later(self.last, reading.outdates)
        elif self.dwelt_at is not None and self.dwelt_at < now:
            self.is_blind = True
        self.alive = later(self.alive, now)
        return said

    def tick(self, now: int) -> list[Verdict]:
        """Do what is said until now; what is decided in silence may still be decided otherwise."""
        said: list[Verdict] = []
        ahead = copy(self)
        while (news := ahead.step(lambda at: at <= now)) is not None:
            said += news
            if news:
                self.__dict__.update(ahead.__dict__)
        return said

    @property
    def dwelt_at(self) -> int | None:
        """When the clock completes the dwelling, were the station alive."""
        if self.when.on is not On.DWELL or self.since is None or self.is_raised or self.is_blind:
            return None
        return self.since + micros(self.when.dwell)

    def step(self, is_due) -> list[Verdict] | None:
        """Do the next thing by the clock; None when nothing is due."""
        coming = []
        if self.until is not None:
            coming.append((self.until, "lapse"))
        if self.place is not None:
            ends = [end for fence in self.fences for end in (fence.valid_from, fence.valid_until) if end is not None]
            coming += [(to_micros(end), "look") for end in ends if to_micros(end) > self.at]
        if self.dwelt_at is not None and self.dwelt_at <= self.alive + self.silent_after:
            coming.append((self.dwelt_at, "raise"))
        if not coming or not is_due(min(coming)[0]):
            return None
        at, what = min(coming)
        if what == "lapse":
            self.until = None
            return self.stand(at, Reason.LAPSED, is_raised=False)
        if what == "raise":
            return self.stand(at, Reason.DWELT, is_raised=True)
        self.at = at
        return self.turn(at, Reason.FENCE_BEGAN, Reason.FENCE_EXPIRED)

    def valid(self, at: int) -> list[Fence]:
        return [
            fence
            for fence in self.fences
            if (fence.valid_from is None or to_micros(fence.valid_from) <= at)
            and (fence.valid_until is None or at < to_micros(fence.valid_until))
        ]

    def holds(self, at: int) -> bool:
        return any(bool(shapely.covers(fence.geometry, shapely.Point(self.place))) for fence in self.valid(at))

    def move(self, now: int, place: tuple[float, float]) -> list[Verdict]:
        before, self.place, self.at = self.place, place, now
        said: list[Verdict] = []
        is_known = before is not None and now - self.alive <= self.silent_after
        if self.when.on is On.CROSS and is_known and any(self.crosses(fence, before) for fence in self.valid(now)):
            said += self.happen(now, Reason.CROSSED)
        said += self.turn(now, Reason.ENTERED, Reason.LEFT)
        if self.when.on is On.DWELL and self.is_inside and now - self.since >= micros(self.when.dwell):
            said += self.stand(now, Reason.DWELT, is_raised=True)
        return said

    def crosses(self, fence: Fence, before: tuple[float, float]) -> bool:
        if fence.drawing is not None:
            # The lines of the worlds go due north, beyond all places.
            line = fence.drawing.geometry.coords[0][0]
            went_left, went_right = before[0] > line > self.place[0], before[0] < line < self.place[0]
            return {Way.ANY: went_left or went_right, Way.LEFT: went_left, Way.RIGHT: went_right}[self.when.direction]
        path = shapely.LineString([before, self.place])
        ends = [shapely.covers(fence.geometry, shapely.Point(place)) for place in (before, self.place)]
        return bool(shapely.intersects(path, fence.geometry)) and not all(ends)

    def turn(self, at: int, into: Reason, out: Reason) -> list[Verdict]:
        is_inside = self.holds(at)
        before, self.is_inside = self.is_inside, is_inside
        if before != is_inside:
            self.since, self.is_blind = at if is_inside else None, False
        reason, on = into if is_inside else out, self.when.on
        if on is On.INSIDE:
            return self.stand(at, reason, is_raised=is_inside)
        if on is On.OUTSIDE:
            return self.stand(at, reason, is_raised=not is_inside)
        if on is On.DWELL and not is_inside:
            return self.stand(at, reason, is_raised=False)
        if (on is On.ENTER and before is False and is_inside) or (on is On.EXIT and before is True and not is_inside):
            return self.happen(at, reason)
        return []

    def happen(self, at: int, reason: Reason) -> list[Verdict]:
        said = self.stand(at, reason, is_raised=True)
        self.until = at + micros(self.when.clear_for)
        if self.until == at:
            self.until = None
            said += self.stand(at, Reason.LAPSED, is_raised=False)
        return said

    def stand(self, at: int, reason: Reason, *, is_raised: bool) -> list[Verdict]:
        before, self.is_raised = self.level, is_raised
        if before == self.level:
            return []
        change = Change.RAISE if is_raised else Change.CLEAR
        return [Verdict(at, self.rule.id, self.target, change, before, self.level, reason)]


class Oracle:
    """Judges every station by every rule; scopes are not its business."""

    def __init__(self, rules: Sequence[Rule], *, registry: Registry, fences: Sequence[Fence] = ()) -> None:
        self.slots: list[ThresholdSlot | SilenceSlot | FenceSlot] = []
        areas = {fence.id: fence for fence in fences}
        for rule in rules:
            for station in registry.stations:
                channels = registry.channels_of(station) or {}
                when = rule.when
                wanted = getattr(when, "property", "")
                heard = {c.number for c in channels.values() if wanted in {"", c.property}}
                if not heard:
                    continue
                if isinstance(when, Threshold):
                    self.slots.append(ThresholdSlot(rule, when, channels[wanted]))
                elif isinstance(when, Silence):
                    self.slots.append(SilenceSlot(rule, when, station, heard))
                else:
                    mine = [areas[fence] for fence in when.whole.fences]
                    silent = max(channel.silent_after for channel in channels.values())
                    self.slots.append(FenceSlot(rule, when.whole, station, heard, mine, silent))

    def evaluate(self, batch: Batch) -> list[Verdict]:
        readings = readings_of(batch)
        return [verdict for slot in self.slots for verdict in slot.evaluate(readings)]

    def tick(self, now: int) -> list[Verdict]:
        return [verdict for slot in self.slots for verdict in slot.tick(now)]

    def levels(self) -> dict[tuple[str, str], Level]:
        return {(slot.rule.id, slot.target): slot.level for slot in self.slots if slot.level}
