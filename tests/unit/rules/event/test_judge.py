from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.compiler import compile_rules
from rules.engine import evaluate, initial, tick
from rules.event.condition import Distinct, Step
from rules.event.judge import MOST
from rules.standing import standing
from sensing.batch import empty_batch, make_batch
from sensing.event import SensedEvent
from sensing.instant import Micros, to_micros
from sensing.level import Level
from sensing.station import Registry, StationKind
from tests.unit.rules.builders import MINUTE, a_rule, a_sighted, a_station, a_status, an_event
from tests.unit.rules.event.plain import Watcher, things_of
from tests.unit.rules.worlds import told

CAMERA = a_station("XY-C01", properties=("pm25",), first=1, kind=StationKind.CAMERA)
OTHER = a_station("XY-C02", properties=(), kind=StationKind.CAMERA, lon=114.741)
REGISTRY = Registry([CAMERA, OTHER])
STEPS = {Level.YELLOW: Step(count=1, confidence=0.5), Level.RED: Step(count=3, confidence=0.5)}


class Watch:
    """One event rule at one camera, its clock in minutes."""

    def __init__(self, **fields):
        self.program = compile_rules([a_rule(a_sighted(**fields), id="fire")], registry=REGISTRY)
        self.state = initial(self.program)

    def see(self, *events):
        self.state, self.said = evaluate(self.program, self.state, empty_batch(), events)
        return [_short(each) for each in self.said]

    def hear(self, *minutes):
        batch = make_batch(
            datastream=[1] * len(minutes),
            phenomenon_time=[minute * MINUTE for minute in minutes],
            value=[1.0] * len(minutes),
        )
        self.state, said = evaluate(self.program, self.state, batch)
        return said

    def tick(self, minute):
        self.state, self.said, wanted = tick(self.program, self.state, now=Micros(round(minute * MINUTE)))
        self.wanted = wanted / MINUTE if wanted is not None else None
        return [_short(each) for each in self.said]


def _short(each):
    return to_micros(each.at) / MINUTE, each.target, each.change.value, each.after.key, each.reason.value


RAISED = (4, "XY-C02", "raise", "orange", "seen")


def see_fire(watch, *, station="XY-C02"):
    return watch.see(an_event(0, station=station), an_event(4, "e2", station=station))


def test_enough_sightings_within_the_window_raise_with_the_facts():
    watch = Watch()
    assert watch.see(an_event(0, station="XY-C02")) == []
    assert watch.see(an_event(4, "e2", station="XY-C02", confidence=0.7)) == [RAISED]
    assert watch.said[0].facts == {
        "class": "fire_smoke",
        "event": "e2",
        "confidence": 0.7,
        "count": 2.0,
        "window_s": 600.0,
        "lon": 114.74,
        "lat": 32.34,
        "cameras": "XY-C02",
    }


def test_sightings_as_far_apart_as_the_window_still_count_together():
    assert Watch().see(an_event(0, station="XY-C02"), an_event(10, "e2", station="XY-C02")) != []
    assert Watch().see(an_event(0, station="XY-C02"), an_event(10.1, "e2", station="XY-C02")) == []


def test_one_event_told_often_is_one_sighting():
    watch = Watch()
    assert watch.see(*[an_event(minute, station="XY-C02", revision=minute) for minute in range(9)]) == []


def test_too_little_confidence_and_other_classes_do_not_count():
    watch = Watch()
    unsure = an_event(1, "e2", station="XY-C02", confidence=0.59)
    other = an_event(2, "e3", station="XY-C02", kind="person")
    assert watch.see(an_event(0, station="XY-C02"), unsure, other) == []


def test_a_report_that_states_no_confidence_counts():
    watch = Watch(classes=("report_flood",))
    reports = [an_event(i, f"p{i}", station="XY-C02", kind="report_flood", confidence=None) for i in range(2)]
    assert [each[3] for each in watch.see(*reports)] == ["orange"]


def test_distinct_cameras_count_once_each():
    watch = Watch(distinct=Distinct.CAMERAS, radius_m=500)
    assert watch.see(an_event(0), an_event(1, "e2")) == []
    assert {each[1] for each in watch.see(an_event(2, "e3", station="XY-C02"))} == {"XY-C01", "XY-C02"}


def test_a_radius_leaves_out_what_is_farther_away():
    watch = Watch(radius_m=500)
    far = {"lon": 114.75}
    assert watch.see(an_event(0, **far), an_event(1, "e2", **far)) == []


def test_it_is_over_when_not_seen_again_for_the_clear_time():
    watch = Watch()
    see_fire(watch)
    assert watch.tick(33.9) == []
    assert watch.wanted == 34
    assert watch.tick(34) == [(34, "XY-C02", "clear", "none", "not_seen_again")]
    assert watch.wanted is None


