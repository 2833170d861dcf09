from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from alerts.cap import to_cap
from alerts.cap_check import NAMESPACE, validate_cap
from alerts.untrusted import MAX_BYTES
from alerts.warning import Area, MessageType
from tests.builders import DIVISION, a_warning
from tests.unit.alerts.oasis import oasis_faults, oasis_schemas

SAMPLES = Path(__file__).parents[3] / "../shared/standards/samples/cap12"
RING = ((114.7, 32.3), (114.8, 32.3), (114.8, 32.4), (114.7, 32.3))


def valid() -> str:
    area = Area(description="信阳市息县", geocodes=(DIVISION,), polygons=(RING,))
    return to_cap(a_warning(area=area)).decode()


def faults(old: str, new: str, *, count: int = -1) -> list[str]:
    text = valid()
    assert old in text
    return validate_cap(text.replace(old, new, count).encode())


def test_what_we_write_has_no_fault():
    assert validate_cap(valid().encode()) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("<status>Actual</status>", "<status>actual</status>", "status"),
        (
            "<msgType>Alert</msgType>\n  <scope>Public</scope>",
            "<scope>Public</scope>\n  <msgType>Alert</msgType>",
            "scope",
        ),
        ("<sender>xinyang.fenghuo.example", "<sender>xinyang fenghuo", "sender"),
        ("<identifier>FH-", "<identifier>FH,", "identifier"),
        ("2026-07-19T22:00:00+08:00</sent>", "2026-07-19T14:00:00Z</sent>", "sent"),
        ("2026-07-19T22:00:00+08:00</sent>", "2026-07-19T22:00:00,08:00</sent>", "sent"),
        ("2026-07-19T22:00:00+08:00</sent>", "2026-07-19T22:00:00.5+08:00</sent>", "sent"),
        ("<severity>Extreme</severity>", "<severity>Red</severity>", "severity"),
        ("<category>Met</category>\n    <category>Geo</category>\n", "", "category"),
        ("<areaDesc>信阳市息县</areaDesc>\n", "", "areaDesc"),
        ("32.300000,114.700000 ", "", "polygon"),
        ("<scope>Public</scope>", "<scope>Public</scope><secret/>", "secret"),
    ],
)
def test_a_break_of_the_schema_is_named_with_its_line(old, new, expected):
    found = faults(old, new)
    assert found
    assert found[0].startswith("line ")
    assert expected in found[0]
    assert NAMESPACE not in found[0]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("<msgType>Alert</msgType>", "<msgType>Cancel</msgType>", "msgType Cancel needs references, got none"),
        ("<scope>Public</scope>", "<scope>Private</scope>", "scope Private needs addresses, got none"),
        ("<scope>Public</scope>", "<scope>Restricted</scope>", "restriction goes with scope Restricted"),
        (
            "<scope>Public</scope>",
            "<scope>Public</scope><references>only-one-part</references>",
            "expected a reference sender,identifier,sent, got 'only-one-part'",
        ),
        ("2026-07-20T22:00:00+08:00</expires>", "2026-07-19T22:00:00+08:00</expires>", "is not after effective"),
        ("32.400000,114.800000", "132.400000,114.800000", "expected lat,lon in degrees"),
        ("32.300000,114.700000 ", "32.300000,114.600000 ", "expected a closed polygon"),
        (
            "</geocode>\n    </area>",
            "</geocode><ceiling>100</ceiling></area>",
            "ceiling needs altitude",
        ),
    ],
)
def test_what_the_text_asks_beyond_the_schema_is_checked_too(old, new, expected):
    assert any(expected in fault for fault in faults(old, new))


def test_a_message_that_is_no_xml_or_too_large_is_refused_in_one_line():
    assert validate_cap(b"hello")[0].startswith("not well-formed: ")
    assert validate_cap(b" " * (MAX_BYTES + 1)) == [f"expected at most {MAX_BYTES} bytes, got {MAX_BYTES + 1}"]


@pytest.mark.parametrize(
    "attack",
    [
        '<!DOCTYPE alert [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE alert [<!ENTITY a "lol"><!ENTITY x "&a;&a;&a;&a;">]>',
        '<!DOCTYPE alert SYSTEM "http://127.0.0.1:9/cap.dtd">',
    ],
)
def test_a_doctype_is_refused_whatever_it_says(attack):
    text = valid().replace("?>\n", "?>\n" + attack, 1)
    assert validate_cap(text.encode()) == ["a DOCTYPE is not allowed"]


def test_the_oasis_schema_is_at_hand():
    # The development environment ships it; without it the next tests would prove nothing.
    assert oasis_schemas()


def test_our_schema_refuses_whatever_the_oasis_schema_refuses():
    for old, new in [
        ("<status>Actual</status>", "<status>actual</status>"),
        ("<scope>Public</scope>", ""),
        ("+08:00</sent>", "Z</sent>"),
        ("<event>洪水</event>", ""),
        ("<language>zh-CN</language>", "<language>zh-CN</language><language>en</language>"),
    ]:
        broken = valid().replace(old, new, 1).encode()
        assert oasis_faults(broken)
        assert validate_cap(broken)


@pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are not on this machine")
@pytest.mark.parametrize(
    ("name", "is_valid"),
    [
        ("thunderstorm.cap", True),
        ("invalid.cap", False),
        # CAP 1.1: another namespace.
        ("earthquake.cap", False),
        ("no_optional_fields.cap", False),
        ("weather.cap", False),
    ],
)
def test_published_samples_are_judged_as_the_oasis_schema_judges_them(name, is_valid):
    xml = (SAMPLES / name).read_bytes()
    assert (validate_cap(xml) == []) is is_valid
    assert (oasis_faults(xml) == []) is is_valid


def test_a_signed_message_may_carry_its_signature_last():
    root = etree.fromstring(valid().encode())
    etree.SubElement(root, "{http://www.w3.org/2000/09/xmldsig#}Signature")
    assert validate_cap(etree.tostring(root)) == []


def test_a_cancel_with_its_reference_is_valid():
    reference = "xinyang.fenghuo.example,FH-1,2026-07-19T22:00:00+08:00"
    cancel = a_warning(message_type=MessageType.CANCEL, references=(reference,))
    assert validate_cap(to_cap(cancel)) == []
