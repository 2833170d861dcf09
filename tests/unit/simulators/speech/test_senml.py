from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from sensing.station import StationKind
from simulators.speech.senml import senml_cbor, senml_json
from simulators.telegram import Telegram
from tests.unit.simulators.speech.making import a_report, heard, reports, values_of

KINDS = tuple(kind for kind in StationKind if kind not in {StationKind.MOVING, StationKind.OTHER})
WAYS = {"senml-json": senml_json, "senml-cbor": senml_cbor}


def read(way: str, report):
    telegram = Telegram(
        at_s=0, topic=f"{report.station.division}/{report.station.id}/raw/{way}", payload=WAYS[way](report)
    )
    return heard(telegram, report.station)


@pytest.mark.parametrize("way", WAYS)
@given(report=reports(kinds=KINDS, step_ms=1))
def test_the_door_reads_back_every_value_and_its_time(way, report):
    decoded = read(way, report)
    assert decoded.rejects == ()
    assert values_of(decoded, report.station) == pytest.approx(report.values, rel=1e-11)
    assert set(decoded.batch.phenomenon_time.tolist()) == {report.t_ms * 1000}


def test_a_moving_station_says_where_it_was():
    report = replace(a_report(StationKind.MOVING, turbidity=12.0), place=(114.73, 32.33))
    for way in WAYS:
        decoded = read(way, report)
        assert (decoded.rejects, decoded.batch.lon.tolist(), decoded.batch.lat.tolist()) == ((), [114.73], [32.33])


def test_the_pack_is_that_of_the_rfc():
    assert senml_json(a_report()) == (
        b'[{"bn":"XY-X01/","bt":1784000040.0,"n":"water_level","u":"m","v":41.5},{"n":"flow","u":"m3/s","v":980.0}]'
    )
    assert senml_json(a_report(StationKind.RAIN_GAUGE, rain_1h=3.0)).startswith(b'[{"bver":26,')
