from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.compiler import compile_rules
from rules.engine import evaluate, initial, tick
from rules.fence.condition import On
from rules.standing import standing
from sensing.batch import empty_batch, make_batch
from sensing.event import SensedEvent
from sensing.instant import Micros
from sensing.level import Level
from tests.unit.rules.builders import MINUTE, a_rule, a_status
from tests.unit.rules.fence.thing.plain import Follower
from tests.unit.rules.fence.thing.worlds import FENCES, PLANT, REGISTRY, a_person, following, steps_of
from tests.unit.rules.worlds import told


@st.composite
def worlds(draw):
    """Return what arrived, in order: events, statuses and readings, as (minute, thing)."""
    arrived = []
    first: dict = {}
    is_online, left = True, -1
    for minute in sorted(draw(st.lists(st.integers(0, 90), min_size=1, max_size=16))):
        kind = draw(st.sampled_from(["event"] * 5 + ["status", "reading"]))
        if kind == "reading":
            arrived.append((minute, None))
        elif kind == "status":
            is_online = draw(st.booleans())
            left = left if is_online else minute
            arrived.append((minute, a_status(minute, station="XY-C02", is_online=is_online)))
        else:
            # What a camera was before it saw anything, nobody notes, unless both came in one piece: so it sees nothing
            # in the minute in which it left.
            station = "XY-C01" if minute == left else draw(st.sampled_from(["XY-C01", "XY-C02"]))
            late = 8 if station == "XY-C02" and is_online else 0
            arrived.append((minute, draw(_events(minute, station, late, len(arrived), first))))
            is_online = is_online or station == "XY-C02"
    return arrived


@st.composite
def _events(draw, minute, station, late, revision, first):
    kind, attrs = draw(st.sampled_from(["told again", "track", "phase"])), {}
    at = minute - draw(st.integers(0, min(late, minute)))
    if kind == "told again":
        id_ = draw(st.sampled_from("ab"))
    elif kind == "track":
        id_, attrs = f"t{revision}", {"track": draw(st.sampled_from([7, "x"]))}
    else:
        # As Frigate does: the time stays that of the beginning.
        id_ = draw(st.sampled_from("cd"))
        states = ["update", "end"] if (station, id_) in first else ["start", "update", "end"]
        at, attrs = first.setdefault((station, id_), at), {"state": draw(st.sampled_from(states))}
    return a_person(
        at,
        id_,
        station=station,
        result_time=minute * MINUTE,
        place=draw(st.sampled_from([(1, 1), (1, 0), (2, 2), (3, 1), (-1, 1), (5, 5), (6, 1)])),
        confidence=draw(st.sampled_from([None, 0.4, 0.9])),
        attrs=attrs,
        revision=revision,
    )


_whens = st.builds(
    lambda on, clear, gone, sure, is_exit: following(
        on,
        clear_for=timedelta(minutes=clear),
        gone_after=timedelta(minutes=gone),
        confidence=sure,
        gone_is_exit=is_exit and on == "exit",
    ),
    st.sampled_from(list(On)),
    st.sampled_from([0, 3, 20]),
    st.sampled_from([4, 12, 40]),
    st.sampled_from([0.0, 0.5]),
    st.booleans(),
)


def pieces(draw, arrived):
    """Yield what arrived in batches cut anywhere, with some of it repeated and in any order."""
    cuts = sorted(draw(st.lists(st.integers(0, len(arrived)), max_size=5)))
    for a, b in zip([0, *cuts], [*cuts, len(arrived)], strict=True):
        piece = arrived[a:b]
        again = draw(st.lists(st.sampled_from(piece), max_size=2)) if piece else []
        yield draw(st.permutations([*piece, *again]))


def feed(program, state, piece):
    minutes = [minute for minute, thing in piece if thing is None]
    batch = make_batch(
        datastream=[1] * len(minutes), phenomenon_time=[m * MINUTE for m in minutes], value=[1.0] * len(minutes)
    )
    return evaluate(program, state, batch, [thing for _, thing in piece if thing is not None])


def follower(when, fences, arrived):
    heard = {
        "XY-C01": [(m, True) for m, thing in arrived if thing is None or thing.station == "XY-C01"],
        "XY-C02": [
            (m, getattr(thing, "is_online", True)) for m, thing in arrived if thing and thing.station == "XY-C02"
        ],
    }
    events = [thing for _, thing in arrived if isinstance(thing, SensedEvent)]
    return Follower(when, fences, events, heard, {"XY-C01": 15})


@settings(max_examples=200)
@given(when=_whens, fences=st.sampled_from(FENCES), arrived=worlds(), data=st.data())
def test_it_goes_as_the_plain_loop_does_whatever_the_pieces(when, fences, arrived, data):
    program = compile_rules([a_rule(when, id="watch")], registry=REGISTRY, fences=fences)
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
    steps = follower(when, fences, arrived).watch(end)
    slot = state.events.slots[0]
    if slot.sightings:
        assert steps_of(slot.told) == [step for step in steps if step[0] * MINUTE > slot.since]
    held = standing(program, state)
    assert bool(held) == (bool(steps) and steps[-1][1])
    assert told({}, said) == held
    # What a better telling of the same instant replaces may have been told, and is taken back.
    assert any(each.after for each in said) or not steps


@given(when=_whens, fences=st.sampled_from(FENCES), arrived=worlds())
def test_tick_asks_for_the_instant_at_which_something_is_decided(when, fences, arrived):
    program = compile_rules([a_rule(when, id="watch")], registry=REGISTRY, fences=fences)
    state, _ = feed(program, initial(program), arrived)
    now = Micros(arrived[-1][0] * MINUTE)
    state, _, wanted = tick(program, state, now=now)
    while wanted is not None:
        assert wanted > now
        state, early, again = tick(program, state, now=Micros(wanted - 1))
        assert (early, again) == ([], wanted)
        now = wanted
        state, _, wanted = tick(program, state, now=now)
    assert all(slot.stand.level is Level.NONE or state.events.cameras for slot in state.events.slots)


def test_things_that_are_gone_are_forgotten():
    program = compile_rules([a_rule(following("enter"), id="watch")], registry=REGISTRY, fences=[PLANT])
    state = initial(program)
    for minute in range(0, 400, 2):
        crowd = [a_person(minute, f"{minute}-{each}", place=(5, 5), station="XY-C02") for each in range(30)]
        state, _ = evaluate(program, state, empty_batch(), crowd)
        state, _, _ = tick(program, state, now=Micros(minute * MINUTE))
        assert len(state.events.slots[0].stand.things) <= 16 * 30
        assert len(state.events.slots[0].sightings) <= 6 * 30
    for minute in (500, 501):
        state, _, wanted = tick(program, state, now=Micros(minute * MINUTE))
    assert (state.events.slots[0].stand.things, state.events.active, wanted) == ({}, set(), None)
