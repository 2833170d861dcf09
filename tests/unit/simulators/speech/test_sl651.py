from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given

from sensing.property import PROPERTIES
from sensing.station import StationKind
from simulators.speech.sl651 import TYPES, address_of, sl651
from simulators.telegram import Telegram
from tests.unit.simulators.speech.making import AT_MS, a_report, a_station, heard, reports, values_of


def read(report):
    topic = f"{report.station.division}/{report.station.id}/raw/sl651"
    return heard(Telegram(at_s=0, topic=topic, payload=sl651(report)), report.station)


@given(reports(kinds=tuple(TYPES)))
def test_the_door_reads_back_every_value_that_has_an_element(report):
    sayable = {key: value for key, value in report.values.items() if PROPERTIES[key].sl651}
    assume(sayable)
    decoded = read(report)
    assert decoded.rejects == ()
    assert values_of(decoded, report.station) == sayable
    assert set(decoded.batch.phenomenon_time.tolist()) == {report.t_ms * 1000}


def test_a_frame_is_that_of_the_standard():
    report = a_report(water_level=41.5)
    report = replace(report, station=replace(report.station, addresses={"sl651": "0012345678"}), seq=6)
    # Centre 1, station 0012345678, password 04D2, function 32, 29 bytes; level 41.500 m at 2026-07-14 11:34.
    expected = (
        "7E7E01001234567804D232001D02" "0007260714113400" "F1F1001234567848" "F0F02607141134" "392300041500" "03"
    )  # fmt: skip
    assert sl651(report).hex().upper()[:-4] == expected


def test_between_two_minutes_the_send_time_counts():
    frame = sl651(a_report(t_ms=AT_MS + 5000, water_level=41.5))
    assert b"\xf0\xf0" not in frame
    assert bytes.fromhex("260714113405") in frame


def test_a_value_below_zero_is_read_back_and_one_that_fits_no_digits_is_not_said():
    report = a_report(water_level=-1.25, flow=980.0)
    assert values_of(read(report), report.station) == {"water_level": -1.25, "flow": 980.0}
    assert sl651(a_report(water_level=1e6)) == b""
    assert sl651(a_report(signal_strength=-70.0)) == b""


def test_every_station_has_ten_digits_of_its_own():
    addresses = {address_of(a_station(StationKind.RAIN_GAUGE, f"XY-P{n:05d}")) for n in range(500)}
    assert len(addresses) == 500
    assert all(len(address) == 10 and address.isdecimal() for address in addresses)
