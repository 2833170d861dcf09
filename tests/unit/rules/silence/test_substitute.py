from __future__ import annotations

from rules.compiler import compile_rules
from rules.engine import evaluate, initial, tick
from rules.silence.condition import Substitutes
from sensing.batch import make_batch
from sensing.instant import Micros
from sensing.station import Registry, StationKind
from tests.unit.rules.builders import MINUTE, a_rule, a_silence, a_station

GAUGE = a_station("G", first=1)
RAIN = a_station("R", properties=("rain_1h",), first=2, kind=StationKind.RAIN_GAUGE, lon=114.75)
CAMERA = a_station("C", properties=(), kind=StationKind.CAMERA)
FAR = a_station("F", properties=(), kind=StationKind.CAMERA, lon=116.0)


def facts(*stations, **fields):
    """Return what is said of the gauge when it is lost."""
    program = compile_rules([a_rule(a_silence(15, property="water_level", **fields))], registry=Registry(stations))
    batch = make_batch(datastream=[1], phenomenon_time=[0], value=[1.0])
    state, _ = evaluate(program, initial(program), batch)
    _, (said,), _ = tick(program, state, now=Micros(15 * MINUTE))
    return {key: value for key, value in said.facts.items() if key != "silent_s"}


def test_the_nearest_rain_gauge_and_camera_are_named():
    assert facts(GAUGE, RAIN, CAMERA, FAR) == {"rain": "R", "cameras": "C", "substitutes": "R, C"}


def test_what_is_far_away_stands_in_for_nobody():
    assert facts(GAUGE, FAR) == {}


def test_what_the_rule_names_counts():
    named = Substitutes(upstream=("U1", "U2"), cameras=("F",))
    assert facts(GAUGE, RAIN, CAMERA, FAR, substitutes=named) == {
        "upstream": "U1, U2",
        "cameras": "F",
        "substitutes": "U1, U2, F",
    }


def substitutes(*stations):
    program = compile_rules([a_rule(a_silence(15))], registry=Registry(stations))
    return dict(zip(program.silences.target, program.silences.substitutes, strict=True))


def a_rain_gauge(name, first, lon):
    return a_station(name, properties=("rain_1h",), first=first, kind=StationKind.RAIN_GAUGE, lon=lon)


def test_for_a_lost_rain_gauge_the_nearest_other_one_stands_in_and_not_itself():
    found = substitutes(RAIN, a_rain_gauge("R2", 5, 114.78), a_rain_gauge("R3", 6, 114.76))
    assert [found[name]["rain"] for name in ("R", "R2", "R3")] == ["R3", "R3", "R"]


def test_one_on_the_same_pole_stands_in_first():
    found = substitutes(RAIN, a_rain_gauge("R2", 5, 114.75), a_rain_gauge("R3", 6, 114.76))
    assert found["R"]["rain"] == "R2"


def test_a_rain_gauge_far_from_all_others_has_none():
    assert substitutes(RAIN, a_rain_gauge("R2", 5, 116.0))["R"] == {}