def test_a_sighting_puts_the_end_off():
    watch = Watch()
    see_fire(watch)
    assert watch.see(an_event(20, "e3", station="XY-C02")) == []
    assert watch.tick(49.9) == []
    assert watch.tick(50) != []


def test_what_was_begun_goes_on_until_its_end_is_told():
    watch = Watch(steps={Level.RED: Step(count=1, confidence=0.0)})
    watch.see(an_event(0, station="XY-C02", attrs={"state": "start"}))
    assert watch.tick(600) == []
    watch.see(an_event(0, station="XY-C02", attrs={"state": "end"}, revision=9, result_time=610 * MINUTE))
    assert watch.tick(639) == []
    assert [each[0] for each in watch.tick(640)] == [640]


def test_an_end_that_never_comes_does_not_keep_it_for_ever():
    watch = Watch(steps={Level.RED: Step(count=1, confidence=0.0)})
    watch.see(an_event(0, station="XY-C02", attrs={"state": "start"}))
    assert [each[0] for each in watch.tick(10_000)] == [24 * 60 + 30]


def test_a_camera_whose_status_says_gone_keeps_the_level():
    watch = Watch()
    see_fire(watch)
    watch.see(a_status(10, station="XY-C02"))
    assert watch.tick(1000) == []
    assert watch.wanted is None


def test_a_camera_that_falls_silent_keeps_the_level_and_the_time_begins_anew_when_it_is_heard():
    watch = Watch()
    see_fire(watch, station="XY-C01")
    watch.hear(8)
    # Its datastream may be silent for 15 minutes: it is away from 23 on.
    assert watch.tick(60) == []
    watch.hear(61, 71, 81, 91)
    assert watch.tick(90.9) == []
    assert [each[0] for each in watch.tick(91)] == [91]


def test_a_camera_that_went_before_enough_was_seen_keeps_the_level_too():
    watch = Watch(radius_m=500)
    watch.see(an_event(0, station="XY-C02"))
    watch.see(a_status(1, station="XY-C02"))
    watch.see(an_event(2, "e2", station="XY-C01"))
    watch.hear(*range(3, 60, 10))
    assert watch.tick(60) == []


def test_a_late_sighting_within_the_lateness_counts_in_its_place():
    watch = Watch()
    watch.see(an_event(8, station="XY-C02"))
    late = an_event(0, "e2", station="XY-C02", result_time=9 * MINUTE)
    assert watch.see(late) == [(8, "XY-C02", "raise", "orange", "seen")]


def test_a_sighting_that_comes_after_the_end_was_told_brings_it_back():
    watch = Watch()
    see_fire(watch)
    watch.tick(34)
    late = an_event(20, "e3", station="XY-C02", result_time=36 * MINUTE)
    assert watch.see(late) == [(34, "XY-C02", "raise", "orange", "late_reading")]
    assert [each[0] for each in watch.tick(50)] == [50]


def test_levels_follow_the_count():
    watch = Watch(steps=STEPS)
    said = [watch.see(an_event(minute, f"e{minute}", station="XY-C02"))[:1] for minute in range(3)]
    assert [each[0][3] if each else None for each in said] == ["yellow", None, "red"]


# Whatever comes, in whatever pieces.

_stations = st.sampled_from(["XY-C01", "XY-C02"])
_states = st.sampled_from([None, None, None, "start", "update", "end"])


class Names:
    """Ids that cameras give: one that is told again long after it ended names another thing."""

    def __init__(self):
        self.told, self.count = {}, 0

    def name(self, key, minute, state):
        name, since, goes_on = self.told.get(key, ("", -99, False))
        if not goes_on and minute - since > 4:
            self.count += 1
            name, since = f"{key[1]}{self.count}", minute
        goes_on = state in {"start", "update"}
        self.told[key] = name, minute if goes_on else since, goes_on
        return name


@st.composite
def worlds(draw):
    """Return what arrived, in order: events, statuses and readings, as (minute, thing)."""
    arrived, names = [], Names()
    for minute in sorted(draw(st.lists(st.integers(0, 120), min_size=1, max_size=14))):
        kind = draw(st.sampled_from(["event", "event", "event", "status", "reading", "reading"]))
        if kind == "reading":
            arrived.append((minute, None))
        elif kind == "status":
            arrived.append((minute, a_status(minute, station="XY-C02", is_online=draw(st.booleans()))))
        else:
            delay = draw(st.integers(0, min(8, minute)))
            state, station = draw(_states), draw(_stations)
            event = an_event(
                minute - delay,
                names.name((station, draw(st.sampled_from("abcdef"))), minute, state),
                station=station,
                result_time=minute * MINUTE,
                confidence=draw(st.sampled_from([None, 0.4, 0.5, 0.9])),
                attrs={} if state is None else {"state": state},
                revision=minute,
            )
            arrived.append((minute, event))
    return arrived


