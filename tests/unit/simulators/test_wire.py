from __future__ import annotations

import json

from simulators.sighting import Sighting
from simulators.wire import below, encode, event, observation, status, topic

SEEN = Sighting(kind="fire_smoke", confidence=0.9, place=(114.7, 32.3), bbox=(0.1, 0.2, 0.3, 0.1), count=2)


def test_topics_are_those_of_the_live_world():
    assert topic("411528000000", "XY-H03", "obs") == "fh/v1/411528000000/XY-H03/obs"


def test_an_observation_has_only_what_there_is():
    assert observation(1, {"flow": 2.0}) == {"t": 1, "v": {"flow": 2.0}}
    full = observation(1, {"flow": 2.0}, quality={"flow": "doubtful"}, place=(114.123456789, 32.0), seq=4)
    assert full == {"t": 1, "v": {"flow": 2.0}, "q": {"flow": "doubtful"}, "loc": [114.12346, 32.0], "seq": 4}


def test_one_observation_is_written_bare_and_several_as_an_array():
    one, two = observation(1, {"flow": 1.0}), observation(2, {"flow": 2.0})
    assert json.loads(encode(one)) == json.loads(encode([one])) == one
    assert json.loads(encode([one, two])) == [one, two]


def test_an_event_says_that_it_is_simulated():
    body = json.loads(event(1_760_000_000_000, SEEN))
    assert body["class"] == "fire_smoke"
    assert body["id"] == "sim-1760000000000"
    assert body["attrs"] == {"count": 2, "simulated": True}
    assert len(body["bbox"]) == 4


def test_a_status_says_online_or_offline():
    assert json.loads(status(5, is_online=True)) == {"state": "online", "t": 5}
    assert json.loads(status(5, is_online=False)) == {"state": "offline", "t": 5}


def test_two_things_seen_in_one_look_have_ids_of_their_own():
    ids = [json.loads(event(1_760_000_000_000, SEEN, number=number))["id"] for number in range(2)]
    assert ids == ["sim-1760000000000", "sim-1760000000000-1"]


def test_a_topic_stands_below_the_root():
    assert topic("411528000000", "XY-H03", "obs") == "fh/v1/" + below("411528000000", "XY-H03", "obs")
