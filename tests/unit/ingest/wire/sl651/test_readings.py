from __future__ import annotations

from ingest.wire.raw import RawReading
from ingest.wire.sl651.body import read_body
from ingest.wire.sl651.counter import Gauges
from ingest.wire.sl651.readings import INCREMENT_SOURCE, readings_of
from sensing.quality import Quality
from tests.unit.ingest.wire.sl651.making import (
    MINUTE,
    SENT,
    STATION,
    a_body,
    a_frame,
    element,
    head,
    observed,
    station,
)


def read(body: bytes, *, function: int = 0x32, gauges: Gauges | None = None, **bases: float) -> list[RawReading]:
    frame = a_frame(body, function=function)
    said = read_body(body, function)
    return list(readings_of(frame, said, gauges=gauges or Gauges(), sender="S", bases=bases, arrived=SENT + MINUTE))


def times(readings: list[RawReading], source: str) -> list[tuple[int, float]]:
    return [((reading.time or 0) - SENT, reading.value) for reading in readings if reading.source == source]


def test_a_reading_has_time_station_and_property():
    (level,) = read(a_body(element("39", 41.5)))
    assert level == RawReading("39", "water_level", SENT, 41.5, address=STATION)


def test_missing_is_absent_and_zero_is_zero():
    assert [reading.value for reading in read(a_body(element("39", None), element("1A", 0.0)))] == [0.0]


def test_without_an_observation_time_the_send_time_stands_in():
    (level,) = read(head() + station() + element("39", 1.0))
    assert level.time == SENT


def test_a_uniform_report_counts_from_the_first_value():
    body = a_body(b"\x04\x18\x00\x00\x05", b"\x39\x23", bytes.fromhex("0004150000041560FFFFFFFF00041700"))
    assert times(read(body, function=0x31), "39") == [(0, 41.5), (5 * MINUTE, 41.56), (15 * MINUTE, 41.7)]


HOURLY = a_body(
    b"\xf4\x60" + bytes.fromhex("0500000014FFFFFFFFFF0000"),
    element("26", 4.0),
    b"\xf5\xc0" + bytes.fromhex("000C00" + "0C001C00310031" + "FFFF" * 5 + "00310031"),
    element("39", 10.49),
    at="2511230905",
)


def test_an_hourly_report_begins_with_its_time_and_ends_an_hour_later():
    readings = read(HOURLY, function=0x34)
    rain = times(readings, "F4")
    assert rain[0] == (5 * MINUTE, 0.5)
    assert rain[4] == (25 * MINUTE, 2.0)
    assert rain[-1] == (60 * MINUTE, 0.0)
    assert len(rain) == 7
    assert times(readings, "39") == [(60 * MINUTE, 10.49)]
    assert times(readings, "26") == [(60 * MINUTE, 4.0)]


def test_a_level_group_is_relative_until_its_base_is_known():
    readings = read(HOURLY, function=0x34)
    assert {reading.property for reading in readings if reading.source == "F5"} == {"relative_level"}
    assert all(reading.is_optional for reading in readings if reading.source == "F5")
    based = times(read(HOURLY, function=0x34, F5=10.0), "39")
    # The last instant has a level of its own, which is finer than the group.
    assert based[:5] == [
        (minute * MINUTE, level)
        for minute, level in zip((5, 10, 15, 20, 25), (10.12, 10.12, 10.28, 10.49, 10.49), strict=True)
    ]
    assert based[-2:] == [(55 * MINUTE, 10.49), (60 * MINUTE, 10.49)]


def test_the_base_of_a_reservoir_gives_the_reservoir_level():
    body = head() + station(kind="K") + observed() + b"\xf5\xc0" + bytes.fromhex("000C" * 12)
    found = {(reading.source, reading.property) for reading in read(body, function=0x34, F5=100.0)}
    assert ("3B", "reservoir_level") in found


def test_the_base_of_one_station_is_not_that_of_another():
    body = head() + station("0000000009") + observed() + b"\xf5\xc0" + bytes.fromhex("000C" * 12)
    assert {reading.source for reading in read(body, function=0x34, F5=100.0)} == {"F5"}


def test_a_counter_gives_its_total_and_the_rain_since():
    gauges = Gauges()
    read(a_body(element("26", 10.0)), gauges=gauges)
    total, increment = read(a_body(element("26", 10.5), at="2511230905"), gauges=gauges)
    assert (total.property, total.value) == ("rain_total", 10.5)
    assert (increment.source, increment.property, increment.value) == (INCREMENT_SOURCE, "rain_increment", 0.5)
    assert increment.time == total.time
    assert increment.is_optional


def test_the_rain_since_a_reset_is_doubtful():
    gauges = Gauges()
    read(a_body(element("26", 500.0)), gauges=gauges)
    *_, increment = read(a_body(element("26", 0.5), at="2511230905"), gauges=gauges)
    assert increment.quality is Quality.DOUBTFUL


def test_a_second_station_has_a_counter_of_its_own():
    gauges = Gauges()
    read(a_body(element("26", 10.0)), gauges=gauges)
    other = a_body(element("26", 99.0), address="0000000009", at="2511230905")
    assert len(read(other, gauges=gauges)) == 1


def test_what_has_no_property_is_optional():
    (reading,) = read(a_body(b"\xff\x01\x1a\x00\x01\x23"))
    assert (reading.source, reading.property, reading.is_optional) == ("FF01", "", True)