_whens = st.builds(
    lambda steps, window, clear, distinct: a_sighted(
        steps=steps,
        window=timedelta(minutes=window),
        clear_after=timedelta(minutes=clear),
        distinct=distinct,
        radius_m=1000.0,
    ),
    st.sampled_from([STEPS, {Level.ORANGE: Step(count=2, confidence=0.5)}, {Level.RED: Step(count=1, confidence=0.0)}]),
    st.sampled_from([5, 20]),
    st.sampled_from([7, 30]),
    st.sampled_from(Distinct),
)


def pieces(draw, arrived):
    """Yield what arrived in batches cut anywhere, with some of it repeated."""
    cuts = sorted(draw(st.lists(st.integers(0, len(arrived)), max_size=5)))
    for a, b in zip([0, *cuts], [*cuts, len(arrived)], strict=True):
        piece = arrived[a:b]
        yield piece + draw(st.lists(st.sampled_from(piece), max_size=2)) if piece else piece


def feed(program, state, piece):
    minutes = [minute for minute, thing in piece if thing is None]
    batch = make_batch(
        datastream=[1] * len(minutes), phenomenon_time=[m * MINUTE for m in minutes], value=[1.0] * len(minutes)
    )
    return evaluate(program, state, batch, [thing for _, thing in piece if thing is not None])


@given(when=_whens, arrived=worlds(), data=st.data())
def test_it_ends_where_the_plain_loop_does_whatever_the_pieces(when, arrived, data):
    program = compile_rules([a_rule(when, id="fire")], registry=REGISTRY)
    state, said, now = initial(program), [], 0
    for piece in pieces(data.draw, arrived):
        state, transitions = feed(program, state, piece)
        said += transitions
        now = max([now, *(minute for minute, _ in piece)])
        if data.draw(st.booleans()):
            state, transitions, _ = tick(program, state, now=Micros(now * MINUTE))
            said += transitions
    end = now + data.draw(st.integers(0, 60))
    state, transitions, _ = tick(program, state, now=Micros(end * MINUTE))
    said += transitions
    events = [thing for _, thing in arrived if isinstance(thing, SensedEvent)]
    heard = {
        "XY-C01": [(m, True) for m, thing in arrived if thing is None or _by(thing, "XY-C01")],
        "XY-C02": [(m, getattr(thing, "is_online", True)) for m, thing in arrived if _by(thing, "XY-C02")],
    }
    levels = Watcher(when, things_of(events), heard, {"XY-C01": 15}).watch(end)
    held = standing(program, state)
    for target in ("XY-C01", "XY-C02"):
        assert held.get(("fire", target), Level.NONE) is levels[-1]
        assert max([Level.NONE, *(each.after for each in said if each.target == target)]) == max(levels)
    assert told({}, said) == held


def _by(thing, station):
    return thing is not None and thing.station == station


@given(when=_whens, arrived=worlds())
def test_tick_asks_for_the_instant_at_which_something_ends(when, arrived):
    program = compile_rules([a_rule(when, id="fire")], registry=REGISTRY)
    state, _ = feed(program, initial(program), arrived)
    now = Micros(arrived[-1][0] * MINUTE)
    state, _, wanted = tick(program, state, now=now)
    while wanted is not None:
        assert wanted > now
        state, early, again = tick(program, state, now=Micros(wanted - 1))
        assert (early, again) == ([], wanted)
        now = wanted
        state, due, wanted = tick(program, state, now=now)
        assert due


def test_a_sighting_far_later_than_others_is_left_out():
    watch = Watch()
    watch.see(an_event(100, station="XY-C02"))
    assert watch.see(replace(an_event(95, "e2", station="XY-C02"), result_time=101 * MINUTE)) != []
    assert watch.see(replace(an_event(80, "e3", station="XY-C02"), result_time=102 * MINUTE)) == []


def test_a_camera_that_tells_of_something_new_every_moment_is_remembered_in_bounds():
    watch = Watch(steps={Level.YELLOW: Step(count=1, confidence=0.5), Level.RED: Step(count=1000, confidence=0.5)})
    said = []
    for burst in range(60):
        start = {"attrs": {"state": "start"}}
        said += watch.see(*(an_event(burst / 10 + each / 10_000, f"{burst}-{each}", **start) for each in range(100)))
        slot = watch.state.events.slots[watch.program.events.target.index("XY-C01")]
        assert len(slot.sightings) <= 2 * MOST
    assert [each[3] for each in said] == ["yellow", "red"]
    # Nobody has told that any of them ended.
    watch.hear(*range(1400))
    assert watch.tick(1400) == []
    assert slot.stand.level is Level.RED
