"""Which addresses may be asked for a picture: threat 10, server-side request forgery."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.outside.permit import Permit, PermitError, Target

LISTED = ["cam7.lan", "nvr.lan:8080", "*.cameras.example", "10.1.0.0/16", "127.0.0.1:9000", "[fd00::1]:8080"]


def asked(url: str, *addresses: str, hosts: list[str] = LISTED) -> str:
    """Return why a URL whose host leads to these addresses is not asked; empty when it is."""
    permit = Permit(hosts)
    target = permit.target(url)
    if isinstance(target, str):
        return target
    return next(filter(None, (permit.refusal(target, address) for address in addresses)), "")


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://cam7.lan/a.jpg", "93.184.216.34"),
        ("https://cam7.lan/a.jpg", "192.168.1.7"),
        ("https://CAM7.lan./a.jpg", "fd12::7"),
        ("http://nvr.lan:8080/a.jpg", "100.64.0.7"),
        ("http://a.b.cameras.example/a.jpg", "2606:2800:220:1::1"),
        ("http://10.1.2.3/a.jpg", "10.1.2.3"),
        ("http://cam7.lan/a.jpg", "10.1.2.3"),
        ("http://127.0.0.1:9000/a.jpg", "127.0.0.1"),
        ("http://[fd00::1]:8080/a.jpg", "fd00::1"),
        ("http://[::ffff:10.1.2.3]/a.jpg", "10.1.2.3"),
    ],
)
def test_what_is_listed_is_asked(url: str, address: str):
    assert asked(url, address) == ""


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://evil.example/a.jpg", "is not listed"),
        ("http://cam7.lan:8080/a.jpg", "port 8080, is not listed"),
        ("http://nvr.lan/a.jpg", "port 80, is not listed"),
        ("http://cameras.example/a.jpg", "is not listed"),
        ("http://evilcameras.example/", "is not listed"),
        ("http://cam7.lan.evil.example/", "is not listed"),
        ("http://10.2.0.1/", "is not listed"),
        ("http://169.254.169.254/latest/meta-data", "is not listed"),
        ("http://127.0.0.1/", "is not listed"),
        ("http://[::1]/", "is not listed"),
        ("http://0x7f.1/", "expected the name of a host"),
        ("http://0177.1/", "expected the name of a host"),
        ("http://127.1/", "expected the name of a host"),
        ("http://2130706433/", "expected the name of a host"),
        ("http://cam7.lan\\@evil.example/", "expected"),
        ("http://cam7.lan@evil.example/", "without user and password"),
        ("http://evil.example#@cam7.lan/", "is not listed"),
        ("http://ca%6d7.lan/", "expected the name of a host"),
        ("file:///etc/passwd", "expected http or https"),
        ("gopher://cam7.lan/", "expected http or https"),
        ("//cam7.lan/a.jpg", "expected http or https"),
        ("cam7.lan/a.jpg", "expected http or https"),
        ("http:///a.jpg", "expected the name of a host"),
        ("http://" + "a" * 2100, "at most 2048"),
        ("", "expected http or https"),
        ("http://\0/", "expected"),
    ],
)
def test_what_is_not_listed_is_not_asked(url: str, why: str):
    assert why in asked(url, "93.184.216.34")


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://cam7.lan/", "127.0.0.1"),
        ("http://cam7.lan/", "::1"),
        ("http://cam7.lan/", "0.0.0.0"),
        ("http://cam7.lan/", "169.254.169.254"),
        ("http://cam7.lan/", "fe80::1%eth0"),
        ("http://cam7.lan/", "::ffff:127.0.0.1"),
        ("http://cam7.lan/", "64:ff9b::7f00:1"),
        ("http://cam7.lan/", "2002:7f00:1::"),
        ("http://cam7.lan/", "224.0.0.1"),
        ("http://cam7.lan/", "240.0.0.1"),
        ("http://cam7.lan/", "nonsense"),
        ("http://x.cameras.example/", "192.168.1.7"),
        ("http://x.cameras.example/", "10.2.0.1"),
    ],
)
def test_a_listed_name_leads_to_no_forbidden_address(url: str, address: str):
    assert asked(url, "93.184.216.34", address) != ""


def test_an_empty_list_permits_nothing():
    assert not Permit([])
    assert not Permit(["", "  "])
    assert asked("http://cam7.lan/", "93.184.216.34", hosts=[]) != ""


@pytest.mark.parametrize(
    "entry", ["http://cam7.lan", "cam7.lan/a", "*", "cam7.lan:0", "cam7.lan:99999", "a b", "1.2.3"]
)
def test_an_entry_that_cannot_be_read_is_said(entry: str):
    with pytest.raises(PermitError, match="expected a"):
        Permit([entry])


@given(st.text(max_size=40))
def test_no_url_raises_and_none_gets_in_unlisted(text: str):
    permit = Permit(LISTED)
    for url in (text, f"http://{text}/", f"http://cam7.lan{text}"):
        target = permit.target(url)
        if isinstance(target, Target):
            assert target.host in {"cam7.lan", "nvr.lan", "127.0.0.1", "fd00::1"} or target.host.endswith(
                (".cameras.example",)
            )


@pytest.mark.parametrize(
    "address",
    ["192.0.0.192", "192.88.99.1", "fec0::1", "3fff::1", "64:ff9b:1::a9fe:a9fe", "100.100.100.200", "fd00:ec2::254"],
)
def test_addresses_that_tables_call_public_or_private_and_that_are_neither(address: str):
    permit = Permit(["cam7.lan", address])
    named = permit.target("http://cam7.lan/")
    assert isinstance(named, Target)
    assert permit.refusal(named, address) == ""
    assert Permit(["cam7.lan"]).refusal(named, address)


def test_port_0_is_no_port_of_the_scheme():
    assert isinstance(Permit(["cam7.lan"]).target("http://cam7.lan:0/"), str)
