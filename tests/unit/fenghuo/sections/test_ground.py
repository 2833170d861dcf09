"""Settings of the base map: tiles come over https and say where their numbers go; the key is never shown."""

import pytest
from pydantic import SecretStr, ValidationError

from fenghuo.sections.ground import Map


def test_without_settings_nothing_lies_under_the_map():
    assert Map().addresses() == ()


def test_a_key_alone_means_the_national_map_service_with_streets_and_names():
    addresses = Map(key=SecretStr("abc")).addresses()
    assert len(addresses) == 2
    assert all(each.startswith("https://t0.tianditu.gov.cn/") and each.endswith("&tk=abc") for each in addresses)


def test_the_key_goes_where_the_address_says():
    map_ = Map(tiles=("https://tiles.example/{z}/{x}/{y}.png?k={key}",), key=SecretStr("abc"))
    assert map_.addresses() == ("https://tiles.example/{z}/{x}/{y}.png?k=abc",)
    assert "abc" not in repr(map_)


@pytest.mark.parametrize("address", ["http://tiles.example/{z}/{x}/{y}", "https://tiles.example/{z}/{x}"])
def test_other_addresses_are_refused(address):
    with pytest.raises(ValidationError, match="expected https://"):
        Map(tiles=(address,))
