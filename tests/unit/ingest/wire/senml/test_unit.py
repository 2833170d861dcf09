"""Units of the SenML registry."""

from __future__ import annotations

import pytest

from ingest.wire.senml.unit import in_our_unit


@pytest.mark.parametrize(
    ("value", "unit", "code", "ours"),
    [
        (23.1, "Cel", "air_temperature", (23.1, "degC")),
        (0.07, "/", "humidity", (7.0, "%")),
        (55.0, "/1000", "humidity", (5.5, "%")),
        (-10.0, "dBW", "signal_strength", (20.0, "dBm")),
        (2e-9, "kg/m3", "pm25", (0.002, "mg/m3")),
        (0.002, "kg/m3", "ammonia_nitrogen", (0.002, "g/L")),
        (500.0, "ug/m3", "ammonia_nitrogen", (0.5, "ug/L")),
        (500.0, "ug/m3", "pm25", (500.0, "ug/m3")),
        (1.0, "furlong", "water_level", (1.0, "furlong")),
        (1.0, "", "", (1.0, "")),
    ],
)
def test_a_unit_is_spelled_as_ours_and_its_value_goes_with_it(
    value: float, unit: str, code: str, ours: tuple[float, str]
):
    assert in_our_unit(value, unit, code=code) == ours
