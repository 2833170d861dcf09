"""Values whose frame names the unit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.wire.foreign import in_registered_unit, tidy
from ingest.wire.raw import RawReading
from ingest.wire.refusal import Code, Refusal
from tests.unit.ingest.builders import a_station

STATION = a_station("XY-A01", water_level="cm", air_temperature="K", pm25="mg/m3")


@pytest.mark.parametrize(
    ("key", "unit", "value", "registered"),
    [
        ("water_level", "m", 41.32, 4132.0),
        ("water_level", "cm", 4132.0, 4132.0),
        ("air_temperature", "degC", 23.1, 296.25),
        ("pm25", "ug/m3", 35.0, 0.035),
    ],
)
def test_a_value_comes_out_in_the_registered_unit(key: str, unit: str, value: float, registered: float):
    assert in_registered_unit(RawReading("x", key, None, value, unit=unit), station=STATION) == registered


def test_a_registered_source_comes_before_the_property():
    first, *rest = STATION.datastreams
    station = replace(STATION, datastreams=(replace(first, source="pm25"), *rest))
    assert in_registered_unit(RawReading("pm25", "pm25", None, 1.0, unit="m"), station=station) == 100.0


def test_a_unit_of_something_else_is_refused():
    refusal = in_registered_unit(RawReading("z", "water_level", None, 1.0, unit="degC"), station=STATION)
    assert isinstance(refusal, Refusal)
    assert refusal.code is Code.BAD_VALUE
    assert "'z': property 'water_level' does not accept unit 'degC'" in refusal.detail


def test_noise_of_a_conversion_goes():
    assert tidy(0.1 + 0.2) == 0.3
