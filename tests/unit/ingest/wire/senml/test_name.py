"""Names of SenML records."""

from __future__ import annotations

import pytest

from ingest.wire.senml.name import MAX_NAME, Name, is_name, parse_name

OWN = frozenset({"XY-H03", "urn:dev:mac:00"})


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("water_level", Name("", "water_level")),
        ("XY-H03", Name("", "")),
        ("XY-H03/water_level", Name("", "water_level")),
        ("XY-H03:water_level", Name("", "water_level")),
        ("XY-H031/water_level", Name("XY-H031", "water_level")),
        ("urn:dev:mac:00", Name("", "")),
        ("urn:dev:mac:00/rain_5m", Name("", "rain_5m")),
        ("urn:dev:mac:01", Name("urn:dev:mac:01", "")),
        ("urn:dev:mac:01:", Name("urn:dev:mac:01", "")),
        ("urn:dev:mac:01_rain_5m", Name("urn:dev:mac:01", "rain_5m")),
        ("urn:dev:os:32473-123456:a:b", Name("urn:dev:os:32473-123456", "a:b")),
        ("2001:db8::1/humidity", Name("2001:db8::1", "humidity")),
        ("a/b/c", Name("a/b", "c")),
        ("a/", Name("a", "")),
    ],
)
def test_a_name_says_whose_and_what(text: str, name: Name):
    assert parse_name(text, own=OWN) == name


def test_of_two_own_names_the_longer_counts():
    assert parse_name("A:b:c", own=frozenset({"A", "A:b"})) == Name("", "c")


@pytest.mark.parametrize("text", ["", "-a", "_a", "a b", "水位", "a\n", "a;b", "a" * (MAX_NAME + 1)])
def test_characters_are_those_of_the_rfc(text: str):
    assert not is_name(text)
    assert is_name("A0-:./_")
