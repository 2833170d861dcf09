from __future__ import annotations

import base64
from datetime import timedelta
from itertools import pairwise

import pytest
from cryptography.hazmat.primitives import serialization
from lxml import etree

from alerts.cap import to_cap
from alerts.cap_check import validate_cap
from alerts.errors import CapError, SignatureError
from alerts.signing import Pins, fingerprint, validity_fault, verify
from alerts.untrusted import XmlError
from tests.builders import NOW, a_warning
from tests.unit.alerts.keys import a_signer
from tests.unit.alerts.oasis import oasis_faults

OURS = a_signer()
PINS = Pins(certificates=(OURS.certificate,))
DS = "{http://www.w3.org/2000/09/xmldsig#}"
CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"


def signed(**changes) -> bytes:
    return OURS.sign(to_cap(a_warning(sent=NOW, **changes)), at=NOW)


def why(xml: bytes, *, pins: Pins = PINS, at=NOW) -> str:
    with pytest.raises(SignatureError) as refused:
        verify(xml, pins=pins, at=at)
    return refused.value.code


def changed(xml: bytes, change) -> bytes:
    root = etree.fromstring(xml)
    change(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def test_a_signed_message_is_valid_cap_and_its_last_child_is_the_signature():
    xml = signed()
    assert validate_cap(xml) == []
    assert oasis_faults(xml) == []
    assert etree.fromstring(xml)[-1].tag == f"{DS}Signature"


def test_the_pinned_certificate_is_named():
    assert verify(signed(), pins=PINS, at=NOW) == fingerprint(OURS.certificate)
    by_print = Pins(fingerprints=frozenset({fingerprint(OURS.certificate)}))
    assert verify(signed(), pins=by_print, at=NOW) == fingerprint(OURS.certificate)


def test_what_the_document_carries_is_not_believed():
    stranger = a_signer("stranger").sign(to_cap(a_warning(sent=NOW)), at=NOW)
    assert why(stranger) == "bad_signature"
    assert why(stranger, pins=Pins(fingerprints=frozenset({fingerprint(OURS.certificate)}))) == "unknown_key"
    assert why(stranger, pins=Pins()) == "unknown_key"


def test_a_certificate_is_judged_when_the_message_was_sent():
    xml = signed()
    last = OURS.certificate.not_valid_after_utc
    assert verify(xml, pins=PINS, at=last) == fingerprint(OURS.certificate)
    assert why(xml, at=last + timedelta(seconds=1)) == "bad_signature"
    assert why(xml, at=OURS.certificate.not_valid_before_utc - timedelta(seconds=1)) == "bad_signature"
    assert validity_fault(OURS.certificate, at=NOW) == ""


def test_nothing_is_signed_with_a_certificate_that_has_run_out():
    with pytest.raises(CapError, match="not signed"):
        OURS.sign(to_cap(a_warning(sent=NOW)), at=NOW + timedelta(days=400))


def test_blanks_added_between_elements_do_not_break_a_signature_made_without_them():
    bare = etree.tostring(etree.fromstring(to_cap(a_warning(sent=NOW)), etree.XMLParser(remove_blank_text=True)))
    xml = OURS.sign(bare, at=NOW).replace(b"<sender>", b"\n  <sender>")
    assert verify(xml, pins=PINS, at=NOW) == fingerprint(OURS.certificate)


def test_an_unsigned_message_is_told_as_such():
    assert why(to_cap(a_warning(sent=NOW))) == "unsigned"


def _set(path: str, value: str):
    def change(root):
        root.find(path).text = value

    return change


def _wrapped(root):
    """Hide the signed message in an envelope of lies (signature wrapping)."""
    inner = etree.fromstring(etree.tostring(root))
    for child in list(root):
        root.remove(child)
    etree.SubElement(root, f"{CAP}identifier").text = "LIE"
    root.append(inner)


def _reference_elsewhere(root):
    root.set("Id", "x")
    root.find(f".//{DS}Reference").set("URI", "#x")


def _signature_first(root):
    root.insert(0, root[-1])


def _signature_twice(root):
    root.append(etree.fromstring(etree.tostring(root[-1])))


def _deeper(root):
    root.find(f"{CAP}info").append(root[-1])


def _other_transform(root):
    root.find(f".//{DS}Transform").set("Algorithm", "http://www.w3.org/TR/1999/REC-xslt-19991116")


def _no_transforms(root):
    reference = root.find(f".//{DS}Reference")
    reference.remove(reference.find(f"{DS}Transforms"))


def _weak_digest(root):
    root.find(f".//{DS}DigestMethod").set("Algorithm", "http://www.w3.org/2000/09/xmldsig#sha1")


def _hmac(root):
    """Sign with what everybody knows: the certificate as a shared secret."""
    root.find(f".//{DS}SignatureMethod").set("Algorithm", "http://www.w3.org/2000/09/xmldsig#hmac-sha1")


def _other_certificate(root):
    der = a_signer("stranger").certificate.public_bytes(serialization.Encoding.DER)
    root.find(f".//{DS}X509Certificate").text = base64.b64encode(der).decode()
    root.find(f"{CAP}status").text = "Exercise"


def _no_value(root):
    root.find(f".//{DS}SignatureValue").text = ""


def _remove(path: str):
    def change(root):
        found = root.find(path)
        found.getparent().remove(found)

    return change


TAMPERED = {
    "status": _set(f"{CAP}status", "Exercise"),
    "severity": _set(f"{CAP}info/{CAP}severity", "Minor"),
    "headline": _set(f"{CAP}info/{CAP}headline", "all clear"),
    "area": _set(f"{CAP}info/{CAP}area/{CAP}geocode/{CAP}value", "110000000000"),
    "identifier": _set(f"{CAP}identifier", "FH-2"),
    "expires": _set(f"{CAP}info/{CAP}expires", "2027-07-20T22:00:00+08:00"),
    "an info left out": _remove(f"{CAP}info"),
    "digest": _set(f".//{DS}DigestValue", base64.b64encode(bytes(32)).decode()),
    "value": _set(f".//{DS}SignatureValue", base64.b64encode(bytes(64)).decode()),
    "no value": _no_value,
    "wrapped": _wrapped,
    "reference elsewhere": _reference_elsewhere,
    "signature first": _signature_first,
    "signature twice": _signature_twice,
    "signature deeper": _deeper,
    "xslt": _other_transform,
    "no transforms": _no_transforms,
    "sha1": _weak_digest,
    "hmac": _hmac,
    "another certificate": _other_certificate,
}


@pytest.mark.parametrize("change", TAMPERED.values(), ids=TAMPERED.keys())
def test_a_tampered_message_is_refused(change):
    assert why(changed(signed(), change)) == "bad_signature"


def test_no_single_flipped_bit_of_the_content_passes():
    xml = bytearray(signed())
    start, end = xml.index(b"<identifier>"), xml.index(b"<ds:Signature ")
    text = [place for place, (a, b) in enumerate(pairwise(xml)) if start <= place < end and a > 0x40 and b > 0x40]
    for place in text[:: max(1, len(text) // 60)]:
        flipped = bytes(xml[:place]) + bytes([xml[place] ^ 1]) + bytes(xml[place + 1 :])
        with pytest.raises((SignatureError, XmlError)):
            verify(flipped, pins=PINS, at=NOW)


def test_the_pinned_one_of_several_certificates_counts():
    both = Pins(certificates=(a_signer("old").certificate, OURS.certificate))
    assert verify(signed(), pins=both, at=NOW) == fingerprint(OURS.certificate)
