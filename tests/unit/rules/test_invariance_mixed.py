"""All kinds that go by the time of readings, with the guard and composites on top: order within lateness is nothing.

Silence is left out: it goes by arrival. A world is made of a seed, because dozens of rules and readings drawn one by
one would take longer than judging them.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from random import Random

import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.fence import Fence, FenceId
from geo.river import River
from rules.compiler import compile_rules
from rules.document import parse_rules
from rules.engine import evaluate, initial, tick
from rules.standing import standing
from rules.transition import Reason
from sensing.batch import make_batch
from sensing.instant import Micros
from sensing.level import Level
from sensing.station import Registry, StationKind
from tests.unit.rules.builders import MINUTE, a_station, an_event
from tests.unit.rules.guard.plain import RIVER

REGISTRY = Registry(
    [
        a_station("A", properties=("water_level", "rain_5m"), first=1),
        a_station("B", properties=("water_level",), first=3),
        a_station("C", properties=("water_level",), first=4),
        a_station("M", properties=("pm25", "pm10"), first=5, kind=StationKind.MOVING),
        a_station("K", properties=("flow",), first=7),
    ]
)
HUAI = River(id=RIVER.id, name="淮河", reaches=RIVER.reaches[:2])
FENCES = [Fence(id=FenceId("f"), name="f", geometry=shapely.box(1, 1, 4, 4))]
HEAD = (
    'apiVersion: fenghuo/v1\nkind: Rule\nid: {id}\nhazard: "11A01"\ntitle: {{zh: 一, en: x}}\nlateness: {late}\nwhen: '
)
#: How late a reading comes at most, minutes; each rule waits longer.
LATEST = 5


def a_world(random: Random):
    """Return a program of one rule of each of some kinds."""
    some = lambda: random.choice(["0s", "1m", "5m", "10m", "20m"])  # noqa: E731
    span = lambda: random.choice(["1m", "5m", "10m", "20m", "40m"])  # noqa: E731
    guard = random.choice(["", ", upstream: true"]) + random.choice(["", ", fastest: 30"])
    on = random.choice(["inside", "outside", "enter", "exit", "cross", "dwell"])
    stay = f"dwell: {span()}" if on == "dwell" else f"clear: {{for: {some()}}}"
    stay = "" if on in {"inside", "outside"} else f", {stay}"
    whens = {
        "stage": "{kind: threshold, property: water_level, direction: above, levels: {blue: 1.5, orange: 3, red: 4}, "
        f"hold: {some()}, clear: {{by: 0.5, for: {some()}, readings: {random.randint(1, 3)}{guard}}}}}",
        "rate": "{kind: rate, property: water_level, direction: rise, levels: {blue: 3, red: 30}, "
        f"window: {span()}, "
        f"hold: {some()}, clear: {{by: 0.5, for: {some()}}}}}",
        "rain": "{kind: accumulation, property: rain_5m, levels: {blue: {10m: 3}, red: {10m: 6, 30m: 9}}, "
        f"clear: {{for: {some()}}}}}",
        "fence": f"{{kind: fence, fence: f, on: {on}, level: orange{stay}}}",
        "smoke": f"{{kind: event, classes: [fire_smoke], window: {span()}, levels: {{yellow: {{count: 1, confidence: "
        f"0.5}}, red: {{count: 2, confidence: 0.6}}}}, clear: {{after: {span()}}}}}",
    }
    chosen = ["stage", *random.sample(sorted(whens.keys() - {"stage"}), random.randint(1, 4))]
    members = random.sample(chosen, random.randint(2, len(chosen)))
    need, area = random.choice(["all", "any", "2"]), random.choice(["whole", "station"])
    whens["both"] = f"{{kind: composite, of: [{', '.join(members)}], need: {need}, window: {some()}, area: {area}, "
    whens["both"] += f"level: {random.choice(['highest', 'blue'])}}}"
    late = random.choice(["8m", "10m", "30m"])
    documents = [HEAD.format(id=name, late=late) + whens[name] for name in (*chosen, "both")]
    rules = parse_rules("\n---\n".join(documents), origin="test")
    return compile_rules(rules, registry=REGISTRY, fences=FENCES, rivers=[HUAI])


def what_happens(random: Random) -> list[tuple]:
    """Return (minute, datastream, value, quality, lon, lat) of readings and (minute, id, confidence) of events."""
    now, said, taken, places = 0, [], set(), {}
    walk = dict.fromkeys(range(1, 8), 1.0)
    for _ in range(40):
        now += random.choice([0, 1, 1, 2, 2, 5, 10, 20, 45])
        stream = random.choice([1, 1, 2, 3, 3, 4, 5, 6])
        place = places.setdefault(now, (random.randint(0, 5), random.randint(0, 5)))
        walk[stream] = max(0.0, random.choice([walk[stream] + random.choice([-1, -0.5, 0.5, 1]), random.randint(0, 5)]))
        if (stream, now) not in taken:
            quality = random.choice([0, 0, 0, 0, 0, 1, 2])
            said.append((now, stream, walk[stream], quality, *(place if stream in {5, 6} else (float("nan"),) * 2)))
        taken.add((stream, now))
    events = [(random.choice(said)[0], f"e{n}", random.choice([0.4, 0.55, 0.9])) for n in range(random.randint(0, 6))]
    return sorted([*said, *events], key=lambda each: each[0])


def judged(program, state, arrivals):
    """Judge (arrival, what) in one batch."""
    rows = [(at, what) for at, what in arrivals if len(what) > 3]
    columns = list(zip(*(what for _, what in rows), strict=True)) or [()] * 6
    batch = make_batch(
        datastream=columns[1],
        phenomenon_time=[minute * MINUTE for minute in columns[0]],
        result_time=[at * MINUTE for at, _ in rows],
        value=columns[2],
        quality=columns[3],
        lon=columns[4],
        lat=columns[5],
    )
    events = [an_event(*what[:2], station="K", confidence=what[2]) for _, what in arrivals if len(what) == 3]
    return evaluate(program, state, batch, events)


def told(transitions) -> tuple[dict, dict]:
    """Return the level at which each slot stands by what was told, and the highest told; each step follows the last.

    A level taken back for the very instant at which it was told never stood: of two members of one instant the second
    was judged after the composite had spoken.
    """
    stands, peak = defaultdict(lambda: Level.NONE), defaultdict(lambda: Level.NONE)
    steps = defaultdict(list)
    for each in transitions:
        key = each.rule, each.target
        assert each.before is stands[key]
        stands[key] = each.after
        steps[key].append(each)
    for key, own in steps.items():
        for each, after in zip(own, [*own[1:], None], strict=True):
            is_void = after is not None and after.at == each.at and after.reason is Reason.LATE_READING
            peak[key] = max(peak[key], Level.NONE if is_void else each.after)
    return {key: level for key, level in stands.items() if level}, dict(peak)


def run(program, parts, *, end: int, ticks: Random | None = None):
    """Return what stands in the end, and what was told."""
    state, said = initial(program), []
    for part in parts:
        state, more = judged(program, state, part)
        said += more
        if ticks is None or ticks.random() < 0.3:
            state, more, _ = tick(program, state, now=Micros(part[-1][0] * MINUTE))
            said += more
    for instant in (end * MINUTE - 1, end * MINUTE):
        state, more, _ = tick(program, state, now=Micros(instant))
        said += more
    return standing(program, state), said


@settings(max_examples=2 * settings.default.max_examples)
@given(seed=st.integers(0, 2**32))
def test_shuffled_repeated_and_cut_anywhere_the_same_stands_and_no_peak_is_untold(seed: int):
    random = Random(seed)
    program, happened = a_world(random), what_happens(random)
    end = happened[-1][0] + 300
    # What is of one minute comes together: a reading of the instant at which a hold runs out decides by itself.
    in_order = [[(at, what) for what in each] for at, each in groupby(happened, key=lambda what: what[0])]
    held, said = run(program, in_order, end=end)
    stands, peaks = told(said)
    assert stands == held

    arrivals = []
    for what in happened:
        late = random.choice([0, 0, 0, 1, 2, LATEST]) if len(what) > 3 else 0
        arrivals += [(what[0] + late, what)]
        if len(what) > 3 and random.random() < 0.15:
            arrivals += [(what[0] + LATEST, what)]
    arrivals = sorted(((at, random.random(), what) for at, what in arrivals), key=lambda each: each[:2])
    left, parts = [(at, what) for at, _, what in arrivals], []
    while left:
        count = random.choice([1, 1, 2, 3, 6])
        parts, left = [*parts, left[:count]], left[count:]
    shuffled, said_then = run(program, parts, end=end, ticks=random)
    stands_then, peaks_then = told(said_then)
    assert stands_then == shuffled == held
    assert all(peaks_then.get(key, Level.NONE) >= level for key, level in peaks.items())
