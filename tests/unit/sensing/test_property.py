from __future__ import annotations

import pytest

from sensing.errors import RegistryError
from sensing.property import PROPERTIES, Domain, conversion, observed_property


def test_every_domain_of_the_city_has_properties():
    assert {row.domain for row in PROPERTIES.values()} == set(Domain)


@pytest.mark.parametrize("row", PROPERTIES.values(), ids=lambda row: row.key)
def test_every_property_has_both_names_and_a_range(row):
    assert row.zh
    assert row.en
    assert row.low < row.high


def test_protocol_codes_are_not_used_twice():
    for field in ("hj212", "sl651"):
        codes = [code for row in PROPERTIES.values() if (code := getattr(row, field))]
        assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    ("key", "unit", "value", "canonical"),
    [
        ("water_level", "ft", 10.0, 3.048),  # NIST SP 811: 1 ft = 0.3048 m exactly
        ("flow", "cfs", 1.0, 0.028316846592),  # NIST SP 811, B.8
        ("water_temperature", "degF", 212.0, 100.0),
        ("air_temperature", "K", 273.15, 0.0),
        ("pressure", "kPa", 101.325, 1013.25),
        ("pm25", "mg/m3", 0.075, 75.0),
        ("wind_speed", "kn", 1.0, 1852 / 3600),
        ("conductivity", "uS/cm", 436.0, 436.0),
    ],
)
def test_a_unit_is_converted_by_its_published_factor(key, unit, value, canonical):
    scale, offset = conversion(key, unit)
    assert value * scale + offset == pytest.approx(canonical, rel=1e-12, abs=1e-9)


@pytest.mark.parametrize("unit", ["µg/m³", "μg/m³", "ug/m3", "µg/m3", ""])
def test_every_spelling_of_the_canonical_unit_means_no_conversion(unit):
    assert conversion("pm25", unit) == (1.0, 0.0)


def test_a_unit_that_does_not_fit_names_those_that_do():
    with pytest.raises(RegistryError, match="'water_level' does not accept unit 'kg', expected one of m, cm, mm, ft"):
        conversion("water_level", "kg")


def test_an_unknown_property_is_refused():
    with pytest.raises(RegistryError, match="unknown property 'mood'"):
        observed_property("mood")
