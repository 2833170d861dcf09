from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.errors import RelayError
from alerts.relay.short_message import LONGEST, ROOM, Danger, Report, packed, unpacked
from sensing.level import Level
from tests.builders import DIVISION, NOW


def a_danger(**changes) -> Danger:
    danger = {"division": DIVISION, "level": Level.RED, "hazard": "11A01", "opened": NOW, "tag": "0a1b2c"}
    return Danger(**danger | changes)


def a_report(*dangers: Danger, **changes) -> Report:
    report = {"node": 17, "counter": 3, "at": NOW, "has_mains": False, "battery": 62, "dangers": dangers}
    return Report(**report | changes)


_DANGERS = st.builds(
    a_danger,
    division=st.integers(0, 10**12 - 1).map(lambda number: f"{number:012d}"),
    level=st.sampled_from(list(Level)),
    hazard=st.sampled_from(["11A01", "12D51", "11B67", ""]),
    opened=st.integers(0, 8191).map(lambda minutes: NOW - timedelta(minutes=minutes)),
    tag=st.integers(0, 0xFFFFFF).map(lambda number: f"{number:06x}"),
    is_acknowledged=st.booleans(),
    is_lost=st.booleans(),
    has_sounded=st.booleans(),
)


def test_a_red_danger_with_its_place_takes_25_bytes():
    (message,) = packed(a_report(a_danger()))
    assert len(message) == 25
    assert unpacked(message).dangers == (a_danger(),)


def test_the_bytes_of_a_known_report_stay_as_they_are():
    (message,) = packed(a_report(a_danger(is_acknowledged=True)))
    assert message.hex() == "1100110003" + "0c50f760" + "3e" + "5fd0faf200" + "90" + "16002000" + "0a1b2c" + "25be"


@given(st.lists(_DANGERS, max_size=11), st.one_of(st.none(), st.integers(0, 100)), st.booleans())
def test_every_danger_arrives_as_it_was_and_no_message_is_too_long(dangers, battery, has_mains):
    messages = packed(a_report(*dangers, battery=battery, has_mains=has_mains))
    assert all(len(message) <= LONGEST for message in messages)
    read = [unpacked(message) for message in messages]
    told = [danger for report in read for danger in report.dangers]
    assert sorted(told, key=repr) == sorted(dangers, key=repr)
    assert {(report.node, report.at, report.has_mains, report.battery) for report in read} == {
        (17, NOW, has_mains, battery)
    }


@given(st.lists(_DANGERS, min_size=ROOM + 1, max_size=12))
def test_what_is_worst_goes_first_and_of_one_level_the_oldest(dangers):
    told = [danger for message in packed(a_report(*dangers)) for danger in unpacked(message).dangers]
    assert told == sorted(told, key=lambda danger: (-danger.level, danger.opened, danger.division, danger.tag))


def test_messages_of_one_report_are_counted_on_and_begin_again():
    counters = [unpacked(message).counter for message in packed(a_report(*[a_danger()] * 9, counter=65_534))]
    assert counters == [65_534, 65_535, 0]


def test_a_node_that_has_nothing_to_report_says_that_it_lives():
    (message,) = packed(a_report(battery=None))
    assert len(message) == 12
    assert unpacked(message).battery is None


@given(st.binary(max_size=90))
def test_garbage_raises_one_error_only(garbage):
    try:
        unpacked(garbage)
    except RelayError:
        return
    assert packed(unpacked(garbage))


@given(st.integers(0, 24), st.integers(1, 255))
def test_one_damaged_byte_is_always_found(place, damage):
    (message,) = packed(a_report(a_danger()))
    hurt = bytearray(message)
    hurt[place] ^= damage
    with pytest.raises(RelayError):
        unpacked(bytes(hurt))


def test_another_version_is_refused_by_name():
    import binascii

    body = bytes([0x21]) + bytes(9)
    with pytest.raises(RelayError, match="got version 2"):
        unpacked(body + binascii.crc_hqx(body, 0).to_bytes(2, "big"))


def test_a_danger_that_is_older_than_its_field_says_the_oldest():
    (message,) = packed(a_report(a_danger(opened=NOW - timedelta(days=30))))
    assert unpacked(message).dangers[0].opened == NOW - timedelta(minutes=8191)


@pytest.mark.parametrize(
    "wrong",
    [
        a_report(node=65_536),
        a_report(battery=101),
        a_report(at=NOW.replace(year=2019)),
        a_report(a_danger(division="4115")),
        a_report(a_danger(division="４１１５２８００００００")),
        a_report(a_danger(tag="xyz")),
    ],
)
def test_what_has_no_place_in_a_message_is_refused(wrong):
    with pytest.raises(RelayError, match="expected"):
        packed(wrong)
