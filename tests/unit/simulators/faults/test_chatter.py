from __future__ import annotations

import json
from itertools import islice

from simulators.faults.chatter import Duplicate, Flood
from tests.unit.simulators.faults.making import HOUR, XIXIAN, a_telegram, hours

HOMES = {"XY-H03": XIXIAN}


def test_a_duplicate_is_the_same_bytes_a_little_later():
    fault = Duplicate(homes=HOMES, window=hours(0, 9), share=1, after_s=2, seed=1)
    first, second = fault.became(a_telegram(3))
    assert first == a_telegram(3)
    assert (second.at_s, second.topic, second.payload) == (3 * HOUR + 2, first.topic, first.payload)


def test_as_many_come_twice_as_told_and_nothing_of_others():
    fault = Duplicate(homes=HOMES, window=hours(0, 999), share=0.1, after_s=2, seed=1)
    assert 60 < sum(len(fault.became(a_telegram(n))) - 1 for n in range(998)) < 140
    assert fault.became(a_telegram(1, station="XY-H04")) == (a_telegram(1, station="XY-H04"),)
    assert (list(fault.added()), fault.wills()) == ([], ())


def test_a_flood_is_a_thousand_messages_a_second_to_the_end_of_its_window():
    fault = Flood(station="XY-H03", division=XIXIAN, window=hours(1, 1 + 3 / HOUR), rate=1000)
    flood = list(fault.added())
    assert len(flood) == 3000
    assert flood == sorted(flood, key=lambda one: one.at_s)
    assert (flood[0].at_s, flood[-1].at_s) == (HOUR, HOUR + 2.999)
    assert [json.loads(one.payload)["seq"] for one in flood] == list(range(3000))


def test_a_long_flood_is_made_as_it_is_needed_and_the_station_goes_on():
    fault = Flood(station="XY-H03", division=XIXIAN, window=hours(0, 1e6), rate=1000, property="flow", value=7)
    (first,) = islice(fault.added(), 1)
    assert json.loads(first.payload) == {"v": {"flow": 7}, "seq": 0}
    assert (fault.became(a_telegram(1)), fault.wills()) == ((a_telegram(1),), ())
