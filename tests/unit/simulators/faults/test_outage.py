from __future__ import annotations

import math

from simulators.faults.fault import Window
from simulators.faults.outage import GRACE_S, Outage
from tests.unit.simulators.faults.making import HOUR, XIXIAN, a_telegram, hours

HOMES = {"XY-H03": XIXIAN}


def an_outage(**more: object) -> Outage:
    return Outage(**({"homes": HOMES, "window": hours(2, 5), "stores": 1.0} | more))


def test_what_was_stored_comes_after_the_outage_in_its_own_order():
    sent = [a_telegram(2 + n / 10) for n in range(30)]
    (came,) = zip(*(an_outage().became(telegram) for telegram in sent), strict=True)
    assert [one.payload for one in came] == [one.payload for one in sent]
    assert sorted(came) == list(came)
    assert 5 * HOUR < came[0].at_s < came[-1].at_s <= 5 * HOUR + 10.5


def test_shuffled_it_comes_in_another_order_but_all_of_it():
    sent = [a_telegram(2 + n / 10) for n in range(30)]
    fault = an_outage(is_shuffled=True)
    came = sorted(one for telegram in sent for one in fault.became(telegram))
    assert {one.payload for one in came} == {one.payload for one in sent}
    assert [one.payload for one in came] != [one.payload for one in sent]


def test_without_power_there_is_nothing_to_forward():
    assert an_outage(stores=0.0).became(a_telegram(3)) == ()


def test_an_outage_without_end_gives_nothing_back():
    fault = an_outage(window=Window(from_s=2 * HOUR))
    assert fault.became(a_telegram(3)) == ()
    assert list(fault.added()) == []
    assert len(fault.wills()) == 1


def test_others_and_other_times_pass_as_they_are():
    for telegram in (a_telegram(3, station="XY-H04"), a_telegram(1.99), a_telegram(5)):
        assert an_outage().became(telegram) == (telegram,)


def test_the_broker_tells_the_will_after_the_keep_alive_and_the_station_its_return():
    (will,), (back,) = an_outage().wills(), an_outage().added()
    assert (will.at_s, will.topic, will.payload) == (
        2 * HOUR + GRACE_S, f"{XIXIAN}/XY-H03/status", b'{"state":"offline"}'
    )  # fmt: skip
    assert (back.at_s, back.payload) == (5 * HOUR, b'{"state":"online"}')
    assert will.is_retained
    assert back.is_retained


def test_an_outage_shorter_than_the_keep_alive_and_a_station_without_will_go_unnoticed():
    assert an_outage(window=Window(from_s=0, until_s=GRACE_S)).wills() == ()
    assert an_outage(has_will=False).wills() == ()


def test_a_part_of_the_stations_stores_the_same_ones_each_time():
    names = [f"XY-{n}" for n in range(200)]
    fault = an_outage(homes=dict.fromkeys(names, XIXIAN), stores=0.5, seed=3)
    storing = [name for name in names if fault.became(a_telegram(3, station=name))]
    assert 70 < len(storing) < 130
    assert storing == [name for name in names if fault.became(a_telegram(4, station=name))]


def test_a_state_is_not_stored():
    assert an_outage().became(a_telegram(3, kind="status")) == ()
    assert not math.isinf(an_outage().window.until_s)
