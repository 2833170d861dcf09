from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.wire.codecs import CODECS
from ingest.wire.raw import Memory, Raw, RawReading
from ingest.wire.refusal import Code
from ingest.wire.szy206.codec import read_szy206
from ingest.wire.szy206.frame import Frame, build
from sensing.quality import Quality
from tests.unit.ingest.builders import a_station

# Made by hand for the description of the format; no frame of a device is at hand.
LEVEL = "681468B24115280001C0501904000000000000000815004116"
RAIN = "681368B14115280001C0350200000000000000081500EA16"
#: 2026-07-15 08:00:00 in Beijing, and a minute later.
SAID, ARRIVED = 1_784_073_600_000_000, 1_784_073_660_000_000


def read(payload: bytes, *, arrived: int = ARRIVED, memory: Memory | None = None) -> Raw:
    return read_szy206(payload, station=a_station(), arrived=arrived, memory=memory or Memory())


def a_report(values: str, *, kind: int = 2, tail: str = "00000000" + "0000081500", function: int = 0xC0) -> bytes:
    data = bytes.fromhex(values + tail)
    return build(Frame(is_up=True, is_part=False, kind=kind, address="4115280001", function=function, data=data))


def test_it_is_registered():
    assert CODECS["szy206"] is read_szy206


def test_a_level_is_read():
    reading = RawReading("level", "water_level", SAID, 41.95, address="4115280001")
    assert read(bytes.fromhex(LEVEL)) == Raw(readings=(reading,), heard=("4115280001",))
    assert reading.quality is Quality.GOOD


def test_rain_has_no_property_of_its_own_because_its_period_is_not_known():
    (reading,) = read(bytes.fromhex(RAIN)).readings
    assert (reading.source, reading.property, reading.value) == ("rain", "", 23.5)


def test_a_negative_level_has_f_in_front():
    assert [reading.value for reading in read(a_report("501900F0")).readings] == [-1.95]


def test_further_values_have_numbers():
    readings = read(a_report("5019040000200400")).readings
    assert [(reading.source, reading.value) for reading in readings] == [("level", 41.95), ("level2", 42.0)]


def test_the_month_is_the_newest_that_fits():
    # 31 days before: 30 June has passed, so a report of the 30th is of June.
    (reading,) = read(a_report("50190400", tail="00000000" + "0000083000")).readings
    assert reading.time == SAID - 15 * 86_400_000_000


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (a_report("50190400", tail="00000000" + "0000089900"), Code.BAD_TIME),
        (a_report("50190400", tail="00000000" + "AA00081500"), Code.BAD_TIME),
        (a_report("5019AA00"), Code.BAD_VALUE),
        (a_report("501904"), Code.MALFORMED_FRAME),
        (a_report("", tail="0000"), Code.MALFORMED_FRAME),
        (a_report("50190400", kind=3), Code.BAD_VALUE),
        (a_report("50190400", function=0xB1), Code.BAD_VALUE),
        (b"", Code.MALFORMED_FRAME),
        (b"junk", Code.MALFORMED_FRAME),
    ],
)
def test_what_is_not_known_is_refused(payload: bytes, code: Code):
    raw = read(payload)
    assert raw.readings == ()
    (refusal,) = raw.refusals
    assert refusal.code is code
    assert refusal.payload == payload


def test_link_tests_and_frames_that_go_down_say_nothing():
    assert read(a_report("F2", tail="", function=0x02)) == Raw(heard=("4115280001",))
    assert (
        read(build(Frame(is_up=False, is_part=False, kind=0, address="4115280001", function=0xC0, data=b"\0"))) == Raw()
    )


def test_alarm_bits_are_told_when_they_change():
    memory = Memory()
    alarmed = a_report("50190400", tail="01000000" + "0000081500")
    first, again = read(alarmed, memory=memory), read(alarmed, memory=memory)
    assert first.addressed == again.addressed
    assert [told.event.kind for told in first.addressed] == ["station_alarm"]
    assert first.addressed[0].event.attrs == {"alarm": "0100", "state": "0000"}
    assert read(a_report("50190400", tail="01000000" + "0001081500"), memory=memory).addressed == ()
    assert read(a_report("50190400", tail="00000000" + "0002081500"), memory=memory).addressed == ()


def test_alarms_and_manual_reports_are_events():
    raw = read(
        a_report("0102", tail="", function=0x81) + a_report("水位涨".encode("gb18030").hex(), tail="", function=0x82)
    )
    assert [(told.event.kind, told.event.attrs) for told in raw.addressed] == [
        ("station_alarm", {"data": "0102"}),
        ("manual_report", {"text": "水位涨"}),
    ]


@given(st.binary(max_size=200))
def test_arbitrary_bytes_never_raise(data: bytes):
    read(data)
    for function in (0xC0, 0x81, 0x82):
        for kind in (1, 2):
            read(a_report(data[:150].hex(), tail="", kind=kind, function=function))
