from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from sensing.property import PROPERTIES
from sensing.station import StationKind
from simulators.speech.hj212 import SYSTEMS, hj212
from simulators.telegram import Telegram
from tests.unit.simulators.speech.making import a_report, heard, reports, values_of


def read(report):
    topic = f"{report.station.division}/{report.station.id}/raw/hj212"
    return heard(Telegram(at_s=0, topic=topic, payload=hj212(report)), report.station)


@given(reports(kinds=tuple(SYSTEMS)).filter(hj212))
def test_the_door_reads_back_every_value_that_has_a_code(report):
    decoded = read(report)
    assert decoded.rejects == ()
    sayable = {key: value for key, value in report.values.items() if PROPERTIES[key].hj212}
    assert values_of(decoded, report.station) == sayable
    assert set(decoded.batch.phenomenon_time.tolist()) == {report.t_ms * 1000}


def test_a_frame_is_that_of_the_standard():
    frame = hj212(a_report(StationKind.AIR, pm25=75.0))
    assert frame.startswith(b"##")
    assert b"QN=20260714113400000;ST=22;CN=2011;PW=123456;MN=XY-X01;Flag=4;CP=&&DataTime=20260714113400;" in frame
    assert b"a34004-Rtd=75,a34004-Flag=N&&" in frame
    assert frame.endswith(b"\r\n")


def test_the_registered_address_goes_before_the_id():
    report = a_report(StationKind.AIR, pm25=75.0)
    report = replace(report, station=replace(report.station, addresses={"hj212": "A010000_0001"}))
    assert b"MN=A010000_0001;" in hj212(report)


def test_what_has_no_code_makes_no_frame():
    assert hj212(a_report(StationKind.AIR, signal_strength=-70.0)) == b""
