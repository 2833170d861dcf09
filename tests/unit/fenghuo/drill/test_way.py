from __future__ import annotations

import math

from hypothesis import given

from fenghuo.drill.way import Way
from simulators.faults.faults import Faults
from simulators.faults.outage import Outage
from simulators.faults.torn import Torn
from tests.unit.simulators.faults.making import HOUR, XIXIAN, hourly, hours
from tests.unit.simulators.faults.test_faults import streams, transport

HOMES = {"XY-H03": XIXIAN}


@given(transport, streams)
def test_what_begins_at_its_time_does_what_it_would_have_done_had_it_been_planned(faults, sent):
    way, came = Way(iter(sent)), []
    for fault in sorted(faults, key=lambda each: each.window.from_s):
        came += way.arrived(math.nextafter(fault.window.from_s, -math.inf))
        way.begin(fault)
    came += way.arrived(1e9)
    assert sorted(came) == sorted(Faults.of(faults).passed(sent))
    assert [one.at_s for one in came] == sorted(one.at_s for one in came)
    assert math.isinf(way.due)


def test_what_is_on_its_way_from_the_devices_is_lost_with_them():
    way = Way(iter(hourly(5, "XY-H03")))
    assert len(list(way.arrived(1.5 * HOUR))) == 2
    assert way.due == 2 * HOUR
    way.begin(Torn(station="XY-H03", division=XIXIAN, at_s=1.5 * HOUR))
    assert [one.payload for one in way.arrived(9 * HOUR)] == [b'{"state":"offline"}']


def test_what_an_outage_holds_back_is_held_by_one_that_comes_meanwhile():
    way = Way(iter(hourly(12, "XY-H03")))
    way.begin(Outage(homes=HOMES, window=hours(3, 6), stores=1.0))
    before = [one for one in way.arrived(5 * HOUR) if not one.is_retained]
    way.begin(Outage(homes=HOMES, window=hours(5.5, 9), stores=1.0))
    assert {one.at_s // HOUR for one in [*before, *way.arrived(99 * HOUR)] if not one.is_retained} == {
        0,
        1,
        2,
        9,
        10,
        11,
    }
