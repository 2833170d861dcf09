from __future__ import annotations

from hashlib import sha256

from ingest.wire.raw import Addressed
from ingest.wire.sl651.body import Item, read_body
from ingest.wire.sl651.events import MAX_TEXT, Teller
from ingest.wire.sl651.status import Statuses
from tests.unit.ingest.builders import NOW, a_station
from tests.unit.ingest.wire.sl651.making import SENT, STATION, a_body, a_frame, element, head

JPEG = b"\xff\xd8picture\xff\xd9"


def a_teller(body: bytes, *, function: int, arrived: int = NOW) -> tuple[Teller, list[Item]]:
    read = read_body(body, function)
    return Teller(a_frame(body, function=function), read, station=a_station(), arrived=arrived), list(read.items)


def a_picture(arrived: int = NOW, at: str = "2511230900") -> Addressed:
    teller, items = a_teller(a_body(b"\xf3\xf3" + JPEG, at=at), function=0x36, arrived=arrived)
    return teller.picture(items[-1])


def test_a_picture_carries_its_bytes_and_their_hash():
    address, event, image, *_ = a_picture()
    assert address == STATION
    assert image == (JPEG, sha256(JPEG).hexdigest(), "image/jpeg")
    assert (event.kind, event.image_sha256, event.phenomenon_time) == (
        "station_picture",
        sha256(JPEG).hexdigest(),
        SENT,
    )


def test_the_same_frame_tells_the_same_event():
    assert a_picture().event.id == a_picture(arrived=NOW + 1).event.id
    assert a_picture().event.id != a_picture(at="2511230905").event.id
    assert len(a_picture().event.id) <= 128


def test_a_clock_that_is_not_believed_costs_no_event():
    event = a_picture(at="5910111551").event
    assert event.phenomenon_time == NOW
    assert event.attrs["declared_time"] == "2059-10-11T07:51:00Z"


def test_what_an_observer_typed_is_text_whatever_the_encoding():
    for raw, text in ((b" Q 1.234 ", "Q 1.234"), ("水位涨".encode("gb18030"), "水位涨"), ("水位涨".encode(), "水位涨")):
        teller, items = a_teller(head() + b"\xf2\xf2" + raw, function=0x35)
        event = teller.manual(items[0]).event
        assert (event.kind, event.attrs["text"], event.phenomenon_time) == ("manual_report", text, SENT)


def test_a_long_text_is_cut_and_made_storable():
    teller, items = a_teller(head() + b"\xf2\xf2" + b"\x00" * (MAX_TEXT + 9), function=0x35)
    text = teller.manual(items[0]).event.attrs["text"]
    assert len(text) == MAX_TEXT
    assert "\0" not in text


def test_a_test_is_an_event_with_its_values():
    teller, _ = a_teller(a_body(element("20", 0.5), element("39", 0.127)), function=0x30)
    event = teller.test().event
    assert (event.kind, event.phenomenon_time) == ("device_test", SENT)
    assert event.attrs["elements"] == {"20": [0.5], "39": [0.127]}


def status_kinds(*bits: int) -> list[str]:
    statuses = Statuses()
    kinds = []
    for minute, value in enumerate(bits):
        body = a_body(b"\x45\x20" + value.to_bytes(4), at=f"25112309{minute:02d}")
        teller, items = a_teller(body, function=0x33)
        told = teller.status(items[-1], statuses)
        kinds.append(told.event.kind if told else "")
    return kinds


def test_status_bits_become_events_when_they_change():
    assert status_kinds(0b1, 0b1, 0b101, 0b1, 0) == [
        "station_fault",
        "",
        "station_alarm",
        "station_fault",
        "station_recovered",
    ]


def test_a_status_names_what_is_wrong():
    teller, items = a_teller(a_body(b"\x45\x20\x00\x00\x00\x04"), function=0x33)
    told = teller.status(items[-1], Statuses())
    assert told is not None
    assert told.event.attrs["begun"] == ["level_over_limit"]
    assert told.event.attrs["status"] == "00000004"
