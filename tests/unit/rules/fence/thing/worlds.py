"""People seen by cameras among fences; times in minutes."""

from __future__ import annotations

from datetime import timedelta

import shapely

from rules.compiler import compile_rules
from rules.engine import evaluate, initial, tick
from rules.fence.condition import Things
from sensing.batch import empty_batch
from sensing.instant import Micros, to_micros
from sensing.station import Registry, StationKind
from tests.unit.rules.builders import MINUTE, a_rule, a_station, an_event
from tests.unit.rules.fence.worlds import a_fence, fenced

REGISTRY = Registry(
    [
        a_station("XY-C01", properties=("pm25",), first=1, kind=StationKind.CAMERA),
        a_station("XY-C02", properties=(), kind=StationKind.CAMERA, lon=114.741),
    ]
)
PLANT = a_fence()
#: Some areas, of one fence each time named ``plant``.
FENCES = [
    [PLANT],
    [a_fence(start=20, end=50)],
    [a_fence(end=30)],
    [a_fence(geometry=shapely.MultiPolygon([shapely.box(0, 0, 2, 2), shapely.box(5, 0, 7, 2)]))],
]

INSIDE, OUTSIDE, BEYOND = (1.0, 1.0), (-1.0, 1.0), (3.0, 1.0)


def following(on, *fences, gone_after=timedelta(minutes=30), confidence=0.5, gone_is_exit=False, identity="", **fields):
    things = Things(
        classes=("person",),
        gone_after=gone_after,
        confidence=confidence,
        gone_is_exit=gone_is_exit,
        identity=identity,
    )
    return fenced(on, *fences, events=things, **fields)


def a_person(minute, id="p1", *, place=INSIDE, **fields):  # noqa: A002 - the word of the record
    """Return a person seen somewhere, told again with a revision for every minute."""
    fields = {
        "kind": "person",
        "lon": place[0],
        "lat": place[1],
        "revision": round(minute),
        "station": "XY-C02",
    } | fields
    return an_event(minute, id, **fields)


def steps_of(transitions):
    """Return (minute, whether the level was raised) of transitions."""
    return [(to_micros(each.at) / MINUTE, bool(each.after)) for each in transitions]


class Watch:
    """One rule that follows people, its clock in minutes."""

    def __init__(self, on, *fences, rule=None, **fields):
        fences = fences or (PLANT,)
        when = following(on, *[str(fence.id) for fence in fences], **fields)
        self.program = compile_rules([a_rule(when, id="watch", **(rule or {}))], registry=REGISTRY, fences=fences)
        self.state = initial(self.program)
        self.said = []

    def see(self, *events):
        self.state, self.said = evaluate(self.program, self.state, empty_batch(), events)
        return short(self.said)

    def walk(self, *places, id="p1", **fields):  # noqa: A002 - the word of the record
        """Let a person be seen at (minute, place)."""
        return self.see(*(a_person(minute, id, place=place, **fields) for minute, place in places))

    def tick(self, minute):
        self.state, self.said, self.wanted = tick(self.program, self.state, now=Micros(round(minute * MINUTE)))
        return short(self.said)


def short(transitions):
    return [(to_micros(each.at) / MINUTE, each.change.value, each.reason.value) for each in transitions]
