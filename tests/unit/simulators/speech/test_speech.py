from __future__ import annotations

from collections import Counter
from dataclasses import replace

from sensing.station import StationKind
from simulators.city import demo_city
from simulators.sighting import Sighting
from simulators.speech.speech import Speech
from simulators.wire import encode, observation
from tests.unit.simulators.speech.making import AT_MS, a_report, a_station

MIX = {"json": 0.6, "senml": 0.1, "hj212": 0.15, "sl651": 0.15}
SEEN = Sighting(kind="fire_smoke", confidence=0.8, place=(114.7, 32.3), bbox=(0.1, 0.1, 0.1, 0.1), count=1)


def spoken(speech: Speech, kind: StationKind, count: int = 1000) -> Counter[str]:
    return Counter(speech.spoken(a_station(kind, f"XY-{n}")) for n in range(count))


def test_without_a_mix_everybody_speaks_plain_json_byte_for_byte():
    report = replace(a_report(), place=(114.7, 32.3))
    found = Speech().said(report)
    assert found.payload == encode(observation(AT_MS, report.values, place=report.place, seq=3))
    assert (found.at_s, found.topic) == (60.0, "411528000000/XY-X01/obs")


def test_the_mix_is_met_by_the_kinds_that_a_protocol_suits():
    found = spoken(Speech(MIX), StationKind.RIVER_GAUGE)
    assert set(found) == {"json", "senml-json", "senml-cbor", "sl651"}
    assert 120 < found["sl651"] < 240
    assert set(spoken(Speech(MIX), StationKind.AIR)) == {"json", "senml-json", "senml-cbor", "hj212"}
    assert set(spoken(Speech(MIX), StationKind.CAMERA)) == {"json", "senml-json", "senml-cbor"}


def test_a_station_speaks_one_protocol_whatever_the_order_and_another_seed_chooses_anew():
    stations = demo_city().stations
    first, second = Speech(MIX), Speech(MIX)
    assert [first.spoken(one) for one in stations] == [second.spoken(one) for one in stations[::-1]][::-1]
    assert [first.spoken(one) for one in stations] != [Speech(MIX, seed=2).spoken(one) for one in stations]


def test_where_nothing_of_the_mix_suits_it_is_json():
    assert spoken(Speech({"hj212": 1}), StationKind.RAIN_GAUGE) == {"json": 1000}
    assert spoken(Speech({"hj212": 1}), StationKind.AIR) == {"hj212": 1000}


def test_what_a_camera_sees_is_said_in_the_words_of_a_camera():
    camera = a_station(StationKind.CAMERA)
    topics = {
        word: Speech({word: 1}).seen(camera, SEEN, at_s=1, t_ms=AT_MS).topic.split("/", 2)[2]
        for word in ("json", "cam-event", "frigate", "hj212")
    }
    assert topics == {
        "json": "event", "cam-event": "raw/cam-event-json", "frigate": "raw/frigate-json", "hj212": "event"
    }  # fmt: skip


def test_nothing_to_say_is_not_said():
    assert Speech().said(replace(a_report(), values={})) is None
    assert Speech({"hj212": 1}).said(a_report(StationKind.AIR, signal_strength=-70.0)) is None


def test_a_station_that_only_moves_says_where_it_is():
    boat = replace(a_report(StationKind.MOVING), values={}, place=(114.7, 32.3))
    assert b'"loc":[114.7,32.3]' in Speech().said(boat).payload
    assert b'"u":"lon"' in Speech({"senml-json": 1}).said(boat).payload
