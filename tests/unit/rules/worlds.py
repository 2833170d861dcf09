"""Random worlds for the property tests: rules, stations, and what their stations say."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import shapely
from hypothesis import strategies as st

from geo.fence import Fence, FenceId
from geo.fence_drawing import Drawing
from rules.fence.condition import Fenced, On, Way
from rules.rule import Direction, Rule
from rules.threshold.ladder import Clear, Pace, StationLadder, Steps
from sensing.batch import Batch, make_batch
from sensing.instant import from_micros, to_micros
from sensing.level import LADDER, Level
from sensing.quality import Quality
from sensing.station import Registry, StationKind
from tests.unit.rules.builders import MINUTE, a_rule, a_silence, a_station, a_threshold, an_inside
from tests.unit.rules.oracle import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rules.transition import Transition

STATIONS = (
    a_station("A", properties=("water_level", "flow"), first=1),
    a_station("B", properties=("water_level",), first=3),
    a_station("M", properties=("pm25", "pm10"), first=5, kind=StationKind.MOVING),
)
REGISTRY = Registry(STATIONS)
#: A triangle with a hole and an edge on whole degrees, so that grid points lie on its boundary.
FENCE = Fence(
    id=FenceId("plant"),
    name="plant",
    geometry=shapely.Polygon([(0, 0), (4, 0), (4, 4), (0, 0)], [[(2, 1), (3, 1), (3, 2), (2, 1)]]),
)

#: Minute at which the readings of a world begin: in the first minutes, or in the last night of January in Beijing.
BEGINS = (0, (30 * 24 + 15) * 60)


def _fence(name: str, geometry: shapely.Geometry, **fields) -> Fence:
    return Fence(id=FenceId(name), name=name, geometry=geometry, **fields)


def _yard(name: str, begin: int) -> Fence:
    """Return a fence that holds for half an hour."""
    spans = {"valid_from": begin + 5, "valid_until": begin + 35}
    fields = {key: from_micros(minute * MINUTE) for key, minute in spans.items()}
    return _fence(name, shapely.box(1, -1, 6, 2), **fields)


_DYKE = shapely.LineString([(2.5, -9), (2.5, 9)])
#: One that always holds, one that holds for a while in each world, and one drawn as a line.
FENCES = (
    FENCE,
    *(_yard(name, begin) for name, begin in zip(("yard", "later-yard"), BEGINS, strict=True)),
    _fence("dyke", _DYKE.buffer(0.25), drawing=Drawing(geometry=_DYKE, metres=10.0)),
)

minutes = st.sampled_from([0, 0, 1, 2, 5, 10, 15, 30]).map(lambda n: timedelta(minutes=n))
trusted = st.sampled_from([(Quality.GOOD,), (Quality.GOOD, Quality.DOUBTFUL)])


@st.composite
def conditions(draw: st.DrawFn):
    kind = draw(st.sampled_from(["threshold", "threshold", "threshold", "silence", "inside", "fence", "fence"]))
    if kind == "silence":
        key = draw(st.sampled_from(["", "flow", "water_level"]))
        return a_silence(draw(st.integers(1, 50)), property=key, level=draw(st.sampled_from(LADDER)))
    if kind == "inside":
        return an_inside(level=draw(st.sampled_from(LADDER)))
    if kind == "fence":
        return draw(fenced())
    return draw(ladders())


@st.composite
def fenced(draw: st.DrawFn) -> Fenced:
    """Return a condition about one or several fences."""
    on = draw(st.sampled_from(On))
    fields: dict = {
        "fences": draw(st.sampled_from([("plant",), ("yard", "later-yard"), ("plant", "yard", "later-yard")]))
    }
    if on is On.CROSS and draw(st.booleans()):
        fields = {"fences": ("dyke",), "direction": draw(st.sampled_from(Way))}
    if on is On.DWELL:
        fields["dwell"] = timedelta(minutes=draw(st.sampled_from([1, 5, 10, 20, 40])))
    if on.is_moment:
        fields["clear_for"] = draw(minutes)
    return Fenced(on=on, level=draw(st.sampled_from(LADDER)), **fields)


def _drawn_levels(draw: st.DrawFn, direction: Direction) -> dict[Level, float]:
    levels = draw(st.lists(st.sampled_from(LADDER), min_size=1, unique=True))
    steps = sorted(
        draw(st.lists(st.integers(1, 4), min_size=len(levels), max_size=len(levels), unique=True)),
        reverse=direction is Direction.BELOW,
    )
    return dict(zip(sorted(levels), map(float, steps), strict=True))


_BY = (0.0, 0.0, 0.5, 1.0)


def _drawn_paces(draw: st.DrawFn, levels: dict[Level, float], direction: Direction) -> dict[Level, Pace]:
    """Return a pace for some of the levels."""
    sign = 1 if direction is Direction.ABOVE else -1
    paces = {}
    for level in draw(st.lists(st.sampled_from(sorted(levels)), max_size=2, unique=True)):
        by, has_at, hold, lasting = draw(st.tuples(st.sampled_from(_BY), st.booleans(), _maybe, _maybe))
        clear = {"clear_at": levels[level] - sign * by} if has_at else {"clear_by": by}
        paces[level] = Pace(hold=hold, clear_for=lasting, **clear)
    return paces


_maybe = st.none() | minutes
#: Months before and after the night in which the readings of half of the worlds are taken.
_MONTHS = ("1", "2", "2-12", "12-1", "1-2")


@st.composite
def ladders(draw: st.DrawFn):
    """Return a threshold: half of them plain, the others with everything that a ladder can have."""
    direction = draw(st.sampled_from(Direction))
    levels = _drawn_levels(draw, direction)
    fields = {
        "property": draw(st.sampled_from(["water_level", "water_level", "flow"])),
        "direction": direction,
        "levels": levels,
        "hold": draw(minutes),
        "clear_by": draw(st.sampled_from(_BY)),
        "clear_for": draw(minutes),
    }
    if draw(st.booleans()):
        return a_threshold(**fields)
    fields["paces"] = _drawn_paces(draw, levels, direction)
    fields["clear_readings"] = draw(st.sampled_from([1, 1, 2, 3]))
    fields["clear_fastest"] = draw(st.none() | st.sampled_from([6.0, 30.0, 60.0]))
    if draw(st.booleans()):
        other = _drawn_levels(draw, direction)
        steps = Steps(levels=other, paces=_drawn_paces(draw, other, direction))
        fields["months"] = {draw(st.sampled_from(_MONTHS)): steps}
        if draw(st.booleans()):
            fields |= {"levels": {}, "paces": {}}
    if draw(st.booleans()):
        fields["stations"] = {"A": _drawn_station(draw, direction)}
    return a_threshold(**fields)


def _drawn_station(draw: st.DrawFn, direction: Direction) -> StationLadder:
    own = _drawn_levels(draw, direction) if draw(st.booleans()) else {}
    months = {}
    if own and draw(st.booleans()):
        months = {draw(st.sampled_from(_MONTHS)): Steps(levels=_drawn_levels(draw, direction))}
    clear = None
    if draw(st.booleans()):
        clear = Clear(by=draw(st.sampled_from(_BY)), lasting=draw(minutes), readings=draw(st.sampled_from([1, 2])))
    hold = draw(_maybe)
    return StationLadder(levels=own, months=months, clear=clear, hold=timedelta(0) if not own and not clear else hold)


@st.composite
def rule_sets(draw: st.DrawFn, *, most: int = 4) -> list[Rule]:
    whens = draw(st.lists(conditions(), min_size=1, max_size=most))
    return [a_rule(when, id=f"r{i}", quality=draw(trusted)) for i, when in enumerate(whens)]


_STREAM = (1, 1, 1, 1, 2, 3, 5, 6)
_STEP = (0, 1, 1, 2, 2, 5, 10, 20)
#: Mostly on time; sometimes late, sometimes from a clock that runs ahead.
_SHIFT = (0, 0, 0, 0, 0, -15, -1, 2, 600)
_QUALITY = (*[Quality.GOOD] * 6, Quality.DOUBTFUL, Quality.UNRELIABLE)

_begins = st.sampled_from(BEGINS)

#: Raw material of readings: one draw, six bytes a reading, so that many readings cost little.
_stuff = st.binary(min_size=60, max_size=360)


def _rows(stuff: bytes) -> Iterator[tuple]:
    """Yield (datastream, step, shift, minutes under way, value, quality, lon, lat), all times in minutes."""
    for a, b, c, d, e, f in zip(*[iter(stuff)] * 6, strict=False):
        lon, lat = f % 7 - 1, f // 7 % 7 - 1
        yield _STREAM[a % 8], _STEP[b % 8], _SHIFT[c % 9], c // 9 % 4, d % 13 / 2, _QUALITY[e % 8], lon, lat


@st.composite
def unruly_batches(draw: st.DrawFn) -> list[Batch]:
    """Return batches with late, repeated and shuffled readings, and readings from a clock that runs ahead."""
    rows, now = [], draw(_begins)
    for stream, step, shift, way, *rest in _rows(draw(_stuff)):
        now += step
        rows.append((stream, now + shift, now + way, *rest))
    rows += draw(st.lists(st.sampled_from(rows), max_size=5))
    return cut(draw, rows)


@st.composite
def orderly_rows(draw: st.DrawFn, *, only_good: bool = False) -> list[tuple]:
    """Return readings in order, one at an instant for each datastream, heard when they are true."""
    rows, now, taken, places = [], draw(_begins), set(), {}
    for stream, step, _, _, value, quality, *stated in _rows(draw(_stuff)):
        now += step
        # What a moving station measures at one instant, it measures at one place.
        place = places.setdefault(now, stated)
        if (stream, now) not in taken:
            rows.append((stream, now, now, value, Quality.GOOD if only_good else quality, *place))
        taken.add((stream, now))
    return rows


def cut(draw: st.DrawFn, rows: Sequence[tuple]) -> list[Batch]:
    """Return the rows in batches, cut anywhere."""
    cuts = sorted(draw(st.lists(st.integers(0, len(rows)), max_size=6)))
    return [as_batch(rows[a:b]) for a, b in zip([0, *cuts], [*cuts, len(rows)], strict=True)]


def cut_between(draw: st.DrawFn, rows: Sequence[tuple]) -> list[Sequence[tuple]]:
    """Return the rows in stretches, cut where an instant begins that is later than all before.

    What one station sends of one instant in several batches is late but for the first one, and may be told later.
    """
    newest = [max(row[1] for row in rows[:place]) for place in range(1, len(rows))]
    places = [place for place, before in enumerate(newest, start=1) if before < rows[place][1]]
    cuts = sorted(draw(st.lists(st.sampled_from([0, *places]), max_size=6)))
    return [rows[a:b] for a, b in zip([0, *cuts], [*cuts, len(rows)], strict=True)]


def as_batch(rows: Sequence[tuple]) -> Batch:
    moving = [number for number, channel in REGISTRY.channels.items() if channel.station == "M"]
    nan = float("nan")
    return make_batch(
        datastream=[row[0] for row in rows],
        phenomenon_time=[row[1] * MINUTE for row in rows],
        result_time=[row[2] * MINUTE for row in rows],
        value=[row[3] for row in rows],
        quality=[row[4] for row in rows],
        lon=[row[5] if row[0] in moving else nan for row in rows],
        lat=[row[6] if row[0] in moving else nan for row in rows],
    )


def verdicts(transitions: Sequence[Transition]) -> list[Verdict]:
    """Return transitions as the oracle says them, sorted."""
    return sorted(
        Verdict(
            to_micros(each.at),
            each.rule,
            each.target,
            each.change,
            each.before,
            each.after,
            each.reason,
            each.value,
            each.threshold,
        )
        for each in transitions
    )


def told(levels: dict, transitions: Sequence[Transition]) -> dict[tuple[str, str], Level]:
    """Return the levels people know after some transitions."""
    known = dict(levels)
    for each in transitions:
        known[each.rule, each.target] = each.after
    return {key: level for key, level in known.items() if level}
