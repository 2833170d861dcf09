"""Signing: enveloped XML signatures, made with our key and checked against keys that an operator pinned.

A document's own certificate proves nothing: whoever writes the document writes the certificate. It counts only where
it is the very one, or has the very fingerprint, that was configured. A certificate is judged at the instant the
message names as ``sent``, which the signature covers: a message stays as good as it was when it left.

Source:
    W3C XML Signature 1.1 (enveloped, exclusive canonicalisation, ECDSA P-256 with SHA-256); CAP 1.2, 3.3.4.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature as BadSignature
from cryptography.hazmat.primitives import hashes
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureConstructionMethod, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.signer import XMLSigner
from signxml.verifier import SignatureConfiguration, XMLVerifier

from alerts.errors import CapError, SignatureError
from alerts.untrusted import parsed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

DSIG: Final = "http://www.w3.org/2000/09/xmldsig#"
_PATH: Final = {"ds": DSIG}
_ENVELOPED: Final = SignatureConstructionMethod.enveloped
_TRANSFORMS: Final = frozenset({_ENVELOPED.value, *(method.value for method in CanonicalizationMethod)})
_METHODS: Final = frozenset(
    {
        SignatureMethod.ECDSA_SHA256,
        SignatureMethod.ECDSA_SHA384,
        SignatureMethod.ECDSA_SHA512,
        SignatureMethod.RSA_SHA256,
        SignatureMethod.RSA_SHA384,
        SignatureMethod.RSA_SHA512,
    }
)
#: What the library raises at a signature that is broken in one way or another: none of them is a good signature.
_BROKEN: Final = (
    SignXMLException,
    BadSignature,
    etree.LxmlError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    AssertionError,
    NotImplementedError,
)
_DIGESTS: Final = frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512})


def fingerprint(certificate: x509.Certificate) -> str:
    """Return SHA-256 of a certificate, lower-case hexadecimal without colons."""
    return certificate.fingerprint(hashes.SHA256()).hex()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Our key with its certificate."""

    key: EllipticCurvePrivateKey
    certificate: x509.Certificate

    def sign(self, xml: bytes, *, at: datetime) -> bytes:
        """Return a document with our signature as the last child of its root.

        Args:
            xml: The document, unsigned.
            at: The instant it names as ``sent``.

        Raises:
            CapError: If the certificate does not cover that instant.
        """
        if trouble := validity_fault(self.certificate, at=at):
            raise CapError(f"not signed: {trouble}")
        signer = XMLSigner(
            method=_ENVELOPED,
            signature_algorithm=SignatureMethod.ECDSA_SHA256,
            digest_algorithm=DigestAlgorithm.SHA256,
            c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
        )
        root: Any = signer.sign(parsed(xml), key=self.key, cert=[self.certificate])
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def validity_fault(certificate: x509.Certificate, *, at: datetime) -> str:
    """Return why a certificate does not count at an instant, empty when it does."""
    first, last = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if first <= at <= last:
        return ""
    return f"certificate {fingerprint(certificate)[:16]} counts from {first} to {last}, the message names {at}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pins:
    """The keys that one sender is believed to have."""

    certificates: tuple[x509.Certificate, ...] = ()
    #: SHA-256 of certificates, lower-case hexadecimal; the document brings the certificate, the pin says which.
    fingerprints: frozenset[str] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        """Return whether any key is pinned."""
        return bool(self.certificates or self.fingerprints)


def is_signed(root: etree._Element) -> bool:
    """Return whether a document bears anything that looks like a signature."""
    return next(root.iter(f"{{{DSIG}}}Signature"), None) is not None


def verify(xml: bytes, *, pins: Pins, at: datetime) -> str:
    """Return the fingerprint of the pinned certificate that signed a whole document.

    Args:
        xml: The document.
        pins: Whose signature is believed.
        at: The instant the document names as ``sent``.

    Raises:
        SignatureError: If there is no signature, it stands elsewhere, covers less than the document, was made by
            another key, or does not fit.
        XmlError: If the bytes are no XML that is read here.
    """
    root = parsed(xml)
    signature = _signature(root)
    candidates = [*pins.certificates, *_brought(signature, pins.fingerprints)]
    if not candidates:
        raise SignatureError("unknown_key", "no pinned certificate is at hand for this signature")
    # Some senders sign before they indent: then the blanks between elements are not part of what was signed.
    stripped = etree.tostring(etree.fromstring(xml, etree.XMLParser(remove_blank_text=True, resolve_entities=False)))
    whys: list[str] = []
    for certificate in candidates:
        if trouble := validity_fault(certificate, at=at):
            whys.append(trouble)
            continue
        for form in (xml, stripped):
            why = _fault(form, certificate, at=at)
            if not why:
                return fingerprint(certificate)
            whys.append(why)
    raise SignatureError("bad_signature", whys[0])


def _signature(root: etree._Element) -> etree._Element:
    """Return the one signature of a document, if it stands where it must and says that it covers everything."""
    found = list(root.iter(f"{{{DSIG}}}Signature"))
    if not found:
        raise SignatureError("unsigned", "expected a signature, got none")
    if len(found) > 1 or found[0] is not root[-1]:
        raise SignatureError("bad_signature", "expected one signature as the last child of the root")
    references = found[0].findall("ds:SignedInfo/ds:Reference", _PATH)
    if len(references) != 1 or references[0].get("URI") != "":
        raise SignatureError("bad_signature", "expected a signature over the whole document")
    transforms = {each.get("Algorithm") for each in references[0].iterfind(".//ds:Transform", _PATH)}
    if _ENVELOPED.value not in transforms or not transforms <= _TRANSFORMS:
        raise SignatureError("bad_signature", f"expected an enveloped signature, got {sorted(map(str, transforms))}")
    return found[0]


def _brought(signature: etree._Element, fingerprints: frozenset[str]) -> Iterable[x509.Certificate]:
    """Return those certificates of a document whose fingerprints are pinned."""
    for element in signature.iterfind(".//ds:X509Certificate", _PATH):
        try:
            certificate = x509.load_der_x509_certificate(base64.b64decode("".join((element.text or "").split())))
        except (ValueError, binascii.Error):
            continue
        if fingerprint(certificate) in fingerprints:
            yield certificate


def _fault(xml: bytes, certificate: x509.Certificate, *, at: datetime) -> str:
    """Return why a certificate did not sign a document, empty when it did."""
    expected = SignatureConfiguration(
        location="./", signature_methods=_METHODS, digest_algorithms=_DIGESTS, verification_time=at
    )
    try:
        XMLVerifier().verify(xml, x509_cert=certificate, expect_config=expected)
    except _BROKEN as error:
        return f"{type(error).__name__}: {error}"[:200]
    return ""
