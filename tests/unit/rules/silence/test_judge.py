from __future__ import annotations

import pytest

from rules.compiler import compile_rules
from rules.engine import evaluate, initial, tick
from sensing.instant import Micros, to_micros
from sensing.quality import Quality
from tests.unit.rules.builders import MINUTE, a_registry, a_rule, a_silence, a_station, readings


class Ear:
    """One silence rule on a station with a stage and a flow datastream, its clock in minutes."""

    def __init__(self, quality=(Quality.GOOD,), **fields):
        registry = a_registry(a_station(properties=("water_level", "flow")))
        self.program = compile_rules([a_rule(a_silence(15, **fields), quality=quality)], registry=registry)
        self.state = initial(self.program)

    def hear(self, *minutes, stream=0, **columns):
        batch = readings([(minute, 1.0) for minute in minutes], stream=stream, **columns)
        self.state, self.said = evaluate(self.program, self.state, batch)
        return [_short(each) for each in self.said]

    def tick(self, minute):
        self.state, self.said, wanted = tick(self.program, self.state, now=Micros(round(minute * MINUTE)))
        self.wanted = wanted / MINUTE if wanted is not None else None
        return [_short(each) for each in self.said]


def _short(each):
    return to_micros(each.at) / MINUTE, each.change.value, each.before.key, each.after.key, each.reason.value


LOST = (15, "lost", "none", "orange", "silent")


def test_a_station_is_lost_when_nothing_came_for_the_whole_time():
    ear = Ear()
    ear.hear(0)
    assert ear.tick(14.99) == []
    assert ear.wanted == 15
    assert ear.tick(15) == [LOST]
    assert (ear.wanted, ear.said[0].facts, ear.said[0].value) == (None, {"silent_s": 900.0}, None)


def test_a_station_is_lost_once():
    ear = Ear()
    ear.hear(0)
    ear.tick(20)
    assert ear.tick(40) == []


def test_a_lost_station_that_is_heard_clears():
    ear = Ear()
    ear.hear(0)
    ear.tick(20)
    assert ear.hear(21) == [(21, "clear", "orange", "none", "heard_again")]
    assert ear.said[0].facts == {"silent_s": 1260.0}


def test_what_was_never_heard_is_not_lost():
    assert Ear().tick(1e6) == []


def test_a_gap_between_readings_is_found_without_a_clock():
    assert Ear().hear(0, 20) == [LOST, (20, "clear", "orange", "none", "heard_again")]


def test_a_gap_exactly_as_long_as_allowed_is_none():
    assert Ear().hear(0, 15, 30) == []


def test_arrival_counts_not_the_time_of_the_reading():
    ear = Ear()
    assert ear.hear(0, 0, 0, result_time=[0, 14, 28]) == []
    assert ear.tick(42) == []
    assert ear.tick(43) == [(43, "lost", "none", "orange", "silent")]


def test_any_datastream_of_the_station_will_do():
    ear = Ear()
    ear.hear(0, stream=0)
    ear.hear(10, stream=1)
    assert ear.tick(24) == []
    assert ear.hear(30, stream=0) == [
        (25, "lost", "none", "orange", "silent"),
        (30, "clear", "orange", "none", "heard_again"),
    ]


def test_a_property_listens_to_its_own_datastream_only():
    ear = Ear(property="flow")
    ear.hear(0, stream=1)
    ear.hear(10, stream=0)
    assert ear.tick(15) == [LOST]
    assert ear.said[0].property == "flow"
    assert ear.hear(16, stream=0) == []


@pytest.mark.parametrize("quality", [Quality.DOUBTFUL, Quality.UNRELIABLE])
def test_a_blind_gauge_is_lost_although_it_goes_on_sending(quality):
    ear = Ear()
    ear.hear(0)
    assert ear.hear(*range(5, 30, 5), quality=quality) == []
    assert ear.tick(30) == [LOST]
    assert ear.hear(31, quality=quality) == []
    assert ear.hear(32) == [(32, "clear", "orange", "none", "heard_again")]


def test_a_gauge_that_is_blind_from_the_beginning_is_lost():
    ear = Ear()
    ear.hear(0, 5, 10, quality=Quality.UNRELIABLE)
    assert ear.tick(15) == [LOST]


def test_a_rule_may_trust_doubtful_readings():
    ear = Ear(quality=(Quality.GOOD, Quality.DOUBTFUL))
    ear.hear(0)
    ear.hear(10, quality=Quality.DOUBTFUL)
    ear.hear(14, quality=Quality.UNRELIABLE)
    assert ear.tick(20) == []
    assert ear.tick(25) == [(25, "lost", "none", "orange", "silent")]


def test_a_duplicate_of_the_last_reading_is_not_being_heard_again():
    ear = Ear()
    ear.hear(0)
    ear.tick(20)
    assert ear.hear(0) == []
