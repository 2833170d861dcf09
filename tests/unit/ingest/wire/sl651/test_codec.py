from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.wire.codecs import CODECS
from ingest.wire.decode import Decoded, decode
from ingest.wire.message import Message
from ingest.wire.raw import Memory, Raw
from ingest.wire.refusal import Code
from ingest.wire.sl651.codec import NOTE, read_sl651
from ingest.wire.sl651.frame import Mark, build
from ingest.wire.sl651.packets import TIMEOUT
from ingest.wire.sl651.recall import seed
from sensing.station import Registry
from tests.unit.ingest.builders import DIVISION, NOW, a_station
from tests.unit.ingest.wire.sl651.making import (
    MINUTE,
    SENT,
    STATION,
    a_body,
    a_frame,
    a_report,
    a_total,
    element,
    head,
    observed,
    packets,
    station,
)

JPEG = b"\xff\xd8" + bytes(range(256)) * 10 + b"\xff\xd9"


def read(
    payload: bytes, *, memory: Memory | None = None, arrived: int = NOW, notes: dict[str, str] | None = None
) -> Raw:
    return read_sl651(
        payload, station=replace(a_station(), notes=notes or {}), arrived=arrived, memory=memory or Memory()
    )


def values(raw: Raw) -> dict[str, float]:
    return {reading.source: reading.value for reading in raw.readings}


def test_it_is_registered():
    assert CODECS["sl651"] is read_sl651


def test_a_message_may_hold_several_frames_and_a_bad_one_costs_itself_only():
    good, other = a_report(element("39", 41.5)), a_report(element("39", 41.6), at="2511230905")
    bad = good[:-1] + bytes([good[-1] ^ 1])
    raw = read(good + bad + b"junk" + other)
    assert [reading.value for reading in raw.readings] == [41.5, 41.6]
    (refusal,) = raw.refusals
    assert refusal.code is Code.BAD_CHECKSUM
    assert refusal.payload == bad + b"junk"


@pytest.mark.parametrize("text", [str.upper, str.lower, lambda text: f" {text[:20]}\n{text[20:]}\n"])
def test_hexadecimal_text_is_taken_as_well(text):
    payload = text(a_report(element("39", 41.5)).hex()).encode()
    assert values(read(payload)) == {"39": 41.5}


def test_an_ascii_frame_in_hexadecimal_text_is_taken_as_well():
    frame = build(replace(a_frame(b"0008251123090000ST 0012345678 H TT 2511230900 Z 41.5 "), is_text=True))
    assert values(read(frame)) == values(read(frame.hex().upper().encode())) == {"39": 41.5}


def test_nothing_is_refused():
    assert [refusal.code for refusal in read(b"").refusals] == [Code.MALFORMED_FRAME]


@pytest.mark.parametrize(
    "frame",
    [
        a_frame(head(), function=0x2F),
        a_frame(head(), is_up=False, end=Mark.EOT),
        a_frame(head(), function=0x4A),
        a_frame(head() + b"\xf1\xf1" + bytes.fromhex(STATION) + b"\x11DATA86-SW-V1.2(H)", function=0x45),
    ],
)
def test_keep_alives_copies_of_answers_and_management_say_nothing(frame):
    assert read(build(frame)) == Raw(heard=(STATION,) if frame.is_up else ())


@pytest.mark.parametrize("function", [0x01, 0x2E, 0x3B, 0x60, 0xE0, 0xFF])
def test_a_function_that_is_not_read_is_kept_in_quarantine(function: int):
    payload = build(a_frame(head(), function=function))
    (refusal,) = read(payload).refusals
    assert refusal.code is Code.BAD_VALUE
    assert refusal.payload == payload


def test_a_test_is_an_event_and_never_a_reading():
    raw = read(a_report(element("20", 55.0), element("26", 55.0), function=0x30))
    assert raw.readings == ()
    assert [told.event.kind for told in raw.addressed] == ["device_test"]


def test_a_test_leaves_the_rain_counter_alone():
    memory = Memory()
    read(a_report(element("26", 10.0)), memory=memory)
    read(a_report(element("26", 60.0), at="2511230901", function=0x30), memory=memory)
    assert values(read(a_report(element("26", 10.5), at="2511230905"), memory=memory))["26.increment"] == 0.5


def test_a_manual_report_is_an_event():
    raw = read(build(a_frame(head() + b"\xf2\xf2 Q 1.234", function=0x35)))
    assert [told.event.attrs["text"] for told in raw.addressed] == ["Q 1.234"]


def test_status_bits_beside_readings_are_an_event():
    raw = read(a_report(element("39", 43.33), b"\x45\x20\x00\x00\x00\x04", function=0x33))
    assert values(raw) == {"39": 43.33}
    assert [told.event.kind for told in raw.addressed] == ["station_alarm"]


def test_bulk_data_are_kept_in_quarantine():
    raw = read(build(a_frame(head() + b"\xfd\xf6" + b"x" * 30)))
    assert [refusal.code for refusal in raw.refusals] == [Code.BAD_VALUE]


@given(st.integers(1, 14), st.data())
def test_a_picture_in_packets_is_whole_in_any_order_and_doubled(count: int, data: st.DataObject):
    frames = packets(a_body(b"\xf3\xf3" + JPEG), count=count)
    order = data.draw(st.permutations(frames + frames[:3]))
    memory = Memory()
    raws = [read(frame, memory=memory) for frame in order]
    images = {told.image for raw in raws for told in raw.addressed}
    assert images == {(JPEG, sha256(JPEG).hexdigest(), "image/jpeg")}
    assert len({told.event.id for raw in raws for told in raw.addressed}) == 1
    assert not [raw.refusals for raw in raws if raw.refusals]


