"""Settings of messages: ways and hosts are given as words, an office code has 14 digits, an agency has a sender."""

import pytest
from pydantic import ValidationError

from fenghuo.sections.messages import Cap, Foreign, ForeignSource


def test_ways_and_hosts_are_given_as_words():
    assert Cap(cn_methods="SMS, LED").cn_methods == ("SMS", "LED")
    assert Foreign(hosts="weather.example, *.gov.example").hosts == ("weather.example", "*.gov.example")


@pytest.mark.parametrize("code", ["4115", "4115004160000x", "411500416000001"])
def test_an_office_code_has_fourteen_digits(code: str):
    with pytest.raises(ValidationError):
        Cap(cn_issuer=code)


@pytest.mark.parametrize("url", ["warn.example", "https://warn.example/", "ftp://warn.example", "https://a b"])
def test_a_public_address_is_one_of_the_web_without_a_slash_at_its_end(url: str):
    with pytest.raises(ValidationError):
        Cap(public_url=url)
    assert Cap(public_url="https://warn.example/a").public_url == "https://warn.example/a"


def test_an_agency_has_a_sender_and_an_area():
    for missing in ({"senders": ()}, {"divisions": ()}):
        with pytest.raises(ValidationError):
            ForeignSource(**({"name": "weather", "senders": ("w",), "divisions": ("4115",)} | missing))
