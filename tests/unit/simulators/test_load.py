from __future__ import annotations

import json
from collections import Counter

import pytest

from simulators.errors import SimulatorError
from simulators.load import model_city, model_load, open_loop, prepared
from simulators.play import Play
from simulators.scenario import scenario
from simulators.speech.speech import Speech
from simulators.world import World

LOAD = model_load(50, count=400)
START_MS = 1_790_000_000_000


def test_messages_leave_at_a_constant_rate_and_are_true_when_they_are_meant_to():
    found = list(open_loop(LOAD, rate=200, count=1000, start_ms=START_MS))
    assert [at_s for at_s, _, _ in found] == [n / 200 for n in range(1000)]
    assert [json.loads(payload)["t"] - START_MS for _, _, payload in found] == [n * 5 for n in range(1000)]


def test_every_station_is_one_of_the_city_and_says_what_its_model_measures():
    city = {str(station.id): station for station in model_city(50).stations}
    for _, topic, payload in open_loop(LOAD, rate=200, count=400, start_ms=START_MS):
        root, version, division, name, kind = topic.split("/")
        assert (root, version, division, kind) == ("fh", "v1", city[name].division, "obs")
        assert set(json.loads(payload)["v"]) <= {stream.property for stream in city[name].datastreams}


def test_the_same_numbers_give_the_same_bytes():
    again = model_load(50, count=400)
    assert list(open_loop(again, rate=9, count=500, start_ms=1)) == list(open_loop(LOAD, rate=9, count=500, start_ms=1))


def test_readings_are_counted_beyond_the_prepared_messages():
    bodies = [json.loads(payload) for _, _, payload in open_loop(LOAD, rate=9, count=1000, start_ms=START_MS)]
    assert LOAD.readings_of(1000) == sum(len(body["v"]) for body in bodies)


def test_no_station_says_two_things_in_the_same_turn_however_long_the_load():
    turns = Counter((LOAD.message(n, 0)[0], LOAD.turn(n)) for n in range(1500))
    assert max(turns.values()) == 1


def test_a_play_in_another_protocol_is_refused():
    world = World(model_city(5), scenario("storm"), seed=1)
    other = Play(world, start_ms=1, words=Speech({"json": 1}))
    with pytest.raises(SimulatorError, match="expected a plain observation with its time first"):
        prepared(other, count=3)
