from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from simulators.faults.chatter import Duplicate, Flood
from simulators.faults.faults import Faults, remembered
from simulators.faults.outage import Outage
from simulators.faults.sensor import Spike, Stuck
from simulators.faults.torn import Torn
from tests.unit.simulators.faults.making import HOUR, HUAIBIN, XIXIAN, a_report, a_telegram, hourly, hours, rising

HOMES = {"XY-H03": XIXIAN}
BURST = Outage(homes=HOMES, window=hours(3, 6), stores=1.0)
LATER = Outage(homes=HOMES, window=hours(5, 9), stores=1.0)
TORN = Torn(station="XY-H03", division=XIXIAN, at_s=8 * HOUR)

windows = st.tuples(st.floats(0, 20), st.floats(0.1, 10)).map(lambda pair: hours(pair[0], pair[0] + pair[1]))
outages = st.builds(
    Outage,
    homes=st.sampled_from([HOMES, {"XY-H04": HUAIBIN}, {**HOMES, "XY-H04": HUAIBIN}]),
    window=windows,
    stores=st.sampled_from([0.0, 0.5, 1.0]),
    is_shuffled=st.booleans(),
    seed=st.integers(0, 9),
)
duplicates = st.builds(
    Duplicate, homes=st.just(HOMES), window=windows, share=st.floats(0, 1), after_s=st.just(2.0), seed=st.integers(0, 9)
)
torn = st.builds(Torn, station=st.just("XY-H03"), division=st.just(XIXIAN), at_s=st.floats(0, 1e5))
transport = st.lists(st.one_of(outages, duplicates, torn), max_size=4)
streams = st.lists(
    st.builds(a_telegram, st.floats(0, 24), station=st.sampled_from(["XY-H03", "XY-H04", "XY-H05"])), max_size=40
).map(lambda telegrams: sorted(telegrams, key=lambda one: one.at_s))


def passed(faults, telegrams):
    return list(Faults.of(faults).passed(telegrams))


@given(transport, streams)
def test_what_no_fault_is_about_arrives_as_it_was_sent_in_its_order(faults, sent):
    came = passed(faults, sent)
    assert [one for one in came if "XY-H05" in one.topic] == [one for one in sent if "XY-H05" in one.topic]
    assert [one.at_s for one in came] == sorted(one.at_s for one in came)


@given(transport, streams)
def test_the_same_seed_gives_the_same_bytes_and_nothing_is_made_up(faults, sent):
    came = passed(faults, sent)
    assert came == passed(faults, sent)
    assert {one.payload for one in came if not one.is_retained} <= {one.payload for one in sent}


@given(st.lists(outages.filter(lambda one: one.stores == 1.0), max_size=4), streams)
def test_nothing_that_is_stored_is_lost_or_comes_twice(faults, sent):
    came = Counter(one.payload for one in passed(faults, sent) if not one.is_retained)
    assert came == Counter(one.payload for one in sent)


@given(st.lists(outages, max_size=4), streams)
def test_nothing_of_a_station_is_heard_during_its_outage_but_its_will(faults, sent):
    for one in passed(faults, sent):
        is_will = one.payload == b'{"state":"offline"}'
        for fault in faults:
            assert is_will or one.topic.split("/")[1] not in fault.homes or not fault.window.holds(one.at_s)


@given(transport, streams, st.lists(st.floats(0, 26 * HOUR), max_size=10))
def test_a_live_passage_gives_the_same_whenever_it_is_asked(faults, sent, asked):
    whole = passed(faults, sent)
    passage, came = Faults.of(faults).passage(), []
    for at_s in sorted(asked):
        while sent and sent[0].at_s <= at_s:
            passage.take(sent[0])
            sent = sent[1:]
        came += passage.due(at_s)
        assert passage.next_due() > at_s
    for telegram in sent:
        passage.take(telegram)
    came += passage.due(1e9)
    assert sorted(came) == sorted(whole)
    assert [one.at_s for one in came] == sorted(one.at_s for one in came)


def test_without_faults_the_stream_is_the_stream():
    sent = hourly(5)
    assert passed([], sent) == sent


def test_what_one_outage_gives_back_the_next_one_holds_whatever_the_order_of_the_document():
    sent = hourly(12, "XY-H03")
    for faults in ([BURST, LATER], [LATER, BURST]):
        came = [one for one in passed(faults, sent) if not one.is_retained]
        assert [one.payload for one in came[:3]] == [one.payload for one in sent[:3]]
        assert {one.at_s // HOUR for one in came} == {0, 1, 2, 9, 10, 11}
        assert len(came) == 12


def test_a_gauge_torn_away_with_its_memory_full_never_gives_it_back():
    came = passed([LATER, TORN], hourly(12, "XY-H03"))
    assert [one.at_s / HOUR for one in came if not one.is_retained] == [0, 1, 2, 3, 4]
    assert [(one.payload, one.at_s / HOUR) for one in came if one.is_retained] == [
        (b'{"state":"offline"}', 5.025), (b'{"state":"offline"}', 8.025)
    ]  # fmt: skip


def test_a_flood_is_held_by_an_outage_like_everything_else():
    flood = Flood(station="XY-H03", division=XIXIAN, window=hours(2.9, 3.1), rate=0.1)
    came = passed([BURST, flood], hourly(12, "XY-H04"))
    assert sum(b"battery_voltage" in one.payload for one in came if one.at_s < 3 * HOUR) == 36
    assert sum(b"battery_voltage" in one.payload for one in came if one.at_s > 6 * HOUR) == 36


def test_a_flood_meets_the_stream_in_order_of_time():
    flood = Flood(station="XY-H03", division=XIXIAN, window=hours(1, 2), rate=0.01)
    came = passed([flood], hourly(4, "XY-H04"))
    assert [one.at_s for one in came] == sorted(one.at_s for one in came)
    assert len(came) == 4 + 36


def test_faults_of_reports_act_in_the_order_of_the_document():
    stuck = Stuck(station="XY-H03", property="water_level", window=hours(1, 9))
    spike = Spike(station="XY-H03", property="water_level", window=hours(1, 9), by=5, share=1, seed=1)
    assert Faults.of([stuck, spike]).changed(a_report(5), truth=rising).values == {"water_level": 45.1}
    assert Faults.of([spike, stuck]).changed(a_report(5), truth=rising).values == {"water_level": 40.1}


def test_a_true_value_is_asked_for_once():
    asked = []
    truth = remembered(lambda *words: asked.append(words) or 1.0)
    assert [truth("XY-H03", "flow", 0.0) for _ in range(3)] == [1.0, 1.0, 1.0]
    assert len(asked) == 1