def test_a_picture_in_one_message_is_read_at_once():
    raw = read(b"".join(reversed(packets(a_body(b"\xf3\xf3" + JPEG), count=5))))
    assert [told.event.image_sha256 for told in raw.addressed] == [sha256(JPEG).hexdigest()]


def test_a_picture_that_never_comes_whole_is_refused_in_time():
    memory = Memory()
    read(b"".join(packets(a_body(b"\xf3\xf3" + JPEG), count=5)[1:]), memory=memory)
    (refusal,) = read(a_report(), memory=memory, arrived=NOW + TIMEOUT).refusals
    assert refusal.code is Code.INCOMPLETE
    assert "expected 5 packets, got 4, first missing 1" in refusal.detail


def test_readings_in_packets_are_read_when_whole():
    frames = packets(a_body(element("39", 41.5), element("20", 0.5)), count=3, function=0x32)
    assert values(read(b"".join(frames))) == {"39": 41.5, "20": 0.5}


def test_a_station_that_told_its_base_has_levels_in_hourly_groups():
    memory = Memory()
    parameters = head() + b"\xf1\xf1" + bytes.fromhex(STATION) + bytes.fromhex("282300010000300B0200")
    read(build(a_frame(parameters, function=0x42)), memory=memory)
    hourly = a_report(b"\xf5\xc0" + bytes.fromhex("000C" * 12), function=0x34)
    assert values(read(hourly, memory=memory)) == {"F5": 0.12, "39": 10.12}


def test_a_base_may_be_registered_by_hand():
    hourly = a_report(b"\xf5\xc0" + bytes.fromhex("000C" * 12), function=0x34)
    assert values(read(hourly, notes={NOTE + "F5": "20", NOTE + "F6": "x"})) == {"F5": 0.12, "39": 20.12}


@given(st.binary(max_size=400))
def test_arbitrary_bytes_never_raise(payload: bytes):
    memory = Memory()
    read(payload, memory=memory)
    read(build(a_frame(payload[:200])), memory=memory)
    read(build(a_frame(a_body(payload[:200]), function=0x34)), memory=memory)


# Through the door.

REGISTRY = Registry(
    [
        replace(a_station("GATE", water_level="m", rain_total="mm", rain_increment="mm"), addresses={"sl651": STATION}),
        replace(a_station("BEHIND", first=11, ph="pH"), addresses={"sl651": "4115280001"}, gateway="GATE"),
        replace(a_station("OTHER", first=21), addresses={"sl651": "0000000099"}),
    ]
)


def through(payload: bytes, *, memory: Memory | None = None) -> Decoded:
    return decode([Message(f"fh/v1/{DIVISION}/GATE/raw/sl651", payload, NOW)], registry=REGISTRY, memory=memory)


def test_two_stations_in_one_body_go_their_ways():
    body = a_body(element("39", 41.5), station("4115280001", "Q"), observed(), element("46", 7.45))
    batch = through(build(a_frame(body))).batch
    assert batch.datastream.tolist() == [1, 11]
    assert batch.value.tolist() == [41.5, 7.45]
    assert batch.phenomenon_time.tolist() == [SENT, SENT]


def test_an_address_of_somebody_else_is_refused_for_readings_and_events():
    body = a_body(element("39", 41.5), b"\x45\x20\x00\x00\x00\x01", address="0000000099")
    decoded = through(build(a_frame(body)))
    assert not len(decoded.batch)
    assert not decoded.events
    assert {reject.code for reject in decoded.rejects} == {Code.ADDRESS_MISMATCH}


def test_an_event_belongs_to_the_station_behind_the_gateway():
    body = a_body(b"\x45\x20\x00\x00\x00\x01", address="4115280001")
    assert [event.station for event in through(build(a_frame(body))).events] == ["BEHIND"]


def test_what_most_stations_do_not_register_is_not_told():
    frame = a_report(element("39", 41.5), element("38", 12.0), b"\xff\x01\x1a\x00\x01\x23", element("20", 1.0))
    assert through(frame).rejects == ()
    assert [reject.code for reject in through(a_report(element("27", 3.0))).rejects] == [Code.UNKNOWN_PROPERTY]


def test_rain_increments_survive_a_restart_and_a_second_reading_of_the_same_message():
    memory = Memory()
    through(a_report(element("26", 10.0)), memory=memory)
    second = a_report(element("26", 12.5), at="2511230905")
    for _ in range(2):
        assert through(second, memory=memory).batch.value.tolist() == [12.5, 2.5]
    restarted = Memory()
    seed(restarted, registry=REGISTRY, latest=[a_total("GATE", SENT + 5 * MINUTE, 12.5)])
    third = a_report(element("26", 13.0), at="2511230906")
    assert through(third, memory=restarted).batch.value.tolist() == [13.0, 0.5]


def test_the_picture_is_handed_on_with_its_event():
    decoded = through(b"".join(packets(a_body(b"\xf3\xf3" + JPEG), count=3)))
    assert [image.sha256 for image in decoded.images] == [decoded.events[0].image_sha256]
